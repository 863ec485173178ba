package nz.co.medimage.console;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/** A request and its answer. */
final class Exchange {
  private static final int MOST_OF_A_FORM = 64 * 1024;
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private final Request request;
  private final Response response;
  private final Callback callback;

  Exchange(Request request, Response response, Callback callback) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    // Not no-referrer: then browsers send Origin: null with forms, even to the same origin.
    header("Referrer-Policy", "same-origin");
    header("Content-Security-Policy", POLICY);
    header("X-Content-Type-Options", "nosniff");
    header("Cross-Origin-Resource-Policy", "same-origin");
    header("Cross-Origin-Opener-Policy", "same-origin");
    header("Cache-Control", "no-store");
  }

  Request request() {
    return request;
  }

  Response response() {
    return response;
  }

  Callback callback() {
    return callback;
  }

  /** The parts of the path; {@code /photos/ID/open} has three. */
  List<String> path() {
    String path = request.getHttpURI().getCanonicalPath();
    return path == null || path.equals("/") ? List.of() : List.of(path.substring(1).split("/", -1));
  }

  boolean isPost() {
    return request.getMethod().equals("POST");
  }

  /** What a form holds, or a query. */
  static Map<String, String> fields(String encoded) {
    Map<String, String> fields = new HashMap<>();
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  /**
   * The fields of the form that was sent.
   *
   * @throws IOException if it breaks off
   * @throws IllegalArgumentException if it is no form, or a larger one than there is here
   */
  Map<String, String> form() throws IOException {
    return form(MOST_OF_A_FORM);
  }

  /**
   * The fields of a form of somebody who is not known: it has to be there within some seconds, as a
   * thread waits for it.
   *
   * @throws IOException if it breaks off, or is not there in time; nothing can be answered then
   * @throws IllegalArgumentException if it is no form, or larger
   */
  Map<String, String> form(int most, Duration within) throws IOException {
    Scheduler.Task end =
        request
            .getComponents()
            .getScheduler()
            .schedule(
                () -> request.fail(new TimeoutException("a form came too slowly")),
                within.toMillis(),
                TimeUnit.MILLISECONDS);
    try {
      return form(most);
    } finally {
      end.cancel();
    }
  }

  private Map<String, String> form(int most) throws IOException {
    if (request.getLength() < 0 || request.getLength() > most) {
      throw new IllegalArgumentException("a form has up to " + most + " bytes");
    }
    return fields(Content.Source.asString(request, StandardCharsets.UTF_8));
  }

  Map<String, String> query() {
    String query = request.getHttpURI().getQuery();
    return query == null ? Map.of() : fields(query);
  }

  void header(String name, String value) {
    response.getHeaders().put(name, value);
  }

  void page(int status, Element html) {
    answer(status, "text/html; charset=utf-8", "<!doctype html>\n" + html);
  }

  void part(Element html) {
    answer(HttpStatus.OK_200, "text/html; charset=utf-8", html.toString());
  }

  /** A part, or that there is nothing new of it. */
  void partIfAny(Optional<Element> html) {
    html.ifPresentOrElse(this::part, () -> answer(HttpStatus.NO_CONTENT_204));
  }

  /** Several elements, which replace or follow one. */
  void parts(List<Element> html) {
    StringBuilder all = new StringBuilder();
    html.forEach(all::append);
    answer(HttpStatus.OK_200, "text/html; charset=utf-8", all.toString());
  }

  private void answer(int status) {
    response.setStatus(status);
    response.write(true, null, callback);
  }

  /** After a change, so that going back or loading again does not repeat it. */
  void seeOther(String path) {
    response.setStatus(HttpStatus.SEE_OTHER_303);
    header(HttpHeader.LOCATION.asString(), path);
    response.write(true, null, callback);
  }

  void bytes(String type, byte[] bytes) {
    response.setStatus(HttpStatus.OK_200);
    header(HttpHeader.CONTENT_TYPE.asString(), type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }

  private void answer(int status, String type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    header(HttpHeader.CONTENT_TYPE.asString(), type);
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }
}
