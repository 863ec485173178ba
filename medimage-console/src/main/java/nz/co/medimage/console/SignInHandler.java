package nz.co.medimage.console;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Asks for the password, and lets the pages behind it answer whoever signed in. */
final class SignInHandler extends Handler.Wrapper {
  private static final String PATH = "sign-in";
  private static final int MOST_BYTES = 1024;
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final ConsoleSignIn signIn;
  private final SignInGuard guard;
  private final Access access;
  private final Attempts attempts;
  private final Texts texts;

  SignInHandler(
      Handler pages,
      ConsoleSignIn signIn,
      SignInGuard guard,
      Access access,
      Attempts attempts,
      Texts texts) {
    super(pages);
    this.signIn = signIn;
    this.guard = guard;
    this.access = access;
    this.attempts = attempts;
    this.texts = texts;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Exchange exchange = new Exchange(request, response, callback);
    List<String> path = exchange.path();
    boolean isAsset = !path.isEmpty() && path.get(0).equals("assets");
    if (isAsset || !guard.allows(request)) {
      return super.handle(request, response, callback); // which refuses by the same guard
    }
    boolean isSigningIn = path.equals(List.of(PATH));
    if (isSigningIn && exchange.isPost()) {
      signIn(exchange);
      return true;
    }
    if (guard.knows(request)) {
      if (isSigningIn) {
        exchange.seeOther("/");
        return true;
      }
      return super.handle(request, response, callback);
    }
    exchange.page(HttpStatus.UNAUTHORIZED_401, page(texts, Optional.empty()));
    return true;
  }

  private void signIn(Exchange exchange) throws IOException {
    InetAddress from =
        exchange.request().getConnectionMetaData().getRemoteSocketAddress()
                instanceof InetSocketAddress at
            ? at.getAddress()
            : InetAddress.getLoopbackAddress();
    // Before the form is read: a slow one holds a thread.
    if (!attempts.mayTry(from)) {
      exchange.page(HttpStatus.TOO_MANY_REQUESTS_429, page(texts, Optional.of("signin.many")));
      return;
    }
    String typed;
    try {
      typed = exchange.form(MOST_BYTES, LONGEST).getOrDefault("password", "");
    } catch (IllegalArgumentException e) {
      typed = ""; // no form
    }
    if (!signIn.isPassword(typed)) {
      exchange.page(HttpStatus.UNAUTHORIZED_401, page(texts, Optional.of("signin.wrong")));
      return;
    }
    attempts.right(from);
    String token = access.issue(guard.kind());
    Response.addCookie(exchange.response(), guard.cookie(exchange.request(), token));
    exchange.seeOther("/");
  }

  static Element page(Texts texts, Optional<String> wrong) {
    Element form =
        Element.of("form")
            .set("method", "post")
            .set("action", "/" + PATH)
            .add(
                Element.of("label")
                    .add(
                        Element.of("span").add(texts.get("signin.password")),
                        Element.of("input")
                            .set("type", "password")
                            .set("name", "password")
                            .set("autocomplete", "current-password")
                            .set("required", "")),
                Element.of("button", "main").add(texts.get("signin.do")));
    Element card =
        Element.of("section", "card").add(Element.of("h1").add(texts.get("signin.title")));
    wrong.ifPresent(
        key -> card.add(Element.of("p", "bad").set("role", "alert").add(texts.get(key))));
    return Layout.page(texts, texts.get("settings.tab", texts.get("signin.title")), card.add(form));
  }
}
