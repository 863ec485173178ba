package nz.co.medimage.transport.http;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that send data at once, so that the end of a request does not wait. They reach
 * link-local addresses by one network card, because a URL has no place for it.
 */
final class PromptSockets extends SocketFactory {
  private final @Nullable NetworkInterface card;

  PromptSockets(@Nullable NetworkInterface card) {
    this.card = card;
  }

  @Override
  public Socket createSocket() throws IOException {
    Socket socket = new Outgoing(card == null ? 0 : card.getIndex());
    socket.setTcpNoDelay(true);
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(host, port), new InetSocketAddress(localHost, localPort));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(new InetSocketAddress(host, port), null);
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
      throws IOException {
    return connected(
        new InetSocketAddress(address, port), new InetSocketAddress(localAddress, localPort));
  }

  private Socket connected(SocketAddress there, @Nullable SocketAddress here) throws IOException {
    Socket socket = createSocket();
    try {
      if (here != null) {
        socket.bind(here);
      }
      socket.connect(there);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** This machine is on no network that leads to the address. */
  static final class NoRoute extends ConnectException {
    private static final long serialVersionUID = 1L;

    NoRoute(SocketException e) {
      super(e.getMessage());
      initCause(e);
    }
  }

  private static final class Outgoing extends Socket {
    private final int card;

    /**
     * @param card the number of a network card, 0 for none
     */
    Outgoing(int card) {
      this.card = card;
    }

    @Override
    public void connect(SocketAddress there) throws IOException {
      connect(there, 0);
    }

    @Override
    public void connect(SocketAddress there, int timeout) throws IOException {
      try {
        super.connect(zoned(there), timeout);
      } catch (SocketException e) {
        throw isNoRoute(e) ? new NoRoute(e) : e;
      }
    }

    /** The JDK has no type for ENETUNREACH; a connection that was reset at once has none either. */
    private static boolean isNoRoute(SocketException e) {
      return e instanceof BindException
          || String.valueOf(e.getMessage()).contains("Network is unreachable");
    }

    private SocketAddress zoned(SocketAddress there) throws IOException {
      return card != 0
              && there instanceof InetSocketAddress at
              && at.getAddress() instanceof Inet6Address six
              && six.isLinkLocalAddress()
          ? new InetSocketAddress(
              Inet6Address.getByAddress(null, six.getAddress(), card), at.getPort())
          : there;
    }
  }
}
