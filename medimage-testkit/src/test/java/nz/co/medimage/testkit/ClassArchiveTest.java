package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class ClassArchiveTest {
  private static final String PROPERTY = "medimage.testkit.archive";

  /** Static, as a process looks for one archive alone. */
  @TempDir static Path folder;

  /** Prints what it was started with. */
  static final class Started {
    public static void main(String[] arguments) {
      System.out.println(System.getProperty("java.class.path"));
    }
  }

  @AfterEach
  void forget() {
    System.clearProperty(PROPERTY);
  }

  private static String start() throws Exception {
    ForkedJvm.Ended ended = ForkedJvm.run(Started.class, Duration.ofSeconds(60));
    assertEquals(0, ended.exitCode(), ended.output());
    return ended.output().strip();
  }

  @Test
  void withoutAFolderForItNothingChanges() throws Exception {
    assertEquals(List.of("-Xshare:auto"), ClassArchive.options());
    assertEquals(System.getProperty("java.class.path"), start());
  }

  /** The JVM says nothing of it, as what a process prints is looked at. */
  @Test
  void processStartsWithAnArchiveThatIsNone() throws Exception {
    System.setProperty(PROPERTY, folder.toString());
    Path archive = Files.writeString(ClassArchive.in(folder), "no archive");
    assertTrue(ClassArchive.options().contains("-XX:SharedArchiveFile=" + archive));
    assertEquals(ClassArchive.classPath(), start());
    String[] entries = ClassArchive.classPath().split(File.pathSeparator);
    assertTrue(entries[0].endsWith(".jar"), ClassArchive.classPath());
    assertFalse(entries[entries.length - 1].endsWith(".jar"), ClassArchive.classPath());
  }
}
