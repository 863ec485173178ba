package nz.co.medimage.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.console.Console;
import nz.co.medimage.console.ConsoleSettings;
import nz.co.medimage.console.ConsoleSignIn;
import nz.co.medimage.console.FirstRun;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.transport.wifi.WifiListener;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

  @Mixin private SignInOptions elsewhere;

  private @Nullable Console console;
  private boolean isServedElsewhere;

  /**
   * Lets a listener show the page, if it is wanted.
   *
   * @param folders into which sinks file, by their ids
   * @param checks what looks at everything around the receiver
   * @param settings what changes the configuration, if something does
   * @param first a first run that goes on
   * @param offer says which link the QR of a pairing code has
   */
  Optional<Console> prepare(
      Path home,
      Map<String, Path> folders,
      Console.Checks checks,
      Optional<ConsoleSettings> settings,
      FirstRun first,
      OfferOption offer,
      WifiListener.Builder listener)
      throws IOException {
    Optional<ConsoleSignIn> signIn = elsewhere.signIn();
    if (none && signIn.isPresent()) {
      throw new BadInputException("--console-port shows the page, and --no-console does not");
    }
    if (none) {
      return Optional.empty();
    }
    Console.Builder builder =
        Console.builder(home).lockDown(lockDown).checks(checks).pairingLink(offer::link);
    folders.forEach(builder::folder);
    settings.ifPresent(builder::settings);
    signIn.ifPresent(builder::signIn);
    isServedElsewhere = signIn.isPresent();
    builder.firstRun(first);
    Console made = builder.build();
    listener.localPages(made);
    console = made;
    return Optional.of(made);
  }

  /** Whether a person can be guided through a first run. */
  boolean canGuide(Output output) {
    return !none && !lockDown && !output.isForPrograms();
  }

  /**
   * Guides through a first run, where nothing is set up yet.
   *
   * @param at where its page is served
   * @param isFirst whether the link has not been printed yet
   */
  ReceiveRun.Running guide(
      Path home,
      ConsoleSettings settings,
      FirstRun first,
      InetSocketAddress at,
      boolean isFirst,
      Output output)
      throws IOException {
    Console guiding = Console.builder(home).settings(settings).firstRun(first).build();
    int port = guiding.guide(at);
    if (isFirst) {
      output.hint("Nothing is set up here yet. The page for this PC guides you:");
      printLink(guiding, output);
    }
    return new Guiding(guiding, port);
  }

  private record Guiding(Console console, int port) implements ReceiveRun.Running {
    @Override
    public void close() throws IOException {
      console.close();
    }
  }

  /**
   * Shows it, and prints how to open it; or says why it is not there.
   *
   * @param isFirst whether that has not been printed yet
   */
  void show(
      Receiver receiver,
      InetSocketAddress at,
      Optional<String> whyNot,
      boolean isFirst,
      Output output) {
    Console shown = console;
    if ((shown == null || whyNot.isPresent()) && !isFirst) {
      return;
    }
    if (shown == null || whyNot.isPresent()) {
      String why = whyNot.orElse("--no-console");
      output.line("No page for this PC: " + why, "no-console", "reason", why);
      return;
    }
    try {
      shown.show(receiver, at);
      if (isFirst) {
        printLink(shown, output);
      }
    } catch (IOException e) {
      output.warning("No page for this PC: " + Errors.sentence(e)); // photos come in all the same
    }
  }

  private static void printLink(Console shown, Output output) throws IOException {
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

  /**
   * Shows it to other computers, if that is wanted.
   *
   * @throws IOException with one sentence if the port is in use
   */
  void showElsewhere(Output output) throws IOException {
    if (console != null && isServedElsewhere) {
      int port = console.serveElsewhere();
      output.line(
          "Page for other computers: https on port " + port, "console-elsewhere", "port", port);
      elsewhere.warnOfReaders(output);
    }
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
