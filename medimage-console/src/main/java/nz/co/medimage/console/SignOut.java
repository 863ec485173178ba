package nz.co.medimage.console;

import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Lets browsers see the page no more: this one, or all. Also where nothing can be changed. Another
 * computer signs out no browser of the PC itself, so that the password keeps nobody out there.
 */
final class SignOut {
  private static final String PATH = "sign-out";

  private SignOut() {}

  static Element card(Model model) {
    return Element.of("section", "card")
        .set("id", PATH)
        .add(
            Layout.titled(model.text("signout.title"))
                .add(
                    Element.of("p").add(model.text("signout.what")),
                    Layout.button("/sign-out", model.text("signout.here"), ""),
                    Layout.button("/sign-out/all", model.text("signout.all"), "")));
  }

  static boolean isAsked(List<String> path) {
    return !path.isEmpty() && path.get(0).equals(PATH);
  }

  static void answer(Exchange exchange, Texts texts, Access access, Guard guard, LiveStreams live)
      throws IOException, RefusedException {
    String token = guard.token(exchange.request()).orElse("");
    switch (String.join("/", exchange.path())) {
      case PATH -> access.forget(guard.kind(), token);
      case PATH + "/all" -> {
        if (guard.kind() == Access.Kind.BROWSER) {
          access.forgetAll();
        } else {
          access.forgetAll(guard.kind());
        }
      }
      default -> throw new RefusedException(HttpStatus.NOT_FOUND_404, "refused.unknown");
    }
    // Those that may come again.
    if (guard.kind() == Access.Kind.BROWSER) {
      live.endAll();
    } else {
      live.endAll(guard.kind());
    }
    Element done =
        Layout.message(texts, texts.get("signout.done.title"), texts.get("signout.done"));
    exchange.page(HttpStatus.OK_200, done);
  }
}
