package nz.co.medimage.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a module that embeds MedImage, and runs it in a JVM of its own. */
final class EmbeddedProgram {
  private EmbeddedProgram() {}

  /**
   * Compiles a module of two files.
   *
   * @param path the module path to compile against
   * @param name of the class in {@code source}
   * @return the folder of its classes
   */
  static Path compile(
      Path sources, Path classes, String path, String descriptor, String name, String source)
      throws IOException {
    Files.createDirectories(sources);
    Files.createDirectories(classes);
    List<Path> files =
        List.of(
            Files.writeString(sources.resolve("module-info.java"), descriptor),
            Files.writeString(sources.resolve(name + ".java"), source));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      List<String> options =
          List.of("--release", "17", "-proc:none", "-p", path, "-d", classes.toString());
      var units = manager.getJavaFileObjectsFromPaths(files);
      assertTrue(
          compiler.getTask(said, manager, null, options, null, units).call(), said::toString);
    }
    return classes;
  }

  /** Runs {@code java} with these arguments, which must succeed; returns what it printed. */
  static List<String> run(Path output, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(250, TimeUnit.SECONDS);
    process.destroyForcibly();
    String printed = Files.readString(output);
    assertTrue(ended && process.exitValue() == 0, printed);
    return printed.lines().toList();
  }
}
