package nz.co.medimage.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No module runs its tests that are tagged {@code process}: another one must. */
final class ProcessTestsTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern RUN =
      Pattern.compile("<testClassesDirectory>\\.\\./([a-z0-9-]+)/target/test-classes<");

  @Test
  void everyModuleWithTestsOfProcessesIsRunByProcessTests() throws IOException {
    Set<String> run =
        RUN.matcher(Files.readString(ROOT.resolve("process-tests/pom.xml")))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> tagged = new TreeSet<>();
    try (Stream<Path> modules = Files.list(ROOT)) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests) && hasTagged(tests)) {
          tagged.add(ROOT.relativize(tests).getName(0).toString());
        }
      }
    }
    assertFalse(tagged.isEmpty());
    assertEquals(tagged, run);
  }

  private static boolean hasTagged(Path tests) throws IOException {
    try (Stream<Path> files = Files.walk(tests)) {
      return files.anyMatch(ProcessTestsTest::isTagged);
    }
  }

  private static boolean isTagged(Path file) {
    try {
      return file.toString().endsWith(".java")
          && Files.readAllLines(file).stream().anyMatch("@Tag(\"process\")"::equals);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
