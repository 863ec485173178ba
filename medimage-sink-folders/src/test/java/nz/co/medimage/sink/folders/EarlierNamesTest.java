package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EarlierNamesTest {
  @TempDir Path root;

  private Path folder(String name) throws IOException {
    Path folder = Files.createDirectory(root.resolve(name));
    for (int n = 0; n < 5; n++) {
      Files.createFile(folder.resolve("arm-" + n + ".jpg"));
    }
    return folder;
  }

  @Test
  void aFolderOfMoreNamesThanAreRememberedIsListedOnce() throws IOException {
    EarlierNames earlier = new EarlierNames(3);
    Path large = folder("a");
    assertTrue(earlier.look(large, 1));
    assertFalse(earlier.look(large, 1));
  }

  @Test
  void anotherFolderTakesThePlaceOfOnesThatAreTooManyNames() throws IOException {
    EarlierNames earlier = new EarlierNames(3);
    Path first = folder("a");
    Path second = folder("b");
    assertTrue(earlier.look(first, 1));
    assertTrue(earlier.look(second, 1));
    assertFalse(earlier.look(second, 1));
    assertTrue(earlier.look(first, 1));
  }

  @Test
  void aNewEpochHasAFolderListedAgain() throws IOException {
    EarlierNames earlier = new EarlierNames(100);
    Path folder = folder("a");
    assertTrue(earlier.look(folder, 1));
    assertFalse(earlier.look(folder, 1));
    assertTrue(earlier.look(folder, 2));
  }
}
