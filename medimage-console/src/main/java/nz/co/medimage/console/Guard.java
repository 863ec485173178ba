package nz.co.medimage.console;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.transport.http.server.LocalRequests;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/**
 * Decides who gets an answer: a browser on this computer, at its own name, for pages of its own,
 * with the cookie of a start link. So neither a page of the internet, nor a name that leads here,
 * nor another user of this computer gets anything.
 */
class Guard {
  private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final String COOKIE = "medimage-console-";

  private final Access access;

  Guard(Access access) {
    this.access = access;
  }

  /**
   * Why a request gets nothing.
   *
   * @param text the key of a sentence, of its heading with {@code .title}
   */
  record Refusal(int status, String text) {}

  /** Looks at where a request comes from; who sends it is asked by {@link #knows}. */
  Optional<Refusal> refusal(Request request) {
    if (!LocalRequests.isLocal(request)) {
      return Optional.of(new Refusal(HttpStatus.FORBIDDEN_403, "refused.proxy"));
    }
    String host = header(request, HttpHeader.HOST).toLowerCase(Locale.ROOT);
    if (NAMES.stream().noneMatch(name -> host.equals(name + ":" + port(request)))) {
      return Optional.of(new Refusal(HttpStatus.MISDIRECTED_REQUEST_421, "refused.host"));
    }
    return isOwn(request, "http://" + host)
        ? Optional.empty()
        : Optional.of(new Refusal(HttpStatus.FORBIDDEN_403, "refused.origin"));
  }

  /** Whether a page of this origin, or the person at the browser, asks for it. */
  static boolean isOwn(Request request, String here) {
    String origin = header(request, HttpHeader.ORIGIN);
    boolean isChange = request.getMethod().equals("POST");
    boolean isOwn = origin.isEmpty() ? !isChange : origin.equals(here);
    String site = request.getHeaders().get("Sec-Fetch-Site");
    boolean isFromHere = site == null || site.equals("same-origin") || site.equals("none");
    return isOwn && isFromHere;
  }

  /** Whether it comes from a browser that opened a start link. */
  boolean knows(Request request) throws IOException {
    for (HttpCookie cookie : Request.getCookies(request)) {
      if (cookie.getName().equals(cookieName(request)) && access.isBrowser(cookie.getValue())) {
        return true;
      }
    }
    return false;
  }

  /** Cookies of one host reach all its ports: each receiver has a name of its own. */
  String cookieName(Request request) {
    return COOKIE + port(request);
  }

  static int port(Request request) {
    return request.getConnectionMetaData().getLocalSocketAddress() instanceof InetSocketAddress at
        ? at.getPort()
        : -1;
  }

  static String header(Request request, HttpHeader name) {
    String value = request.getHeaders().get(name);
    return value == null ? "" : value;
  }
}
