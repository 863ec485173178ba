package nz.co.medimage.transport.relay;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** Passes on what is said to a relay and what that says, but for one lie at a time. */
final class LyingHttpRelay implements AutoCloseable {
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "content-length", "host", "transfer-encoding", "upgrade", "expect");
  private static final Pattern SIZE = Pattern.compile("\"size\":([0-9]+)");

  private final URI relay;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Lie lie = Lie.NONE;
  private CountDownLatch told = new CountDownLatch(1);
  private final AtomicInteger hanging = new AtomicInteger();
  private volatile CountDownLatch unfinished = new CountDownLatch(0);

  /** What is not true in what it passes on. */
  enum Lie {
    NONE,
    SIZE_HUGE,
    SIZE_LESS,
    VERSION_FLIPPED,
    SUITE_FLIPPED,
    PREFIX_FLIPPED,
    FIRST_SEGMENT_FLIPPED,
    LAST_BYTE_FLIPPED,
    CUT_OFF,
    REPLY_CLAIMED_LOST
  }

  LyingHttpRelay(int relayPort) throws IOException {
    relay = URI.create("http://127.0.0.1:" + relayPort);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::pass);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  /** Lies once. */
  synchronized void lie(Lie next) {
    lie = next;
    told = new CountDownLatch(1);
  }

  /** Returns once the lie was told. */
  void awaitTold() throws InterruptedException {
    CountDownLatch latch;
    synchronized (this) {
      latch = told;
    }
    latch.await();
  }

  /** Whether it is time for one of these lies; it is told then. */
  private synchronized Lie take(Lie... these) {
    Lie now = lie;
    if (!List.of(these).contains(now)) {
      return Lie.NONE;
    }
    lie = Lie.NONE;
    told.countDown();
    return now;
  }

  /** Does not answer any more when it is asked for unfinished uploads. */
  void hangAtUnfinished() {
    unfinished = new CountDownLatch(1);
  }

  /** How many questions for unfinished uploads have no answer yet. */
  int hanging() {
    return hanging.get();
  }

  private void hang() {
    try {
      hanging.incrementAndGet();
      unfinished.await();
      hanging.decrementAndGet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void pass(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestURI().getPath().endsWith("/unfinished")) {
        hang();
      }
      HttpResponse<byte[]> answer = ask(exchange);
      String path = exchange.getRequestURI().getPath();
      byte[] body = answer.body();
      int status = answer.statusCode();
      if (path.endsWith("/reply") && take(Lie.REPLY_CLAIMED_LOST) != Lie.NONE) {
        status = 410;
        body = new byte[0];
      } else if (path.endsWith("/waiting") && status == 200) {
        body = listed(body);
      } else if (path.contains("/messages/") && exchange.getRequestMethod().equals("GET")) {
        body = given(body);
      }
      answer.headers().map().forEach((name, values) -> pass(exchange, name, values));
      boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, empty ? -1 : body.length);
      if (!empty) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static void pass(HttpExchange exchange, String name, List<String> values) {
    if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
      exchange.getResponseHeaders().put(name, values);
    }
  }

  private HttpResponse<byte[]> ask(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(relay.resolve(exchange.getRequestURI()))
            .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    try {
      // A lie about a reply is told in place of it.
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private byte[] listed(byte[] list) {
    String text = new String(list, StandardCharsets.UTF_8);
    if (!SIZE.matcher(text).find()) {
      return list;
    }
    Lie now = take(Lie.SIZE_HUGE, Lie.SIZE_LESS);
    String lied =
        SIZE.matcher(text)
            .replaceAll(
                match ->
                    "\"size\":"
                        + switch (now) {
                          case SIZE_HUGE -> 1L << 50;
                          case SIZE_LESS -> Long.parseLong(match.group(1)) - 1;
                          default -> Long.parseLong(match.group(1));
                        });
    return lied.getBytes(StandardCharsets.UTF_8);
  }

  private byte[] given(byte[] message) {
    if (message.length < 1_000_000) {
      return message;
    }
    return switch (take(
        Lie.VERSION_FLIPPED,
        Lie.SUITE_FLIPPED,
        Lie.PREFIX_FLIPPED,
        Lie.FIRST_SEGMENT_FLIPPED,
        Lie.LAST_BYTE_FLIPPED,
        Lie.CUT_OFF)) {
      case VERSION_FLIPPED -> flipped(message, 8);
      case SUITE_FLIPPED -> flipped(message, 9);
      case PREFIX_FLIPPED -> flipped(message, 60);
      case FIRST_SEGMENT_FLIPPED -> flipped(message, 5000);
      case LAST_BYTE_FLIPPED -> flipped(message, message.length - 1);
      case CUT_OFF -> java.util.Arrays.copyOf(message, message.length / 2);
      default -> message;
    };
  }

  private static byte[] flipped(byte[] message, int at) {
    byte[] changed = message.clone();
    changed[at] ^= 1;
    return changed;
  }

  @Override
  public void close() {
    unfinished.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
