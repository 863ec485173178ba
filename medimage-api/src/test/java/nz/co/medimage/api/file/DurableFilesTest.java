package nz.co.medimage.api.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DurableFilesTest {
  @TempDir Path folder;

  private static String permissions(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void writeReplacesTheWholeFileAndLeavesNothingBeside() throws Exception {
    Path file = folder.resolve("a");
    DurableFiles.write(file, new byte[10]);
    DurableFiles.write(file, new byte[] {1});
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(file));
    try (var list = Files.list(folder)) {
      assertEquals(1, list.count());
    }
    assertEquals("rw-------", permissions(file));
  }

  @Test
  void writeGetsOverWhatACrashLeftBeside() throws Exception {
    Files.write(folder.resolve("a.tmp"), new byte[99]);
    DurableFiles.write(folder.resolve("a"), new byte[] {1});
    assertFalse(Files.exists(folder.resolve("a.tmp")));
  }

  @Test
  void privateFileIsNeverOpenedTwice() throws Exception {
    Path file = folder.resolve("a");
    DurableFiles.createPrivate(file).close();
    assertEquals("rw-------", permissions(file));
    assertThrows(FileAlreadyExistsException.class, () -> DurableFiles.createPrivate(file));
  }

  @Test
  void privateFoldersAreMadeOrKept() throws Exception {
    Path deep = folder.resolve("a").resolve("b");
    assertEquals(deep, DurableFiles.createPrivateFolders(deep));
    assertEquals("rwx------", permissions(deep));
    assertEquals("rwx------", permissions(folder.resolve("a")));
    assertEquals(deep, DurableFiles.createPrivateFolders(deep));
    Path file = Files.createFile(folder.resolve("file"));
    assertThrows(FileAlreadyExistsException.class, () -> DurableFiles.createPrivateFolders(file));
  }

  @Test
  void moveReplacesTheTarget() throws Exception {
    Files.write(folder.resolve("a"), new byte[] {1});
    Files.write(folder.resolve("b"), new byte[] {2});
    DurableFiles.force(folder.resolve("a"));
    DurableFiles.moveInto(folder.resolve("a"), folder.resolve("b"));
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(folder.resolve("b")));
    assertFalse(Files.exists(folder.resolve("a")));
  }

  @Test
  void treeIsDeletedWithoutFollowingLinks() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createFile(outside.resolve("kept"));
    Path tree = Files.createDirectories(folder.resolve("tree").resolve("sub")).getParent();
    Files.createFile(tree.resolve("sub").resolve("file"));
    Files.createSymbolicLink(tree.resolve("link"), outside);
    DurableFiles.deleteTree(tree);
    assertFalse(Files.exists(tree));
    assertTrue(Files.exists(outside.resolve("kept")));
    DurableFiles.deleteTree(tree);
  }
}
