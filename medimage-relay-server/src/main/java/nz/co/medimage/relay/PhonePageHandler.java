package nz.co.medimage.relay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves the page for phones below {@code /p/}, and sends {@code /p} there, which is what a pairing
 * link has: a browser keeps the link's fragment.
 */
final class PhonePageHandler extends Handler.Abstract.NonBlocking {
  private static final String PATH = "/p";
  private static final List<String> METHODS = List.of("GET", "HEAD");

  /**
   * Nothing but the page's own files runs or is shown; it may talk to any relay, as the receivers
   * that it sends to may have others.
   */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:;"
          + " connect-src 'self' https:%s; manifest-src 'self'; worker-src 'self'; media-src blob:;"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  /** This machine, as far as a policy can name it: it takes no IPv6 address and no range. */
  private static final String LOOPBACK = " http://localhost:* http://127.0.0.1:*";

  /** The camera for barcodes; of the rest what could tell of a patient or a place. */
  private static final String PERMISSIONS =
      "camera=(self), microphone=(), geolocation=(), display-capture=(), payment=(), usb=(),"
          + " serial=(), hid=(), midi=(), accelerometer=(), gyroscope=(),"
          + " magnetometer=()";

  private static final HttpField A_YEAR =
      new HttpField(HttpHeader.STRICT_TRANSPORT_SECURITY, "max-age=31536000");

  private final PhonePage page;
  private final HttpFields always;

  /**
   * @param isSecure whether the relay itself speaks TLS
   * @param isForThisMachineAlone whether no other machine reaches the relay
   */
  PhonePageHandler(PhonePage page, boolean isSecure, boolean isForThisMachineAlone) {
    this.page = page;
    HttpFields.Mutable headers =
        HttpFields.build()
            .put(
                "Content-Security-Policy",
                POLICY.formatted(isForThisMachineAlone && !isSecure ? LOOPBACK : ""))
            .put("X-Content-Type-Options", "nosniff")
            .put("Referrer-Policy", "no-referrer")
            .put("Permissions-Policy", PERMISSIONS)
            .put("Cross-Origin-Opener-Policy", "same-origin")
            .put("Cross-Origin-Embedder-Policy", "require-corp")
            .put("Cross-Origin-Resource-Policy", "same-origin")
            .put(HttpHeader.CACHE_CONTROL, "no-cache");
    this.always = (isSecure ? headers.put(A_YEAR) : headers).asImmutable();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String path = Request.getPathInContext(request);
    if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
      return false;
    }
    HttpFields.Mutable headers = response.getHeaders();
    headers.add(always);
    if (!METHODS.contains(request.getMethod())) {
      headers.put(HttpHeader.ALLOW, String.join(", ", METHODS));
      plain(response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
    } else if (path.equals(PATH)) {
      headers.put(HttpHeader.LOCATION, PATH + "/");
      plain(response, callback, HttpStatus.FOUND_302);
    } else {
      String name = path.substring(PATH.length() + 1);
      Optional<PhonePage.Entry> file = page.find(name.isEmpty() ? PhonePage.START : name);
      if (file.isPresent()) {
        serve(file.get(), request, response, callback);
      } else {
        plain(response, callback, HttpStatus.NOT_FOUND_404);
      }
    }
    return true;
  }

  private static void serve(
      PhonePage.Entry file, Request request, Response response, Callback callback) {
    boolean isSmall =
        file.gzip() != null
            && request.getHeaders().getQualityCSV(HttpHeader.ACCEPT_ENCODING).contains("gzip");
    // Each form of a file has a tag of its own, RFC 9110, section 8.8.3.3.
    String tag = '"' + file.tag() + (isSmall ? "-gzip" : "") + '"';
    HttpFields.Mutable headers = response.getHeaders();
    headers.put(HttpHeader.ETAG, tag).put(HttpHeader.VARY, "Accept-Encoding");
    if (isKnown(request, file)) {
      response.setStatus(HttpStatus.NOT_MODIFIED_304);
      response.write(true, null, callback);
      return;
    }
    byte[] bytes = isSmall && file.gzip() != null ? file.gzip() : file.bytes();
    if (isSmall) {
      headers.put(HttpHeader.CONTENT_ENCODING, "gzip");
    }
    headers.put(HttpHeader.CONTENT_TYPE, file.type()).put(HttpHeader.CONTENT_LENGTH, bytes.length);
    response.write(true, ByteBuffer.wrap(bytes), callback);
  }

  /** Whether the browser has the file, in whatever form: 128 bits do not occur by chance. */
  private static boolean isKnown(Request request, PhonePage.Entry file) {
    return request.getHeaders().getValuesList(HttpHeader.IF_NONE_MATCH).stream()
        .anyMatch(tags -> tags.contains('"' + file.tag()));
  }

  private static void plain(Response response, Callback callback, int status) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
    byte[] text = (HttpStatus.getMessage(status) + "\n").getBytes(StandardCharsets.UTF_8);
    response.write(true, ByteBuffer.wrap(text), callback);
  }
}
