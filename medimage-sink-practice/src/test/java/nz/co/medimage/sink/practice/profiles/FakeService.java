package nz.co.medimage.sink.practice.profiles;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import okio.ByteString;

/**
 * A practice system's web service on a free loopback port. A subclass answers as the real one does;
 * a test chooses what goes wrong, and when. Safe for use by several threads.
 */
abstract class FakeService implements AutoCloseable {
  /** What goes wrong with one request. */
  enum Trouble {
    /** The connection ends before the service has done anything. */
    CUT_BEFORE,
    /** The service does what it is asked to; its answer is lost. */
    CUT_AFTER,
    /** The service answers 503 and does nothing. */
    UNAVAILABLE,
    /** The service answers 429 with a Retry-After, and does nothing. */
    TOO_MANY,
    /** The service answers 409 and does nothing. */
    CONFLICT,
    /** The service answers 422 with an outcome of FHIR that quotes a patient. */
    REFUSED;

    /** Those after which the photo can still be filed, whatever the service. */
    static final List<Trouble> PASSING = List.of(CUT_BEFORE, CUT_AFTER, UNAVAILABLE, TOO_MANY);
  }

  /** One request. */
  record Request(
      String method,
      String path,
      Map<String, String> query,
      HttpExchange exchange,
      ByteString body) {
    /** The body as text; of binary content, one character for each byte. */
    String text() {
      return body.utf8();
    }

    String bytes() {
      return body.string(StandardCharsets.ISO_8859_1);
    }

    Optional<String> header(String name) {
      return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    @Override
    public String toString() {
      return method + " " + path + " " + query;
    }
  }

  /** One answer. */
  record Answer(int status, String type, String body, Map<String, String> headers) {
    static Answer json(int status, String body) {
      return new Answer(status, "application/json", body, Map.of());
    }

    static Answer xml(int status, String body) {
      return new Answer(status, "application/xml", body, Map.of());
    }

    Answer with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Answer(status, type, body, more);
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Throwable> faults = new CopyOnWriteArrayList<>();

  FakeService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Answers, and does what is asked; called by one thread at a time. */
  abstract Answer answer(Request request) throws IOException;

  /** The names of the steps that this service can tell apart, in the order of a filing. */
  abstract List<String> steps();

  /** Which of the steps a request is. */
  abstract String step(Request request);

  /** The photos that are in the record of some patient now. */
  abstract List<Filed> filed() throws IOException;

  /** A photo in a patient's record. */
  record Filed(String patient, ByteString content) {
    @Override
    public String toString() {
      return "Filed[" + patient + ", " + content.size() + " bytes]";
    }
  }

  /** The next request of this step meets trouble. */
  void next(String step, Trouble trouble) {
    troubles.put(step, trouble);
  }

  /** Whether all trouble that was planned was met. */
  boolean isCalm() {
    return troubles.isEmpty();
  }

  final List<Request> requests() {
    return List.copyOf(requests);
  }

  /** What the fake itself did wrong: a test that sees any is not to be believed. */
  final List<Throwable> faults() {
    return List.copyOf(faults);
  }

  final String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request =
          new Request(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getPath(),
              form(exchange.getRequestURI().getRawQuery()),
              exchange,
              ByteString.of(exchange.getRequestBody().readAllBytes()));
      requests.add(request);
      Trouble trouble = troubles.remove(step(request));
      if (trouble == Trouble.CUT_BEFORE) {
        return;
      }
      Answer answer = trouble == null ? answerAlone(request) : troubled(trouble, request);
      if (trouble != Trouble.CUT_AFTER) {
        send(exchange, answer);
      }
    } catch (RuntimeException | Error e) {
      faults.add(e);
      throw e;
    }
  }

  private Answer troubled(Trouble trouble, Request request) throws IOException {
    return switch (trouble) {
      case UNAVAILABLE -> new Answer(503, "text/html", "<h1>Service Unavailable</h1>", Map.of());
      case TOO_MANY -> new Answer(429, "text/plain", "slow down", Map.of("Retry-After", "1"));
      case CONFLICT -> Answer.json(409, "{\"resourceType\":\"OperationOutcome\"}");
      case REFUSED ->
          Answer.json(
              422,
              "{\"resourceType\":\"OperationOutcome\",\"issue\":[{\"code\":\"business-rule\","
                  + "\"diagnostics\":\"Peter Tester, ZZZ0016, is dead\"}]}");
      default -> answerAlone(request);
    };
  }

  private synchronized Answer answerAlone(Request request) throws IOException {
    return answer(request);
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** What a query or a form says. */
  static Map<String, String> form(String text) {
    Map<String, String> form = new LinkedHashMap<>();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      String[] sides = pair.split("=", 2);
      form.put(decode(sides[0]), sides.length == 1 ? "" : decode(sides[1]));
    }
    return form;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
