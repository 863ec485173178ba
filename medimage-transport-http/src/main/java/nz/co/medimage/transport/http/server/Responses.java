package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.transport.http.v1.BearerToken;
import nz.co.medimage.transport.http.v1.Problem;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads credentials and writes answers, the same way for all handlers. */
final class Responses {
  private static final Logger LOG = LoggerFactory.getLogger(Responses.class);

  /** Default of {@code Retry-After} in an answer with status 429. */
  private static final long SECONDS_TO_COME_AGAIN = 10;

  private Responses() {}

  /**
   * Whom a request claims to come from.
   *
   * @throws NotPairedException if it does not say
   */
  static Credential credential(Request request) throws NotPairedException {
    return Optional.ofNullable(request.getHeaders().get(HttpHeader.AUTHORIZATION))
        .flatMap(BearerToken::parse)
        .orElseThrow(() -> new NotPairedException("This device is not paired; pair it first"));
  }

  /** Ends the connection of a request; what came of its body is kept. */
  static Runnable breakOff(Request request) {
    return request.getConnectionMetaData().getConnection().getEndPoint()::close;
  }

  /**
   * Makes sure that the method is one that is served here.
   *
   * @throws StatusException if not; the answer then also says which are
   */
  static void allow(Request request, Response response, String... methods) throws StatusException {
    if (!List.of(methods).contains(request.getMethod())) {
      String served = String.join(", ", methods) + ", OPTIONS";
      response.getHeaders().put(HttpHeader.ALLOW, served);
      throw new StatusException(
          HttpStatus.METHOD_NOT_ALLOWED_405, "The methods served here are " + served);
    }
  }

  /** Answers without a body. */
  static void status(Response response, Callback callback, int status) {
    response.setStatus(status);
    noStore(response);
    response.write(true, null, callback);
  }

  /** Answers with what a stage came to: a body, or else the problem that {@code e} is. */
  static void outcome(
      Response response,
      Callback callback,
      String type,
      byte @Nullable [] body,
      @Nullable Throwable e) {
    if (body != null) {
      response.setStatus(HttpStatus.OK_200);
      noStore(response);
      body(response, callback, type, body);
    } else {
      fail(
          response,
          callback,
          e == null ? new IllegalStateException("a stage without a result") : e);
    }
  }

  /**
   * Answers with the problem for {@code e}. Handlers catch every Throwable for this, because an
   * exception or Error of somebody else's intake would otherwise leave the request without an
   * answer of this protocol.
   */
  static void fail(Response response, Callback callback, Throwable e) {
    problem(response, callback, toProblem(e));
  }

  /** Answers with a problem. */
  static void problem(Response response, Callback callback, Problem problem) {
    response.setStatus(problem.status());
    noStore(response);
    if (problem.status() == HttpStatus.UNAUTHORIZED_401) {
      response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Bearer");
    }
    if (problem.status() == HttpStatus.TOO_MANY_REQUESTS_429
        && !response.getHeaders().contains(HttpHeader.RETRY_AFTER)) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, SECONDS_TO_COME_AGAIN);
    }
    problem
        .offset()
        .ifPresent(offset -> response.getHeaders().put(Wire.UPLOAD_OFFSET, Long.toString(offset)));
    body(response, callback, Wire.PROBLEM_JSON, problem.toJson());
  }

  private static Problem toProblem(Throwable e) {
    boolean wraps = e instanceof UncheckedIOException || e instanceof CompletionException;
    if (wraps && e.getCause() != null) {
      return toProblem(e.getCause());
    }
    if (e instanceof StatusException refused) {
      return plain(refused.status(), String.valueOf(refused.getMessage()));
    }
    Optional<Problem> known = e instanceof IOException io ? Problem.of(io) : Optional.empty();
    return known.orElseGet(() -> internal(e));
  }

  /** An internal failure may name paths, so it goes to the log and not to the other end. */
  private static Problem internal(Throwable e) {
    if (e instanceof IOException) {
      LOG.warn("A request could not be served: {}", e.toString());
      LOG.debug("A request could not be served", e);
    } else {
      LOG.error("A request met a bug", e);
    }
    return plain(
        HttpStatus.INTERNAL_SERVER_ERROR_500,
        "The server could not store or read something; its log says more");
  }

  private static Problem plain(int status, String detail) {
    return Problem.plain(status, HttpStatus.getMessage(status), detail);
  }

  private static void noStore(Response response) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
  }

  private static void body(Response response, Callback callback, String type, byte[] bytes) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }
}
