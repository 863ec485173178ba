package nz.co.medimage.transport.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.Socket;
import java.nio.ByteBuffer;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import nz.co.medimage.runtime.WarmUp;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Does all of a first connection that does not need the network. A new JVM loads and compiles more
 * than a thousand classes for it, most of them for TLS.
 */
final class ClientWarmUp {
  private ClientWarmUp() {}

  static void start() {
    WarmUp.once("http-client", ClientWarmUp::run);
  }

  private static void run() {
    SSLContext context = ServerTrust.context(new AnyCertificate());
    try {
      sayHello(context.createSSLEngine("localhost", 443));
      OkHttpClient http =
          new OkHttpClient.Builder()
              .socketFactory(new NoSockets())
              .sslSocketFactory(context.getSocketFactory(), new AnyCertificate())
              .proxy(Proxy.NO_PROXY)
              .build();
      call(http.newCall(new Request.Builder().url("https://127.0.0.1/").build()));
    } catch (IOException e) {
      // As it must end, without a socket.
    }
  }

  /** The first message of the handshake, and the keys for it, to nobody. */
  private static void sayHello(SSLEngine engine) throws IOException {
    engine.setUseClientMode(true);
    engine.beginHandshake();
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    var unused = engine.wrap(ByteBuffer.allocate(0), hello);
  }

  private static void call(Call call) throws IOException {
    try (Response response = call.execute()) {
      throw new IllegalStateException("an answer out of nowhere: " + response.code());
    }
  }

  private static final class NoSockets extends SocketFactory {
    @Override
    public Socket createSocket() throws IOException {
      throw new IOException("no socket");
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
      return createSocket();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
        throws IOException {
      return createSocket();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
      return createSocket();
    }

    @Override
    public Socket createSocket(
        InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
      return createSocket();
    }
  }
}
