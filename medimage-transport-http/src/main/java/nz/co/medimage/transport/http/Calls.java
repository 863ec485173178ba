package nz.co.medimage.transport.http;

import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.runtime.InterruptibleCall;
import nz.co.medimage.transport.http.v1.Problem;
import nz.co.medimage.transport.http.v1.Wire;
import okhttp3.Call;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** The HTTP calls of one link: bounded, with errors put into words, and all ended by close. */
final class Calls implements Closeable {
  private static final int MOST_ATTEMPTS = 3;
  private static final long MOST_SECONDS_TO_ASK = 5;
  private static final long FIRST_PAUSE_MILLIS = 50;

  /** If an answer took longer, nobody knows when its time was read. */
  private static final Duration LONGEST_TO_COMPARE = Duration.ofMinutes(1);

  /** The time of an answer is in whole seconds: this much later on average. */
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  private final HttpUrl base;
  private final OkHttpClient http;
  private final OkHttpClient patient;
  private final Duration toOpen;
  private final Clock clock;
  private final Set<Call> running = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Duration clockDifference;

  /**
   * @param toOpen how long the first answer may take
   */
  Calls(HttpUrl base, OkHttpClient http, Duration toOpen, Clock clock) {
    this.base = base;
    this.toOpen = toOpen;
    this.http = http;
    this.clock = clock;
    this.patient =
        http.newBuilder()
            .readTimeout(http.readTimeoutMillis() + Wire.MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)
            .build();
  }

  /** How long to wait for the next byte before a connection is given up. */
  Duration idleTimeout() {
    return Duration.ofMillis(http.readTimeoutMillis());
  }

  /** A URL of the server. */
  HttpUrl.Builder url(String path) {
    return base.newBuilder().encodedPath(path);
  }

  /** The server, as a person would write it. */
  String server() {
    String host = base.host();
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + base.port();
  }

  /**
   * Makes one call.
   *
   * @return the answer, if its status is one of success
   * @throws IOException the one that the answer carries, or if there was none
   */
  Reply once(Request request) throws IOException {
    return exchange(http.newCall(request)).successful();
  }

  /** Makes one call, and gives the answer whatever its status is. */
  Reply any(Request request) throws IOException {
    return exchange(http.newCall(request));
  }

  /** Makes one call whose answer may take as long as the protocol's longest wait. */
  Reply patiently(Request request) throws IOException {
    return poll(request).successful();
  }

  /** OkHttp hears an interrupt between the bytes, but not while it waits for the first one. */
  private Reply poll(Request request) throws IOException {
    Call call = patient.newCall(request);
    return InterruptibleCall.run("http-poll", () -> exchange(call), call::cancel);
  }

  /**
   * Makes one call whose answer may be of any length.
   *
   * @param status that it must have
   * @return the body; closed by the caller
   */
  InputStream stream(Request request, int status) throws IOException {
    Call call = http.newCall(request);
    begin(call);
    Response response;
    try {
      response = execute(call);
    } catch (IOException e) {
      running.remove(call);
      throw inWords(e);
    }
    Streamed body = new Streamed(call, response);
    try {
      mustBeOurs(response);
    } catch (Stranger e) {
      body.close();
      throw e;
    }
    if (response.code() != status) {
      try (body) {
        throw new Reply(response.code(), null, "", null, body(response)).toException();
      }
    }
    return body;
  }

  /**
   * Makes the first call of a link: a server that is busy is given time, though one that cannot be
   * connected to is given up soon.
   */
  Reply open(Request request) throws IOException {
    return anyOpen(request).successful();
  }

  /** The same, and gives the answer whatever its status is. */
  Reply anyOpen(Request request) throws IOException {
    return within(toOpen.toMillis(), request);
  }

  /** Makes one call that ends within some seconds, whatever the other end does. */
  Reply soon(Request request) throws IOException {
    return within(TimeUnit.SECONDS.toMillis(MOST_SECONDS_TO_ASK), request).successful();
  }

  private Reply within(long millis, Request request) throws IOException {
    Call call = http.newCall(request);
    call.timeout().timeout(millis, TimeUnit.MILLISECONDS);
    return exchange(call);
  }

