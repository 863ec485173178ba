package nz.co.medimage.console;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Opens folders in the windows of the person at this computer. */
interface Desktop {
  /** Its exit code says nothing: it is 1 when all is well. */
  String EXPLORER = "explorer.exe";

  int SECONDS_TO_FAIL = 3;

  /**
   * Opens a folder; may return before its window is there.
   *
   * @throws IOException if it cannot be opened
   */
  void open(Path folder) throws IOException;

  /** That of this computer; empty if the receiver runs without one, for example as a service. */
  static Optional<Desktop> here() {
    return program(System.getProperty("os.name", ""), System.getenv())
        .map(program -> folder -> open(program, folder));
  }

  private static void open(String program, Path folder) throws IOException {
    Process process =
        new ProcessBuilder(program, folder.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    try {
      // What takes longer is showing something.
      boolean hasEnded = process.waitFor(SECONDS_TO_FAIL, TimeUnit.SECONDS);
      if (hasEnded && process.exitValue() != 0 && !program.equals(EXPLORER)) {
        throw new IOException(program + " ended with " + process.exitValue());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<String> program(String system, Map<String, String> environment) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return "services".equalsIgnoreCase(environment.get("SESSIONNAME"))
          ? Optional.empty()
          : Optional.of(EXPLORER);
    }
    if (name.startsWith("mac")) {
      return Optional.of("open");
    }
    boolean hasWindows =
        List.of("DISPLAY", "WAYLAND_DISPLAY").stream().anyMatch(environment::containsKey);
    return hasWindows && isOnPath("xdg-open", environment)
        ? Optional.of("xdg-open")
        : Optional.empty();
  }

  private static boolean isOnPath(String program, Map<String, String> environment) {
    for (String folder : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
