package nz.co.medimage.console;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.runtime.Home;

/** Start links, also for a page that another process shows: a file in the home has its address. */
final class StartLinks {
  /** The folder in a home. */
  static final String FOLDER = "console";

  private static final String ADDRESS = "address";
  private static final Pattern AUTHORITY =
      Pattern.compile("(localhost|[0-9.]{7,15}|\\[::1]):[0-9]{1,5}");

  private StartLinks() {}

  /**
   * Says where the page is.
   *
   * @param authority its host and port
   */
  static void servedOn(Path folder, String authority) throws IOException {
    DurableFiles.write(folder.resolve(ADDRESS), authority.getBytes(StandardCharsets.US_ASCII));
  }

  static void servedNoMore(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(ADDRESS));
  }

  /** A link for the page that some process shows for a home. */
  static URI of(Path home) throws IOException {
    Path file = home.resolve(FOLDER).resolve(ADDRESS);
    // A receiver that was killed has left the file behind.
    String shownAt =
        Files.exists(file) && Home.isRunning(home)
            ? new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip()
            : "";
    if (!AUTHORITY.matcher(shownAt).matches()) {
      throw new IOException(
          "no page is shown for "
              + home
              + "; start 'medimage receive' for it, without --no-console");
    }
    return link(new Access(home.resolve(FOLDER), Clock.systemUTC()), shownAt);
  }

  static URI link(Access access, String authority) throws IOException {
    String token = access.issue(Access.Kind.START);
    return URI.create("http://" + authority + "/start?token=" + token);
  }
}