  /** Makes a call that may be repeated, up to some times, until there is an answer. */
  Reply repeatable(Request request) throws IOException {
    for (int attempt = 1; ; attempt++) {
      Reply reply;
      try {
        reply = poll(request);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        if (attempt == MOST_ATTEMPTS || isClosed()) {
          throw e;
        }
        pause(attempt);
        continue;
      }
      return reply.successful();
    }
  }

  private void begin(Call call) throws IOException {
    running.add(call);
    // Either this sees that the link is closed, or close sees this call.
    if (isClosed()) {
      running.remove(call);
      throw closedLink(null);
    }
  }

  private Reply exchange(Call call) throws IOException {
    begin(call);
    try {
      Instant asked = clock.instant();
      try (Response response = execute(call)) {
        mustBeOurs(response);
        Date date = response.headers().getDate("Date");
        if (date != null) {
          compareClocks(asked, date.toInstant(), clock.instant());
        }
        return new Reply(
            response.code(),
            response.header(Wire.UPLOAD_OFFSET),
            response.header(Wire.TUS_EXTENSION, ""),
            date,
            body(response));
      }
    } catch (IOException e) {
      throw inWords(e);
    } finally {
      running.remove(call);
    }
  }

  /** OkHttp throws InterruptedException too, as Kotlin lets it, without declaring it. */
  private static Response execute(Call call) throws IOException {
    try {
      return call.execute();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private void mustBeOurs(Response response) throws Stranger {
    Optional<String> stranger = Faults.stranger(server(), base, response);
    if (stranger.isPresent()) {
      throw new Stranger(stranger.get());
    }
  }

  private void compareClocks(Instant asked, Instant there, Instant answered) {
    Duration took = Duration.between(asked, answered);
    if (!took.isNegative() && took.compareTo(LONGEST_TO_COMPARE) <= 0) {
      Instant here = asked.plus(took.dividedBy(2));
      clockDifference = Duration.between(here, there.plus(HALF_A_SECOND));
    }
  }

  /** How far the clock at the other end was ahead at the last answer that told its time. */
  Optional<Duration> clockDifference() {
    return Optional.ofNullable(clockDifference);
  }

  private static ByteString body(Response response) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(Wire.MAX_MESSAGE + 1L)) {
      throw new IOException("an answer is larger than any of this protocol");
    }
    return source.readByteString();
  }

  private IOException inWords(IOException e) {
    if (isClosed()) {
      return closedLink(e);
    }
    if (e instanceof Stranger) {
      return e;
    }
    return new IOException(Faults.sentence(server(), base, e), e);
  }

  private static IOException closedLink(@Nullable IOException e) {
    return new IOException("The link was closed", e);
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Waits before an attempt after the first, longer each time; close ends the wait. */
  void pause(int attemptsSoFar) throws IOException {
    Duration pause = Duration.ofMillis(FIRST_PAUSE_MILLIS << attemptsSoFar);
    try {
      if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw closedLink(null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  @Override
  public void close() {
    closed.countDown();
    running.forEach(Call::cancel);
    http.connectionPool().evictAll();
  }

  /** What answers is not a server of this protocol. */
  private static final class Stranger extends IOException {
    private static final long serialVersionUID = 1L;

    Stranger(String sentence) {
      super(sentence);
    }
  }

  /**
   * An answer.
   *
   * @param offset the header {@code Upload-Offset}
   * @param extensions the header {@code Tus-Extension}, empty if it is missing
   * @param date when it was given, by the other end's clock
   */
  record Reply(
      int status,
      @Nullable String offset,
      String extensions,
      @Nullable Date date,
      ByteString body) {
    Reply successful() throws IOException {
      if (status < 200 || status > 299) {
        throw toException();
      }
      return this;
    }

    private IOException toException() {
      return Problem.read(status, body.toByteArray()).toException();
    }
  }

  /** The body of an answer while it comes. */
  private final class Streamed extends FilterInputStream {
    private final Call call;
    private final Response response;

    Streamed(Call call, Response response) {
      super(response.body().byteStream());
      this.call = call;
      this.response = response;
    }

    @Override
    public int read() throws IOException {
      try {
        return super.read();
      } catch (IOException e) {
        throw inWords(e);
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      try {
        return super.read(buffer, offset, length);
      } catch (IOException e) {
        throw inWords(e);
      }
    }

    @Override
    public void close() {
      running.remove(call);
      response.close();
    }
  }
}
