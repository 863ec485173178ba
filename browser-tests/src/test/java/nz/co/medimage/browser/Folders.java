package nz.co.medimage.browser;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A static host on loopback that serves the project's folders {@code web} and {@code vectors}. For
 * a folder it answers with the names in it, in JSON.
 */
final class Folders implements AutoCloseable {
  /** The folder of the project, in which the modules are. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript",
          "css", "text/css",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "webmanifest", "application/manifest+json");

  private final HttpServer server;

  private Folders(HttpServer server) {
    this.server = server;
  }

  static Folders serve() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", Folders::answer);
    server.setExecutor(Executors.newCachedThreadPool());
    server.start();
    return new Folders(server);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Path path = ROOT.resolve(exchange.getRequestURI().getPath().substring(1)).normalize();
      boolean isShared =
          path.startsWith(ROOT.resolve("web")) || path.startsWith(ROOT.resolve("vectors"));
      Path file = Files.exists(path.resolve("index.html")) ? path.resolve("index.html") : path;
      if (!isShared || !Files.exists(file)) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      byte[] body = Files.isDirectory(file) ? names(file) : Files.readAllBytes(file);
      String name = file.getFileName().toString();
      String type =
          TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), TYPES.get("json"));
      exchange.getResponseHeaders().add("Content-Type", type);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private static byte[] names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> '"' + file.getFileName().toString() + '"')
          .sorted()
          .collect(Collectors.joining(",", "[", "]"))
          .getBytes(UTF_8);
    }
  }

  /** The URL of this host, without a path. */
  String origin() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
