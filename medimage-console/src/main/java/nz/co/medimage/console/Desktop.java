package nz.co.medimage.console;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Opens folders in the windows of the person at this computer. */
interface Desktop {

  /** Opens a folder; returns before its window is there. */
  void open(Path folder) throws IOException;

  /** That of this computer; empty if the receiver runs without one, for example as a service. */
  static Optional<Desktop> here() {
    return program(System.getProperty("os.name", ""), System.getenv())
        .map(
            program ->
                folder ->
                    new ProcessBuilder(program, folder.toString())
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .getOutputStream()
                        .close());
  }

  private static Optional<String> program(String system, Map<String, String> environment) {
    String name = system.toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return "services".equalsIgnoreCase(environment.get("SESSIONNAME"))
          ? Optional.empty()
          : Optional.of("explorer.exe");
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
