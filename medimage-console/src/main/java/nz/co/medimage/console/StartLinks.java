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

/** Start links, also for a page that another process shows: a file in the home has its port. */
final class StartLinks {
  /** The folder in a home. */
  static final String FOLDER = "console";

  private static final String PORT = "port";
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");

  private StartLinks() {}

  static void servedOn(Path folder, int port) throws IOException {
    byte[] number = Integer.toString(port).getBytes(StandardCharsets.US_ASCII);
    DurableFiles.write(folder.resolve(PORT), number);
  }

  static void servedNoMore(Path folder) throws IOException {
    Files.deleteIfExists(folder.resolve(PORT));
  }

  /** A link for the page that some process shows for a home. */
  static URI of(Path home) throws IOException {
    Path file = home.resolve(FOLDER).resolve(PORT);
    String number =
        Files.exists(file) && isRunning(home)
            ? new String(Files.readAllBytes(file), StandardCharsets.US_ASCII).strip()
            : "";
    if (!NUMBER.matcher(number).matches()) {
      throw new IOException(
          "no page is shown for "
              + home
              + "; start 'medimage receive' for it, without --no-console");
    }
    return link(new Access(home.resolve(FOLDER), Clock.systemUTC()), Integer.parseInt(number));
  }

  /** Whether a process has the home, and not only had it when it was killed. */
  private static boolean isRunning(Path home) {
    try {
      Home.open(home, Home.Kind.RECEIVER).lock().close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  static URI link(Access access, int port) throws IOException {
    String token = access.issue(Access.Kind.START);
    return URI.create("http://localhost:" + port + "/start?token=" + token);
  }
}
