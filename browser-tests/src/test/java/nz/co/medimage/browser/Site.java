package nz.co.medimage.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server of one page, on loopback: the static host of a page that is not the relay's. */
final class Site implements AutoCloseable {
  private final HttpServer server;

  private Site(HttpServer server) {
    this.server = server;
  }

  /** Serves a page on every path. */
  static Site of(String html) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] page = html.getBytes(UTF_8);
    server.createContext(
        "/",
        exchange -> {
          exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    return new Site(server);
  }

  /** The origin of the page if it is opened by this name of loopback. */
  String origin(String host) {
    return "http://" + host + ":" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
