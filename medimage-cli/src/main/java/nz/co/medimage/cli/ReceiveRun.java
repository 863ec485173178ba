package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import nz.co.medimage.api.file.FolderInUseException;
import nz.co.medimage.console.ConsoleSettings;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.runtime.Home;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/**
 * A run of {@code receive}: a receiver and its page, made anew on the same port after each change
 * of the configuration by the page, until the process is told to end.
 */
final class ReceiveRun {
  /** For which an add-on may stay at work after its receiver was closed. */
  private static final Duration LONGEST_WORK = Duration.ofMinutes(10);

  private static final long LOOK_MILLIS = 500;

  private final Path home;
  private final List<String> args;
  private final Output output;
  private final Optional<Path> file;
  private final CompletableFuture<Void> over = new CompletableFuture<>();
  private @Nullable ReceiveCommand first;
  private @Nullable Running running;
  private Optional<ConsoleSettings> settings = Optional.empty();
  private OptionalInt port = OptionalInt.empty();
  private boolean closed;

  /**
   * @param first with the options that were given
   * @param args from which they were read, to be read again
   * @param home of the receiver
   * @param file that the page may change; there need be none yet
   */
  ReceiveRun(
      ReceiveCommand first, List<String> args, Path home, Optional<Path> file, Output output) {
    this.first = first;
    this.args = args;
    this.home = home;
    this.file = file;
    this.output = output;
  }

  /** What runs, on its port. */
  interface Running {
    int port();

    /** Ends it, and frees the home and the port. */
    void close() throws IOException;
  }

  /** Runs to its end, and gives the exit code. */
  int toItsEnd() throws IOException {
    settings = file.map(path -> ConsoleSettings.of(path, ReceiverFile.options(), this::restart));
    if (file.isEmpty()) {
      start();
    } else {
      Optional<String> undone = ConfigurationEditor.tryOut(file.get(), this::start);
      undone.ifPresent(
          why -> output.warning("the last change of " + file.get() + " is undone: " + why));
    }
    return await(over, this::close);
  }

  /** Waits until the process is told to end, or until it is over; closes then. */
  static int await(CompletableFuture<Void> over, Runnable close) {
    Interruption.await(close, over);
    return over.isDone() ? Medimage.USAGE : Medimage.OK;
  }

  private synchronized void start() throws IOException {
    if (closed) {
      throw new IOException("The receiver is being stopped.");
    }
    ReceiveCommand command = first == null ? readAgain() : first;
    first = null;
    Running started = command.start(settings, port, over);
    running = started;
    port = OptionalInt.of(started.port());
  }

  private synchronized Optional<String> restart() throws IOException {
    try {
      stop();
      long begun = System.nanoTime();
      return ConfigurationEditor.tryOut(file.orElseThrow(), () -> startOnceFree(begun));
    } catch (Throwable e) {
      if (!closed) {
        output.error(Errors.sentence(e), "reason", Errors.sentence(e));
        over.complete(null);
      }
      throw e;
    }
  }

  /** An add-on that is still at work keeps its folders, whatever was saved. */
  private synchronized void startOnceFree(long begun) throws IOException {
    boolean isTold = false;
    while (true) {
      try {
        start();
        return;
      } catch (FolderInUseException e) {
        if (!e.isByThisProcess() || isTooLong(begun)) {
          throw e;
        }
        if (!isTold) {
          output.warning(
              "the receiver starts again when an add-on of it that is still at work has ended");
          isTold = true;
        }
      }
      awaitFree(begun);
    }
  }

  private static boolean isTooLong(long begun) {
    return System.nanoTime() - begun > LONGEST_WORK.toNanos();
  }

  /** Lets the process be told to end meanwhile. */
  private synchronized void awaitFree(long begun) throws IOException {
    try {
      do {
        wait(LOOK_MILLIS);
      } while (!closed && !isTooLong(begun) && Home.isRunning(home));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The receiver was not started again: it was interrupted.", e);
    }
  }

  /** The options as they are with the file as it is now. */
  private ReceiveCommand readAgain() throws IOException {
    String[] given = args.toArray(String[]::new);
    CommandLine all = Medimage.commandLine(given);
    CommandLine receive = all.getSubcommands().get(ReceiverFile.COMMAND);
    try {
      Defaults.apply(given, receive, System::getenv);
      output.share(all);
      all.parseArgs(given);
    } catch (ParameterException e) {
      throw new IOException(Errors.sentence(e), e);
    }
    return receive.getCommand();
  }

  private void stop() {
    Running ending = running;
    running = null;
    if (ending == null) {
      return;
    }
    try {
      ending.close();
    } catch (IOException | RuntimeException e) {
      output.error(Errors.sentence(e), "reason", Errors.sentence(e));
    }
  }

  private synchronized void close() {
    closed = true;
    notifyAll();
    stop();
  }
}
