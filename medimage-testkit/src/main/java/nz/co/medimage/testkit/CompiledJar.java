package nz.co.medimage.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import nz.co.medimage.api.spi.Sink;

/**
 * Makes the jar of an add-on from its source, as the build of a vendor would: it compiles for Java
 * 17 against {@code medimage-api} alone. Needs a JDK. Not for use by several threads.
 */
public final class CompiledJar {
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> resources = new LinkedHashMap<>();
  private final Manifest manifest = new Manifest();
  private final List<Path> libraries = new ArrayList<>();

  /** Makes an empty jar. */
  public CompiledJar() {
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
  }

  /**
   * Adds a class.
   *
   * @param name the name with its package
   */
  public CompiledJar source(String name, String source) {
    sources.put(name, source);
    return this;
  }

  /** Adds a file, such as {@code META-INF/services/...}. */
  public CompiledJar resource(String name, String content) {
    resources.put(name, content);
    return this;
  }

  /** Names a provider in {@code META-INF/services}. */
  public CompiledJar provides(Class<?> service, String provider) {
    String name = "META-INF/services/" + service.getName();
    return resource(name, resources.getOrDefault(name, "") + provider + "\n");
  }

  /** Adds a line to its manifest. */
  public CompiledJar attribute(String name, String value) {
    manifest.getMainAttributes().putValue(name, value);
    return this;
  }

  /** Compiles against a library too, before {@code medimage-api}; it is not put into the jar. */
  public CompiledJar against(Path library) {
    libraries.add(library);
    return this;
  }

  /**
   * Compiles and packs the jar.
   *
   * @param jar where to write it; folders above it are made, and an existing file is replaced
   * @return {@code jar}
   * @throws AssertionError with what the compiler says, if a source does not compile
   */
  public Path writeTo(Path jar) throws IOException {
    Path work = Files.createTempDirectory("medimage-jar");
    try {
      Path classes = Files.createDirectories(work.resolve("classes"));
      compile(work, classes);
      Files.createDirectories(jar.toAbsolutePath().getParent());
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream packed = new JarOutputStream(file, manifest)) {
        for (Path each : filesIn(classes)) {
          put(
              packed,
              classes.relativize(each).toString().replace('\\', '/'),
              Files.readAllBytes(each));
        }
        for (Map.Entry<String, String> each : resources.entrySet()) {
          put(packed, each.getKey(), each.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
      return jar;
    } finally {
      delete(work);
    }
  }

  private void compile(Path work, Path classes) throws IOException {
    if (sources.isEmpty()) {
      return;
    }
    List<Path> files = new ArrayList<>();
    for (Map.Entry<String, String> each : sources.entrySet()) {
      Path file = work.resolve("source").resolve(each.getKey().replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      files.add(Files.writeString(file, each.getValue()));
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager manager =
        compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
      String classPath =
          Stream.concat(libraries.stream(), Stream.of(api()))
              .map(Path::toString)
              .collect(Collectors.joining(System.getProperty("path.separator")));
      List<String> options =
          List.of(
              "--release", "17", "-proc:none", "-d", classes.toString(), "-classpath", classPath);
      boolean compiled =
          compiler
              .getTask(
                  said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
              .call();
      if (!compiled) {
        throw new AssertionError(said.toString());
      }
    }
  }

  private static Path api() {
    try {
      return Path.of(Sink.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().collect(Collectors.toList());
    }
  }

  private static void put(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new ZipEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      all.sorted(java.util.Comparator.reverseOrder())
          .forEach(
              each -> {
                try {
                  Files.delete(each);
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
    }
  }
}
