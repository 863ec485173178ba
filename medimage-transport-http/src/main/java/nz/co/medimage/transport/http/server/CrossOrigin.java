package nz.co.medimage.transport.http.server;

import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Lets scripts of pages of other origins send, {@code spec/relay-v1.md}, section 9. It adds headers
 * before any handler sees a request, so that a refusal has them too: a browser hides an answer
 * without them from the script, which could not tell it from a broken connection.
 */
final class CrossOrigin implements HttpConfiguration.Customizer {
  private static final String METHODS = "GET, HEAD, POST, PATCH";
  private static final String HEADERS =
      String.join(
          ", ",
          "Authorization",
          "Content-Type",
          Wire.TUS_RESUMABLE,
          Wire.UPLOAD_CHECKSUM,
          Wire.UPLOAD_LENGTH,
          Wire.UPLOAD_METADATA,
          Wire.UPLOAD_OFFSET);
  private static final String EXPOSED =
      String.join(
          ", ",
          "Date",
          "Location",
          "Retry-After",
          Wire.TUS_EXTENSION,
          Wire.UPLOAD_EXPIRES,
          Wire.UPLOAD_LENGTH,
          Wire.UPLOAD_OFFSET);

  /** The longest that Chromium keeps the answer to a preflight. */
  private static final int SECONDS_KEPT = 7200;

  private static final String PREFLIGHT = CrossOrigin.class.getName() + ".preflight";

  private final Set<String> origins;

  CrossOrigin(Set<PageOrigin> origins) {
    this.origins = origins.stream().map(PageOrigin::text).collect(Collectors.toSet());
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable responseHeaders) {
    if (!origins.isEmpty() && isForSenders(Request.getPathInContext(request))) {
      // Also where the origin is not named: a cache must not give that answer to another page.
      responseHeaders.put(HttpHeader.VARY, "Origin");
      if (isNamed(request)) {
        allow(request, responseHeaders);
      }
    }
    return request;
  }

  /** Whether a browser asks ahead for a page that may send. */
  static boolean isPreflight(Request request) {
    return request.getAttribute(PREFLIGHT) != null;
  }

  private static boolean isForSenders(@Nullable String path) {
    return path != null
        && (path.equals(Wire.PROBE)
            || path.equals(Wire.ENVELOPES)
            || path.startsWith(Wire.ENVELOPES + "/")
            || path.startsWith(Wire.PAIRINGS + "/"));
  }

  private boolean isNamed(Request request) {
    String origin = request.getHeaders().get(HttpHeader.ORIGIN);
    return origin != null && origins.contains(origin);
  }

  private static void allow(Request request, HttpFields.Mutable headers) {
    headers.put("Access-Control-Allow-Origin", request.getHeaders().get(HttpHeader.ORIGIN));
    if (request.getMethod().equals("OPTIONS")
        && request.getHeaders().contains("Access-Control-Request-Method")) {
      request.setAttribute(PREFLIGHT, true);
      headers
          .put("Access-Control-Allow-Methods", METHODS)
          .put("Access-Control-Allow-Headers", HEADERS)
          .put("Access-Control-Max-Age", SECONDS_KEPT);
    } else {
      headers.put("Access-Control-Expose-Headers", EXPOSED);
    }
  }
}
