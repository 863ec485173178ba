package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A script of others' tus software, run by Node.js. It ends when its input does. */
final class NodeProcess implements AutoCloseable {
  private static final Path SCRIPTS = Path.of("src/test/resources/tus-peers");
  private static final Path FOLDER = Path.of("target/tus-peers");

  private final Process process;
  private final BufferedReader output;

  private NodeProcess(Process process) {
    this.process = process;
    this.output = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Puts the scripts, and what they need, into a folder of the build; skips where there is no npm,
   * or where it cannot fetch anything.
   */
  static void install() throws Exception {
    assumeTrue(isOnPath("npm") && isOnPath("node"), "npm is not installed");
    Files.createDirectories(FOLDER);
    try (Stream<Path> scripts = Files.list(SCRIPTS)) {
      for (Path script : scripts.toList()) {
        Files.copy(
            script, FOLDER.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    try (NodeProcess npm =
        start(
            List.of(
                "npm",
                "install",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--silent",
                "--fetch-retries=0"))) {
      boolean ended = npm.process.waitFor(60, TimeUnit.SECONDS);
      assumeTrue(ended && npm.process.exitValue() == 0, "npm cannot fetch the tus peers");
    }
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  static NodeProcess run(String script, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("node", script));
    command.addAll(List.of(arguments));
    return start(command);
  }

  private static NodeProcess start(List<String> command) throws IOException {
    return new NodeProcess(
        new ProcessBuilder(command)
            .directory(FOLDER.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the script ended");
    }
    return line;
  }

  List<String> restOfOutput() {
    return output.lines().toList();
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
