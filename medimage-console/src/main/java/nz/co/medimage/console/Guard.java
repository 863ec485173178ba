package nz.co.medimage.console;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
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
  private static final int PORT_OF_HTTP = 80;

  private final Access access;
  private final Supplier<String> host;

  /**
   * @param host the name in the page's address: {@code localhost}, or the one address of this
   *     computer on which it is shown, as another user can have the port on the others
   */
  Guard(Access access, Supplier<String> host) {
    this.access = access;
    this.host = host;
  }

  /** Looks at where a request comes from; who sends it is asked by {@link #knows}. */
  void check(Request request) throws RefusedException {
    if (!LocalRequests.isLocal(request)) {
      throw new RefusedException(HttpStatus.FORBIDDEN_403, "refused.proxy");
    }
    String asked = header(request, HttpHeader.HOST).toLowerCase(Locale.ROOT);
    String own = host.get();
    Set<String> names = own.equals("localhost") ? NAMES : Set.of(own);
    if (names.stream().noneMatch(name -> isAt(asked, name, port(request)))) {
      String address = "http://" + own + ":" + port(request) + "/";
      throw new RefusedException(HttpStatus.MISDIRECTED_REQUEST_421, "refused.host", own, address);
    }
    if (!isOwn(request, "http://" + asked)) {
      String address = "http://" + own + ":" + port(request) + "/";
      throw new RefusedException(HttpStatus.FORBIDDEN_403, "refused.origin", address);
    }
  }

  boolean allows(Request request) {
    try {
      check(request);
      return true;
    } catch (RefusedException e) {
      return false;
    }
  }

  /** Browsers leave the port of HTTP out. */
  static boolean isAt(String asked, String name, int port) {
    return asked.equals(name + ":" + port) || (port == PORT_OF_HTTP && asked.equals(name));
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

  /** What browsers hold that are known here. */
  Access.Kind kind() {
    return Access.Kind.BROWSER;
  }

  /** Whether it comes from a browser that is known here: that opened a start link. */
  boolean knows(Request request) throws IOException {
    return token(request).isPresent();
  }

  /** What a browser that is known here holds. */
  Optional<String> token(Request request) throws IOException {
    for (HttpCookie cookie : Request.getCookies(request)) {
      if (cookie.getName().equals(cookieName(request))
          && access.isGood(kind(), cookie.getValue())) {
        return Optional.of(cookie.getValue());
      }
    }
    return Optional.empty();
  }

  /** With which a browser is known here from now on. */
  final HttpCookie cookie(Request request, String token) {
    return HttpCookie.build(cookieName(request), token)
        .path("/")
        .secure(isByTls())
        .httpOnly(true)
        .sameSite(HttpCookie.SameSite.STRICT)
        .maxAge(kind().lasts().toSeconds())
        .build();
  }

  /** Whether browsers come by TLS alone. */
  boolean isByTls() {
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
