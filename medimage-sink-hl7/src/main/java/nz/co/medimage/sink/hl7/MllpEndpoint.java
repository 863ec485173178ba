package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Where the receiver listens.
 *
 * @param tls empty for a connection that is not encrypted
 * @param timeout for connecting, for each piece that is sent, and for the answer
 */
record MllpEndpoint(String host, int port, Optional<SSLContext> tls, Duration timeout) {

  /** Connects a channel, and shakes hands by TLS. */
  Socket connect(SocketChannel channel) throws IOException {
    Socket socket = channel.socket();
    socket.connect(new InetSocketAddress(host, port), (int) timeout.toMillis());
    socket.setKeepAlive(true);
    if (tls.isEmpty()) {
      return socket;
    }
    SSLSocket secured =
        (SSLSocket) tls.get().getSocketFactory().createSocket(socket, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  /** As sentences name it. */
  @Override
  public String toString() {
    return "the HL7 receiver at " + host + ":" + port;
  }
}
