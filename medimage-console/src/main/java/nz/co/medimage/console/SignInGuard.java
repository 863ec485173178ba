package nz.co.medimage.console;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/** Decides who gets an answer on the port for other computers: whoever signed in, at its name. */
final class SignInGuard extends Guard {
  /** Browsers take it over TLS alone, for this host alone. */
  static final String COOKIE = "__Host-medimage-console";

  private final Access access;
  private final ConsoleSignIn signIn;

  SignInGuard(Access access, ConsoleSignIn signIn) {
    super(access);
    this.access = access;
    this.signIn = signIn;
  }

  @Override
  Optional<Refusal> refusal(Request request) {
    String at = header(request, HttpHeader.HOST).toLowerCase(Locale.ROOT);
    String host = at.replaceFirst(":[0-9]+$", "").replaceFirst("^\\[(.*)]$", "$1");
    if (!signIn.isName(host)) {
      return Optional.of(new Refusal(HttpStatus.MISDIRECTED_REQUEST_421, "refused.name"));
    }
    if (String.valueOf(request.getHttpURI().getCanonicalPath()).equals("/start")) {
      return Optional.of(new Refusal(HttpStatus.NOT_FOUND_404, "refused.unknown"));
    }
    return isOwn(request, "https://" + at)
        ? Optional.empty()
        : Optional.of(new Refusal(HttpStatus.FORBIDDEN_403, "refused.foreign"));
  }

  @Override
  boolean knows(Request request) throws IOException {
    for (HttpCookie cookie : Request.getCookies(request)) {
      if (cookie.getName().equals(COOKIE)
          && access.isGood(Access.Kind.SIGNED_IN, cookie.getValue())) {
        return true;
      }
    }
    return false;
  }
}
