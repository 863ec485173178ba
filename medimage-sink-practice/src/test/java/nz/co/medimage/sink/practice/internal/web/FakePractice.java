package nz.co.medimage.sink.practice.internal.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import nz.co.medimage.testkit.HaltingFileSystem;

/**
 * A practice system with patients and their files, kept in a folder, which can be told to fail.
 * {@code GET /patients?nhi=ID}, {@code GET} and {@code POST /patients/PID/files}.
 */
final class FakePractice implements AutoCloseable {
  /** When a request is cut. */
  enum Cut {
    /** Before anything is done. */
    BEFORE,
    /** After it was done, before the answer. */
    AFTER,
    /** The same, and this process ends. */
    HALT
  }

  /** What a request is answered with instead; acted upon or not. */
  record Fault(String request, Cut cut, int status, Map<String, String> headers) {
    static Fault lost(String request, Cut cut) {
      return new Fault(request, cut, 0, Map.of());
    }

    static Fault busy(String request, int status, String retryAfter) {
      return new Fault(request, Cut.BEFORE, status, Map.of("Retry-After", retryAfter));
    }

    static Fault status(String request, int status) {
      return new Fault(request, Cut.BEFORE, status, Map.of());
    }
  }

  /** What came in. */
  record Got(String request, String query, Map<String, String> headers, String body) {}

  private final Path folder;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(8);
  private final List<Got> got = new CopyOnWriteArrayList<>();
  private final List<Map<String, String>> patients = new CopyOnWriteArrayList<>();
  private final AtomicReference<Fault> fault = new AtomicReference<>();
  private volatile boolean isAway;
  private volatile boolean knowsKeys;

  FakePractice(Path folder) throws IOException {
    this(folder, 0);
  }

  /** At a port that was free before. */
  FakePractice(Path folder, int port) throws IOException {
    this.folder = Files.createDirectories(folder);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    patient("11", "ZAC5361", "current");
    patient("12", "KAT0001", "current");
    patient("13", "TWO0001", "current");
    patient("14", "TWO0001", "current");
    patient("15", "OLD0001", "left");
  }

  FakePractice knowingKeys() {
    knowsKeys = true;
    return this;
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  void patient(String pid, String nhi, String status) {
    patients.add(Map.of("id", pid, "nhi", nhi, "status", status));
  }

  void forget(String nhi) {
    patients.removeIf(each -> nhi.equals(each.get("nhi")));
  }

  /** The next request that begins so fails. */
  void failOnce(Fault next) {
    fault.set(next);
  }

  boolean hasFailed() {
    return fault.get() == null;
  }

  void setAway(boolean away) {
    isAway = away;
  }

  List<Got> got() {
    return List.copyOf(got);
  }

  long count(String request) {
    return got.stream().filter(each -> each.request().startsWith(request)).count();
  }

  /** All files, by reference. */
  static Map<String, byte[]> stored(Path folder) throws IOException {
    Map<String, byte[]> stored = new TreeMap<>();
    if (Files.notExists(folder)) {
      return stored;
    }
    try (Stream<Path> all = Files.list(folder)) {
      for (Path each : all.filter(file -> file.toString().endsWith(".file")).toList()) {
        String name = each.getFileName().toString();
        stored.put("files/" + name.substring(0, name.length() - 5), Files.readAllBytes(each));
      }
    }
    return stored;
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getRawPath();
    String request = exchange.getRequestMethod() + " " + path;
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    Got now = new Got(request, query, headers, new String(body, StandardCharsets.UTF_8));
    got.add(now);
    Fault failing = fault.get();
    boolean fails = failing != null && request.startsWith(failing.request());
    if (isAway || (fails && failing.cut() == Cut.BEFORE)) {
      if (fails) {
        fault.set(null);
      }
      fail(exchange, isAway ? 0 : failing.status(), isAway ? Map.of() : failing.headers());
      return;
    }
    Reply reply = answer(now);
    if (fails) {
      if (failing.cut() == Cut.HALT) {
        Runtime.getRuntime().halt(HaltingFileSystem.HALTED);
      }
      fault.set(null);
      fail(exchange, failing.status(), failing.headers());
      return;
    }
    reply(exchange, reply.status(), reply.body());
  }

  private static void fail(HttpExchange exchange, int status, Map<String, String> headers)
      throws IOException {
    headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
    if (status == 0) {
      exchange.close(); // without an answer
    } else {
      reply(exchange, status, "{\"error\":\"ZAC5361 is not to be shown\"}");
    }
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private record Reply(int status, String body) {}

  private Reply answer(Got got) throws IOException {
    String[] parts = got.request().split("[ /]+");
    if (got.request().equals("GET /patients")) {
      return patients(got.query());
    }
    if (parts.length == 4 && parts[1].equals("patients") && parts[3].equals("files")) {
      String pid = URLDecoder.decode(parts[2], StandardCharsets.UTF_8);
      return parts[0].equals("POST") ? add(pid, got) : list(pid);
    }
    return new Reply(got.request().equals("GET /") ? 200 : 404, "{}");
  }

  private Reply patients(String query) {
    String nhi = URLDecoder.decode(query.replaceFirst("^nhi=", ""), StandardCharsets.UTF_8);
    List<String> found = new ArrayList<>();
    for (Map<String, String> each : patients) {
      // Like many a search: the beginning is enough.
      if (each.get("nhi").startsWith(nhi)) {
        found.add(json(each));
      }
    }
    return new Reply(200, "{\"patients\":[" + String.join(",", found) + "]}");
  }

  private synchronized Reply list(String pid) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path each : notes(pid)) {
      String name = each.getFileName().toString();
      found.add(
          json(Map.of("id", name.substring(0, name.length() - 5), "note", Files.readString(each))));
    }
    return new Reply(200, "{\"files\":[" + String.join(",", found) + "]}");
  }

  private List<Path> notes(String pid) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(
              file ->
                  file.getFileName().toString().startsWith(pid + "-")
                      && file.toString().endsWith(".note"))
          .sorted()
          .toList();
    }
  }

  private synchronized Reply add(String pid, Got got) throws IOException {
    if (patients.stream().noneMatch(each -> each.get("id").equals(pid))) {
      return new Reply(422, "{}");
    }
    Map<?, ?> body = (Map<?, ?>) AnswerJson.read(got.body().getBytes(StandardCharsets.UTF_8));
    String key = got.headers().getOrDefault("Idempotency-Key", "");
    if (knowsKeys && !key.isEmpty()) {
      for (Path each : notes(pid)) {
        if (Files.readString(each).contains(key)) {
          String name = each.getFileName().toString();
          return new Reply(200, json(Map.of("id", name.substring(0, name.length() - 5))));
        }
      }
    }
    String id = pid + "-" + (notes(pid).size() + 1);
    Path aside = Files.createTempFile(folder, ".", ".part");
    Files.write(aside, Base64.getDecoder().decode((String) body.get("data")));
    Files.writeString(folder.resolve(id + ".note"), body.get("note") + " " + key);
    Files.move(aside, folder.resolve(id + ".file"), StandardCopyOption.ATOMIC_MOVE);
    return new Reply(201, json(Map.of("id", id)));
  }

  private static String json(Map<String, String> map) {
    Map<String, String> sorted = new LinkedHashMap<>(map);
    List<String> fields = new ArrayList<>();
    sorted.forEach(
        (key, value) ->
            fields.add(
                "\"" + key + "\":\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\""));
    return "{" + String.join(",", fields) + "}";
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
