package nz.co.medimage.api.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
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
  void threadsThatWriteOneFilePublishItWhole() throws Exception {
    publishesWhole(DurableFiles::write);
  }

  @Test
  void threadsThatWriteOneFileUnforcedPublishItWhole() throws Exception {
    publishesWhole(DurableFiles::writeUnforced);
  }

  @FunctionalInterface
  private interface Write {
    void accept(Path file, byte[] content) throws IOException;
  }

  /**
   * Two write contents of their own, each of another length; a third removes debris meanwhile, as
   * often as a write bears.
   */
  private void publishesWhole(Write write) throws Exception {
    Path file = folder.resolve("a");
    write.accept(file, content(1));
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 1; writer <= 2; writer++) {
        byte[] content = content(writer);
        running.add(threads.submit(() -> writeOften(write, file, content)));
      }
      Future<?> cleaner =
          threads.submit(
              () -> {
                for (int i = 0; i < DurableFiles.MAX_REMOVALS; i++) {
                  DurableFiles.removeDebris(folder);
                }
                return null;
              });
      while (running.stream().anyMatch(writer -> !writer.isDone())) {
        byte[] found = Files.readAllBytes(file);
        assertArrayEquals(content(found[0]), found);
      }
      cleaner.get();
      for (Future<?> writer : running) {
        writer.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(List.of("a"), names());
  }

  private static @Nullable Void writeOften(Write write, Path file, byte[] content)
      throws IOException {
    for (int i = 0; i < 100; i++) {
      write.accept(file, content);
    }
    return null;
  }

  private static byte[] content(int writer) {
    byte[] content = new byte[writer * 300_000];
    Arrays.fill(content, (byte) writer);
    return content;
  }

  private List<String> names() throws IOException {
    return Folders.list(folder).stream().map(f -> f.getFileName().toString()).toList();
  }

  @Test
  void debrisOfAFolderOrOfOneFileIsRemoved() throws Exception {
    for (String name : List.of("a", ".a.1.tmp", "a.tmp", ".b.1.tmp", "b.tmp")) {
      Files.createFile(folder.resolve(name));
    }
    assertTrue(DurableFiles.removeDebrisOf(folder.resolve("a")));
    assertEquals(Set.of("a", ".b.1.tmp", "b.tmp"), Set.copyOf(names()));
    assertFalse(DurableFiles.removeDebrisOf(folder.resolve("a")));
    assertTrue(DurableFiles.removeDebris(folder));
    assertEquals(List.of("a"), names());
    assertFalse(DurableFiles.removeDebris(folder));
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
    DurableFiles.moveReplacing(folder.resolve("a"), folder.resolve("b"));
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
