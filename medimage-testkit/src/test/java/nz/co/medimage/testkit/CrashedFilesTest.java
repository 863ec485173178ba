package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import nz.co.medimage.api.file.DurableFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the file classes of the API promise for crashes. */
@Timeout(60)
final class CrashedFilesTest {
  @TempDir Path folder;

  @Test
  void failedWriteLeavesTheOldFileOrTheNewOne() throws Exception {
    Path file = folder.resolve("a");
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    DurableFiles.write(counting.wrap(file), new byte[] {1});
    for (int n = 1; n <= counting.operations().size(); n++) {
      DurableFiles.write(file, new byte[] {1, 1});
      Path failing = HaltingFileSystem.failingAt(FileSystems.getDefault(), n).wrap(file);
      assertThrows(IOException.class, () -> DurableFiles.write(failing, new byte[] {2, 2, 2}));
      byte[] found = Files.readAllBytes(file);
      assertTrue(List.of(2, 3).contains(found.length), "half a file, at operation " + n);
      DurableFiles.write(file, new byte[] {4});
      assertEquals(1, Files.size(file));
    }
  }
}
