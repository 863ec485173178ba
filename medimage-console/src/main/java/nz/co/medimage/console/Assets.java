package nz.co.medimage.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/** The scripts and styles of the pages. They hold no secret, and are shown with every refusal. */
final class Assets {
  private static final String HTMX = "META-INF/resources/webjars/htmx.org/2.0.4/dist/htmx.min.js";
  private static final Map<String, String> TYPES =
      Map.of(
          "htmx.js", "text/javascript; charset=utf-8",
          "console.js", "text/javascript; charset=utf-8",
          "console.css", "text/css; charset=utf-8",
          "settings.js", "text/javascript; charset=utf-8",
          "settings.css", "text/css; charset=utf-8",
          "icon.svg", "image/svg+xml");

  private Assets() {}

  /** Its type; empty if there is none of that name. */
  static Optional<String> type(String name) {
    return Optional.ofNullable(TYPES.get(name));
  }

  /** Its bytes. */
  static byte[] bytes(String name) throws IOException {
    ClassLoader here = Assets.class.getClassLoader();
    try (InputStream in =
        name.equals("htmx.js")
            ? here.getResourceAsStream(HTMX)
            : Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is not on the class path: org.webjars.npm:htmx.org has it");
      }
      return in.readAllBytes();
    }
  }
}
