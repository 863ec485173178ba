package nz.co.medimage.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.console.Console;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.transport.wifi.WifiListener;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whether a receiver shows its page in browsers on this computer, and what may be done there. */
final class PageOption {
  @Option(
      names = "--no-console",
      description = {
        "Do not show the page for this computer. Default: it is at http://localhost:PORT for browsers",
        "here that opened a start link; 'console' prints one."
      })
  private boolean none;

  @Option(
      names = "--lock-down",
      description = {
        "The page for this computer only shows: it pairs no phone, and changes nothing else."
      })
  private boolean lockDown;

  private @Nullable Console console;

  /**
   * Lets a listener show the page, if it is wanted.
   *
   * @param folders into which sinks file, by their ids
   * @param checks what looks at everything around the receiver
   */
  Optional<Console> prepare(
      Path home, Map<String, Path> folders, Console.Checks checks, WifiListener.Builder listener) {
    if (none) {
      return Optional.empty();
    }
    Console.Builder builder = Console.builder(home).lockDown(lockDown).checks(checks);
    folders.forEach(builder::folder);
    Console made = builder.build();
    listener.localPages(made);
    console = made;
    return Optional.of(made);
  }

  /** Shows it, and prints how to open it; or says why it is not there. */
  void show(Receiver receiver, InetSocketAddress at, Optional<String> whyNot, Output output) {
    Console shown = console;
    if (shown == null || whyNot.isPresent()) {
      String why = whyNot.orElse("--no-console");
      output.line("No page for this PC: " + why, "no-console", "reason", why);
      return;
    }
    try {
      show(shown, receiver, at, output);
    } catch (IOException e) {
      output.warning("No page for this PC: " + Errors.sentence(e)); // photos come in all the same
    }
  }

  private static void show(Console shown, Receiver receiver, InetSocketAddress at, Output output)
      throws IOException {
    shown.show(receiver, at);
    if (output.interactive()) {
      print(shown.startLink(), output);
      return;
    }
    // The output of a service is kept in a journal, which others may read: no secret goes there.
    URI address = shown.address();
    output.line(
        "Page for this PC: " + address + " ('medimage console' prints a link that opens it)",
        "console",
        "link",
        address);
  }

  /** Prints a start link. */
  static void print(URI link, Output output) {
    output.line("Page for this PC: " + link, "console", "link", link);
  }

  /** Shows it no more. */
  void close() throws IOException {
    if (console != null) {
      console.close();
    }
  }
}
