package nz.co.medimage.console;

import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/** Decides who gets an answer on the port for other computers: whoever signed in, at its name. */
final class SignInGuard extends Guard {
  /** Browsers take it over TLS alone, for this host alone. */
  private static final String COOKIE = "__Host-medimage-console";

  private final ConsoleSignIn signIn;

  SignInGuard(Access access, ConsoleSignIn signIn) {
    super(access, () -> "");
    this.signIn = signIn;
  }

  @Override
  void check(Request request) throws RefusedException {
    String at = header(request, HttpHeader.HOST).toLowerCase(Locale.ROOT);
    String host = at.replaceFirst(":[0-9]+$", "").replaceFirst("^\\[(.*)]$", "$1");
    if (!signIn.isName(host)) {
      throw new RefusedException(HttpStatus.MISDIRECTED_REQUEST_421, "refused.name");
    }
    if (String.valueOf(request.getHttpURI().getCanonicalPath()).equals("/start")) {
      throw new RefusedException(HttpStatus.NOT_FOUND_404, "refused.unknown");
    }
    if (!isOwn(request, "https://" + at)) {
      throw new RefusedException(HttpStatus.FORBIDDEN_403, "refused.foreign");
    }
  }

  @Override
  Access.Kind kind() {
    return Access.Kind.SIGNED_IN;
  }

  @Override
  boolean isByTls() {
    return true;
  }

  @Override
  String cookieName(Request request) {
    return COOKIE;
  }
}
