package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.time.Duration;
import nz.co.medimage.api.file.FolderInUseException;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a home promises for crashes and for other processes. */
@Timeout(60)
final class CrashedHomeTest {
  @TempDir Path folder;

  @Test
  void homeWhoseMakingIsCutOffAnywhereCanBeMade() throws Exception {
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    Home.open(counting.wrap(folder.resolve("0")), Home.Kind.SENDER);
    for (int n = 1; n <= counting.operations().size(); n++) {
      Path home = folder.resolve("" + n);
      HaltingFileSystem failing = HaltingFileSystem.failingAt(FileSystems.getDefault(), n);
      assertThrows(IOException.class, () -> Home.open(failing.wrap(home), Home.Kind.SENDER));
      Home.open(home, Home.Kind.SENDER);
    }
  }

  @Test
  void homeThatAnotherProcessRunsIsRefused() throws Exception {
    Path home = folder.resolve("home");
    try (Home.Lock lock = Home.open(home, Home.Kind.SENDER).lock()) {
      ForkedJvm.Ended refused = ForkedJvm.run(Locks.class, Duration.ofSeconds(30), home.toString());
      assertEquals(
          home + " is in use by another process; end that one or use another home",
          refused.output(),
          lock::toString);
    }
    assertEquals(
        "locked", ForkedJvm.run(Locks.class, Duration.ofSeconds(30), home.toString()).output());
  }

  @Test
  void secondLockInOneProcessDoesNotUndoTheFirst() throws Exception {
    Path folderOfHome = folder.resolve("home");
    Home home = Home.open(folderOfHome, Home.Kind.SENDER);
    try (Home.Lock lock = home.lock()) {
      assertThrows(IOException.class, home::lock, lock::toString);
      assertEquals(
          folderOfHome + " is in use by another process; end that one or use another home",
          ForkedJvm.run(Locks.class, Duration.ofSeconds(30), folderOfHome.toString()).output());
    }
  }

  /** Locks the home of its argument. */
  static final class Locks {
    public static void main(String[] arguments) {
      try (Home.Lock lock = Home.open(Path.of(arguments[0]), Home.Kind.SENDER).lock()) {
        System.out.print(lock == null ? "" : "locked");
      } catch (FolderInUseException e) {
        System.out.print(e.isByThisProcess() ? "in use by this process" : e.getMessage());
      } catch (IOException e) {
        System.out.print(e.getMessage());
      }
    }
  }
}
