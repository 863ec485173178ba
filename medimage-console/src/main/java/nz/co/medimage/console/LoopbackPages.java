package nz.co.medimage.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.transport.http.server.WireServer;
import org.eclipse.jetty.server.Handler;

/**
 * Serves pages to this computer alone, and holds the home, while there is no receiver whose port
 * they could share.
 */
final class LoopbackPages implements AutoCloseable {
  private final List<WireServer> servers = new ArrayList<>();
  private final Home.Lock lock;

  private LoopbackPages(Home.Lock lock) {
    this.lock = lock;
  }

  /**
   * Begins, on a loopback address; for the wildcard on both that {@code localhost} stands for, as
   * another user of this computer could take the other one.
   */
  static LoopbackPages serve(Path home, InetSocketAddress at, Supplier<Handler> pages)
      throws IOException {
    LoopbackPages serving = new LoopbackPages(Home.open(home, Home.Kind.RECEIVER).lock());
    try {
      if (!at.getAddress().isAnyLocalAddress()) {
        serving.add(at.getAddress().getHostAddress(), at.getPort(), pages.get());
        return serving;
      }
      serving.add("127.0.0.1", at.getPort(), pages.get());
      try {
        serving.add("::1", serving.port(), pages.get());
      } catch (IOException e) {
        if (String.valueOf(e.getMessage()).startsWith("Port ")) {
          throw e;
        }
        // This computer has no IPv6.
      }
      return serving;
    } catch (IOException e) {
      serving.close();
      throw e;
    }
  }

  private void add(String address, int port, Handler pages) throws IOException {
    InetAddress host = InetAddress.getByName(address);
    servers.add(WireServer.start(new InetSocketAddress(host, port), null, pages));
  }

  int port() {
    return servers.get(0).port();
  }

  @Override
  public void close() throws IOException {
    try {
      servers.forEach(WireServer::close);
    } finally {
      lock.close();
    }
  }
}
