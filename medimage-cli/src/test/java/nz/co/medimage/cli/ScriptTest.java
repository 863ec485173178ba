package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script at the root, with a Maven and a Java that only note that they were called. */
@Timeout(180)
class ScriptTest {
  private static final List<String> TOOLS =
      List.of("bash", "dirname", "find", "mkdir", "mktemp", "mv", "rm", "touch", "cksum", "tr");

  /** It is done when there is a file go, and has made the jar long before. */
  private static final String MAVEN =
      """
      echo begin >> log
      mkdir -p medimage-cli/target
      echo jar > medimage-cli/target/medimage-cli.jar
      until [ -e go ]; do sleep 0.05; done
      [ ! -e fail ] || exit 1
      mkdir -p medimage-cli/target/lib
      echo end >> log
      """;

  private static final String JAVA =
      """
      case "$*" in
        *-Xshare:dump*) for a; do case $a in -XX:SharedArchiveFile=*) echo jsa > "${a#*=}";; esac; done;;
        *DumpLoadedClassList*) ;;
        *) echo "ran $*" ;;
      esac
      """;

  @TempDir Path folder;
  private Path root;
  private Path bin;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void copy() throws IOException {
    assumeTrue(TOOLS.stream().allMatch(tool -> find(tool).isPresent()), "there is no bash");
    root = Files.createDirectory(folder.resolve("root"));
    Path script = Path.of("").toAbsolutePath().resolveSibling("medimage");
    Files.copy(script, root.resolve("medimage"));
    Files.createFile(root.resolve("pom.xml"));
    Files.createDirectories(root.resolve("medimage-cli/src/main"));
    Files.createFile(root.resolve("medimage-cli/pom.xml"));
    bin = Files.createDirectory(folder.resolve("bin"));
    for (String tool : TOOLS) {
      link(tool);
    }
    link("sleep");
    stub("mvn", MAVEN);
    stub("java", JAVA);
  }

  @AfterEach
  void end() {
    for (Process process : started) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static Optional<Path> find(String tool) {
    return Stream.of("/usr/bin", "/bin")
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private void link(String tool) throws IOException {
    stub(tool, "exec " + find(tool).orElseThrow() + " \"$@\"\n");
  }

  private void stub(String name, String body) throws IOException {
    Path stub = Files.writeString(bin.resolve(name), "#!/bin/sh\n" + body);
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwx------"));
  }

  /** By flock, or by perl as on macOS. */
  private void lockBy(String tool) throws IOException {
    assumeTrue(find(tool).isPresent(), tool);
    link(tool);
  }

  private Process call(String name) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            find("bash").orElseThrow().toString(),
            root.resolve("medimage").toString(),
            "send",
            name);
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(Map.of("PATH", bin.toString(), "LC_ALL", "C.UTF-8"));
    builder.directory(root.toFile());
    builder.redirectOutput(folder.resolve(name + ".out").toFile());
    builder.redirectError(folder.resolve(name + ".err").toFile());
    Process process = builder.start();
    started.add(process);
    return process;
  }

  private String text(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.exists(file) ? Files.readString(file) : "";
  }

  private void await(String name, String part) throws Exception {
    Await.until(name + " says " + part, () -> text(name).contains(part));
  }

  private void go() throws IOException {
    Files.createFile(root.resolve("go"));
  }

  private void assertRan(String name, Process process) throws Exception {
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), name);
    assertEquals(0, process.exitValue(), () -> name + ": " + errorsOf(name));
    String out = text(name + ".out");
    assertTrue(out.startsWith("ran ") && out.endsWith(" send " + name + "\n"), out);
  }

  private String errorsOf(String name) {
    try {
      return text(name + ".err");
    } catch (IOException e) {
      return e.toString();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"flock", "perl"})
  void ofTwoFirstCallsOneBuildsAndTheOtherWaits(String tool) throws Exception {
    lockBy(tool);
    Process first = call("first");
    await("root/log", "begin");
    Process second = call("second");
    await("second.err", "Waiting for another build of medimage ...\n");
    go();
    assertRan("first", first);
    assertRan("second", second);
    assertEquals("begin\nend\n", text("root/log"));
    assertEquals("Building medimage, this once; it takes a few minutes ...\n", text("first.err"));
    assertEquals("Waiting for another build of medimage ...\n", text("second.err"));

    assertRan("third", call("third"));
    assertEquals("begin\nend\n", text("root/log"));
    assertEquals("", text("third.err"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"flock", "perl"})
  void buildThatWasKilledIsDoneAgain(String tool) throws Exception {
    lockBy(tool);
    Process killed = call("killed");
    await("root/log", "begin");
    killed.descendants().forEach(ProcessHandle::destroyForcibly);
    killed.destroyForcibly().waitFor();
    go();
    assertRan("next", call("next"));
    assertEquals("begin\nbegin\nend\n", text("root/log"));
  }

  @Test
  void buildThatFailedIsDoneAgain() throws Exception {
    lockBy("flock");
    go();
    Path fail = Files.createFile(root.resolve("fail"));
    Process failed = call("failed");
    assertNotEquals(0, failed.waitFor());
    assertEquals("", text("failed.out"));
    Files.delete(fail);
    assertRan("next", call("next"));
    assertEquals("begin\nbegin\nend\n", text("root/log"));
  }

  @Test
  void eachJavaHasAnArchiveOfItsOwn() throws Exception {
    lockBy("flock");
    go();
    assertRan("one", call("one"));
    stub("java", JAVA + "\n# another\n");
    assertRan("two", call("two"));
    assertNotEquals(archive("one"), archive("two"));
    stub("java", JAVA);
    assertRan("three", call("three"));
    assertEquals(archive("one"), archive("three"));
  }

  private String archive(String name) throws IOException {
    return Stream.of(text(name + ".out").split(" "))
        .filter(option -> option.startsWith("-XX:SharedArchiveFile="))
        .findFirst()
        .orElseThrow();
  }
}
