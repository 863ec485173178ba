package nz.co.medimage.observer.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.api.file.DurableFiles;

/**
 * Runs a program for each message, which reads it from standard input. No shell is involved, and
 * what the program prints is dropped. Of the receiver's environment it sees what programs need.
 */
final class Program implements Channel {
  static final Set<String> ENVIRONMENT =
      Set.of(
          ("PATH HOME USER LOGNAME SHELL LANG LANGUAGE TZ TMPDIR TEMP TMP SYSTEMROOT SYSTEMDRIVE"
                  + " WINDIR COMSPEC PATHEXT OS USERNAME USERPROFILE HOMEDRIVE HOMEPATH APPDATA"
                  + " LOCALAPPDATA PROGRAMDATA ALLUSERSPROFILE PROGRAMFILES COMMONPROGRAMFILES"
                  + " COMPUTERNAME")
              .split(" "));

  private final List<String> command;
  private final Path input;
  private final Duration timeout;

  /**
   * Runs nothing yet.
   *
   * @param folder a private one, in which the program's input lies meanwhile
   */
  Program(List<String> command, Path folder, Duration timeout) {
    this.command = command;
    this.input = folder.resolve("message");
    this.timeout = timeout;
  }

  @Override
  public void send(byte[] message) throws IOException, InterruptedException {
    try {
      write(message);
      int exit = run();
      if (exit != 0) {
        throw new IOException(name() + " (it ended with " + exit + ")");
      }
    } finally {
      removeInput();
    }
  }

  /** Into a file and no pipe, which a program that does not read would block. */
  private void write(byte[] message) throws IOException {
    try {
      DurableFiles.writeUnforced(input, message);
    } catch (IOException e) {
      String why = e.getClass().getSimpleName();
      throw new IOException(name() + " (its input cannot be written: " + why + ")", e);
    }
  }

  /** Windows refuses while a process still reads it; then the next message replaces it. */
  private void removeInput() {
    try {
      Files.deleteIfExists(input);
    } catch (IOException e) {
      // the message was taken or not, whatever becomes of the file
    }
  }

  private int run() throws IOException, InterruptedException {
    Process process = start();
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(name() + " (it ran for over " + timeout.toSeconds() + " s)");
      }
      return process.exitValue();
    } finally {
      if (process.isAlive()) {
        kill(process);
      }
    }
  }

  private static void kill(Process process) {
    try (Stream<ProcessHandle> children = process.descendants()) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    process.destroyForcibly();
  }

  private Process start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(input.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder
        .environment()
        .keySet()
        .removeIf(
            name -> {
              String capitals = name.toUpperCase(Locale.ROOT);
              return !ENVIRONMENT.contains(capitals) && !capitals.startsWith("LC_");
            });
    try {
      return builder.start();
    } catch (IOException e) {
      throw new IOException(name() + " (it cannot be started)", e);
    }
  }

  /** Without the arguments, which may be secret. */
  private String name() {
    return command.get(0);
  }

  /** The thread that waits is interrupted. */
  @Override
  public void close() {}
}
