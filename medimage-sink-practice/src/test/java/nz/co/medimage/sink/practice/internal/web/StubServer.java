package nz.co.medimage.sink.practice.internal.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** A server that answers as a test says. */
final class StubServer implements AutoCloseable {
  /** What came in; the query is behind a question mark. */
  record Got(String request, Map<String, String> headers, String body) {}

  /** What goes out. */
  record Reply(int status, String body, Map<String, String> headers) {
    static Reply of(int status, String body) {
      return new Reply(status, body, Map.of());
    }
  }

  /** Answers. */
  @FunctionalInterface
  interface Script {
    Reply answer(Got got) throws Exception;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final String scheme;

  private StubServer(HttpServer server, String scheme, Script script) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, script));
    server.start();
  }

  static StubServer plain(Script script) throws IOException {
    return new StubServer(HttpServer.create(loopback(), 50), "http", script);
  }

  /** With TLS, and wanting a certificate of each client. */
  static StubServer mutual(SSLContext tls, Script script) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 50);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    return new StubServer(server, "https", script);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  String url() {
    return scheme + "://localhost:" + server.getAddress().getPort();
  }

  List<Got> got() {
    return List.copyOf(got);
  }

  /** The ports at the other end, one for each request. */
  List<Integer> ports() {
    return List.copyOf(ports);
  }

  List<String> requests() {
    return got.stream().map(Got::request).toList();
  }

  private void handle(HttpExchange exchange, Script script) throws IOException {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    Got now =
        new Got(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            headers,
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
    got.add(now);
    ports.add(exchange.getRemoteAddress().getPort());
    Reply reply;
    try {
      reply = script.answer(now);
    } catch (Exception e) {
      reply = Reply.of(500, "");
    }
    byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
    reply.headers().forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
