package nz.co.medimage.relay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.transport.http.server.LocalRequests;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers {@code /health} and {@code /metrics} for the programs of an operator. */
final class StatusHandler extends Handler.Abstract {
  private static final Logger LOG = LoggerFactory.getLogger(StatusHandler.class);
  private static final List<String> METHODS = List.of("GET", "HEAD");
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final RelayStore store;
  private final RelayMetrics metrics;
  private final boolean metricsForAll;
  private boolean healthy;
  private long checkedAt = System.nanoTime() - FRESH_NANOS;

  /**
   * @param metricsForAll false to show metrics to programs of this machine only
   */
  StatusHandler(RelayStore store, RelayMetrics metrics, boolean metricsForAll) {
    this.store = store;
    this.metrics = metrics;
    this.metricsForAll = metricsForAll;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    boolean isStatus = path.equals("/health") || path.equals("/metrics");
    if (isStatus && !METHODS.contains(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, String.join(", ", METHODS));
      response.setStatus(HttpStatus.METHOD_NOT_ALLOWED_405);
      callback.succeeded();
      return true;
    }
    switch (path) {
      case "/health" -> {
        boolean ok = isHealthy();
        response.setStatus(ok ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        text(
            response,
            callback,
            "application/json",
            ok ? "{\"status\":\"up\"}" : "{\"status\":\"down\"}");
        return true;
      }
      case "/metrics" -> {
        boolean shown = metricsForAll || LocalRequests.isLocal(request);
        if (shown) {
          metrics(response, callback);
        }
        return shown;
      }
      default -> {
        return false;
      }
    }
  }

  private void metrics(Response response, Callback callback) {
    Optional<String> figures = metrics.text();
    if (figures.isEmpty()) {
      response.setStatus(HttpStatus.NOT_FOUND_404);
    }
    text(
        response,
        callback,
        figures.isPresent()
            ? "text/plain; version=0.0.4; charset=utf-8"
            : "text/plain; charset=utf-8",
        figures.orElse(RelayMetrics.MISSING + "\n"));
  }

  /** Whether the store can be written to; checked once a second at most. */
  private synchronized boolean isHealthy() {
    long now = System.nanoTime();
    if (now - checkedAt >= FRESH_NANOS) {
      try {
        store.check();
        healthy = true;
      } catch (IOException e) {
        LOG.warn("The store does not work: {}", e.getMessage());
        healthy = false;
      }
      checkedAt = now;
    }
    return healthy;
  }

  private static void text(Response response, Callback callback, String type, String text) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    response.write(true, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), callback);
  }
}
