package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.file.DurableFiles;

/** Runs a main class in a JVM of its own, for tests that end a process in the middle. */
public final class ForkedJvm {
  private ForkedJvm() {}

  /**
   * Runs a class of this class path to its end.
   *
   * @param main has a public static {@code main}
   * @param atMost after this time the process is killed
   * @param arguments of {@code main}
   * @return its exit code, {@link HaltingFileSystem#HALTED} if it was halted, and what it printed
   * @throws IOException if it could not be started, or did not end in time
   */
  public static Ended run(Class<?> main, Duration atMost, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    // What libraries unpack there stays when the process is killed.
    Path temporary = Files.createTempDirectory("forked-jvm");
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    Path output = temporary.resolve("output.log");
    try {
      Process process =
          new ProcessBuilder(command)
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
   * How a process ended.
   *
   * @param exitCode its exit code
   * @param output what it printed on either stream
   */
  public record Ended(int exitCode, String output) {}
}
