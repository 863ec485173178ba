package nz.co.medimage.api.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FoldersTest {
  @TempDir Path folder;

  @Test
  void filesAndFoldersAreListed() throws Exception {
    Path file = Files.createFile(folder.resolve("a.tmp"));
    Path inner = Files.createDirectory(folder.resolve("b"));
    assertEquals(Set.of(file, inner), Set.copyOf(Folders.list(folder)));
    assertEquals(List.of(file), Folders.list(folder, ".tmp"));
  }

  @Test
  void folderThatIsMissingHasNone() throws Exception {
    assertEquals(List.of(), Folders.list(folder.resolve("none")));
  }

  @Test
  void fileIsNoFolder() throws Exception {
    Path file = Files.createFile(folder.resolve("a"));
    assertThrows(NotDirectoryException.class, () -> Folders.list(file));
  }

  @Test
  void diskThatFailsInTheMiddleIsAnIoException() {
    IOException failure = new IOException("Input/output error");
    Iterable<Path> breaking =
        () -> {
          throw new DirectoryIteratorException(failure);
        };
    assertSame(failure, assertThrows(IOException.class, () -> Folders.list(breaking, "")));
  }
}
