package nz.co.medimage.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import nz.co.medimage.api.file.DurableFiles;

/** Runs a main class in a JVM of its own, for tests that end a process in the middle. */
public final class ForkedJvm {
  private ForkedJvm() {}

  /**
   * Runs a class of this class path to its end. Blocks until then.
   *
   * @param main a class with a public static {@code main}
   * @param atMost the time after which the process is killed
   * @param arguments the arguments of {@code main}
   * @return its exit code, which is {@link HaltingFileSystem#HALTED} if it was halted, and what it
   *     printed
   * @throws IOException if the process could not be started, or did not end in time
   */
  public static Ended run(Class<?> main, Duration atMost, String... arguments)
      throws IOException, InterruptedException {
    // What libraries unpack there stays when the process is killed.
    Path temporary = Files.createTempDirectory("forked-jvm");
    Path output = temporary.resolve("output.log");
    try {
      Process process =
          new ProcessBuilder(command(main, temporary, arguments))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new IOException(main.getName() + " did not end within " + atMost.toSeconds() + " s");
      }
      String printed = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
      return new Ended(process.exitValue(), printed);
    } finally {
      DurableFiles.deleteTree(temporary);
    }
  }

  /**
   * Runs a class of this class path and kills it in the middle, as a power cut would. Blocks until
   * then.
   *
   * @param main a class with a public static {@code main} that prints lines and never ends
   * @param lines the number of lines after which the process is killed
   * @param printed gets each line of its standard output, also those after that number; the last
   *     one may be incomplete
   * @param arguments the arguments of {@code main}
   * @throws IOException if the process could not be started, or ended by itself
   */
  public static void runAndKill(
      Class<?> main, int lines, Consumer<String> printed, String... arguments)
      throws IOException, InterruptedException {
    Path temporary = Files.createTempDirectory("forked-jvm");
    try {
      Process process =
          new ProcessBuilder(command(main, temporary, arguments))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
        for (int i = 0; i < lines; i++) {
          String line = out.readLine();
          if (line == null) {
            throw new IOException(main.getName() + " ended by itself");
          }
          printed.accept(line);
        }
        // Not by the process itself, which would close its output.
        process.toHandle().destroyForcibly();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          printed.accept(line);
        }
      } finally {
        process.destroyForcibly().waitFor();
      }
    } finally {
      DurableFiles.deleteTree(temporary);
    }
  }

  private static List<String> command(Class<?> main, Path temporary, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(ClassArchive.options());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", ClassArchive.classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /**
   * How a process ended.
   *
   * @param exitCode its exit code
   * @param output what it printed on either stream
   */
  public record Ended(int exitCode, String output) {}
}
