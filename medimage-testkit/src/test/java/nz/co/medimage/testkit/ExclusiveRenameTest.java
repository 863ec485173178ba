package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.api.file.DiskSpace;
import nz.co.medimage.api.file.DurableFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A file gets a name only if that is free, whatever the file system can do. */
@Timeout(60)
final class ExclusiveRenameTest {

  /** What file systems can be like. */
  enum Kind {
    WITH_LINKS,
    WITHOUT_LINKS,
    WITHOUT_LINKS_AND_CREATING_TOGETHER;

    HaltingFileSystem disk() {
      HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
      return switch (this) {
        case WITH_LINKS -> disk;
        case WITHOUT_LINKS -> disk.without(Ability.LINK);
        case WITHOUT_LINKS_AND_CREATING_TOGETHER ->
            disk.without(Ability.LINK, Ability.EXCLUSIVE_CREATE_AMONG_MANY);
      };
    }
  }

  @TempDir Path real;

  private Path on(Kind kind) {
    return kind.disk().wrap(real);
  }

  @ParameterizedTest
  @EnumSource
  void freeNameIsGiven(Kind kind) throws Exception {
    Path folder = on(kind);
    Path source = Files.write(folder.resolve("a.part"), new byte[] {1});
    assertTrue(DurableFiles.moveIfFree(source, folder.resolve("a")));
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(folder.resolve("a")));
    assertFalse(Files.exists(source));
  }

  @ParameterizedTest
  @EnumSource
  void nameOfAnEmptyFileOfALinkOrOfAFolderIsTaken(Kind kind) throws Exception {
    Path folder = on(kind);
    Path source = Files.write(folder.resolve("a.part"), new byte[] {1});
    Files.createFile(folder.resolve("empty"));
    Files.createSymbolicLink(real.resolve("link"), real.resolve("nowhere"));
    Files.createSymbolicLink(real.resolve("ours"), real.resolve("a.part"));
    Files.createDirectory(folder.resolve("folder"));
    for (String name : List.of("empty", "link", "ours", "folder")) {
      assertFalse(DurableFiles.moveIfFree(source, folder.resolve(name)), name);
    }
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(source));
    assertEquals(0, Files.size(folder.resolve("empty")));
    assertFalse(Files.exists(real.resolve("nowhere")));
  }

  @ParameterizedTest
  @EnumSource
  void ofManyAtOnceOneGetsTheName(Kind kind) throws Exception {
    Path folder = on(kind);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 50; round++) {
        Path target = folder.resolve("photo-" + round);
        List<Callable<Boolean>> moves = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          Path source = folder.resolve(round + "-" + i);
          Files.write(source, new byte[] {(byte) i});
          moves.add(() -> DurableFiles.moveIfFree(source, target));
        }
        int winner = -1;
        int winners = 0;
        List<Future<Boolean>> moved = threads.invokeAll(moves);
        for (int i = 0; i < 4; i++) {
          if (moved.get(i).get()) {
            winner = i;
            winners++;
          }
        }
        assertEquals(1, winners);
        assertArrayEquals(new byte[] {(byte) winner}, Files.readAllBytes(target));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /**
   * NFS: the link was made, and the call, sent again as its reply was lost, is refused, or fails as
   * no reply comes at all.
   */
  @ParameterizedTest
  @EnumSource
  void nameThatIsAlreadyThatOfTheFileIsItsOwn(Kind kind) throws Exception {
    Path source = Files.write(on(kind).resolve("a.part"), new byte[] {1});
    Files.createLink(real.resolve("a"), real.resolve("a.part"));
    assertTrue(DurableFiles.moveIfFree(source, source.resolveSibling("a")));
    assertFalse(Files.exists(source));
  }

  @Test
  void fileThatIsGoneGetsNoName() {
    Path target = real.resolve("a");
    assertThrows(
        NoSuchFileException.class, () -> DurableFiles.moveIfFree(real.resolve("none"), target));
    assertFalse(Files.exists(target));
  }

  /** It leaves the hidden folder, and perhaps an empty file. */
  @Test
  void nameThatAnotherWasTakingWhenItCrashedStaysTaken() throws Exception {
    Path folder = on(Kind.WITHOUT_LINKS);
    Path source = Files.write(folder.resolve("a.part"), new byte[] {1});
    Files.createDirectory(folder.resolve(".a.taken"));
    assertFalse(DurableFiles.moveIfFree(source, folder.resolve("a")));
    assertTrue(DurableFiles.moveIfFree(source, folder.resolve("b")));
  }

  @Test
  void reservationIsTakenBackIfTheRenameFails() throws Exception {
    Path source = Files.write(real.resolve("a.part"), new byte[] {1});
    HaltingFileSystem disk = HaltingFileSystem.failingAt(FileSystems.getDefault(), 3);
    Path folder = disk.without(Ability.LINK).wrap(real);
    IOException e =
        assertThrows(
            IOException.class,
            () -> DurableFiles.moveIfFree(folder.resolve("a.part"), folder.resolve("a")));
    assertEquals("disk full", e.getMessage());
    assertEquals(
        List.of("createDirectory .a.taken", "create a", "move a", "delete a", "delete .a.taken"),
        disk.operations());
    assertTrue(Files.exists(source));
  }

  @Test
  void fileSystemThatCannotTakeANameAloneIsRefused() throws Exception {
    Files.write(real.resolve("a.part"), new byte[] {1});
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    Path folder = disk.without(Ability.LINK, Ability.EXCLUSIVE_CREATE).wrap(real);
    assertThrows(
        IOException.class,
        () -> DurableFiles.moveIfFree(folder.resolve("a.part"), folder.resolve("a")));
    assertFalse(Files.exists(real.resolve("a")));
  }

  @Test
  void onWindowsTheRenameRefusesByItselfAndTheFileIsForced() throws Exception {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      HaltingFileSystem disk = HaltingFileSystem.counting(windows);
      Path folder = Files.createDirectory(disk.wrap(windows.getPath("C:\\photos")));
      Path source = Files.write(folder.resolve("b.part"), new byte[] {2});
      Files.write(folder.resolve("A.JPG"), new byte[] {1});
      assertFalse(DurableFiles.moveIfFree(source, folder.resolve("a.jpg")));
      assertTrue(DurableFiles.moveIfFree(source, folder.resolve("b.jpg")));
      DurableFiles.forceName(folder.resolve("b.jpg"));
      Files.write(folder.resolve("c.tmp"), new byte[] {3});
      DurableFiles.moveReplacing(folder.resolve("c.tmp"), folder.resolve("b.jpg"));
      List<String> done = disk.operations();
      assertEquals(
          List.of("move b.jpg", "force b.jpg", "create c.tmp", "write c.tmp"),
          done.subList(done.size() - 6, done.size() - 2));
      assertEquals(
          List.of("move b.jpg", "force b.jpg"), done.subList(done.size() - 2, done.size()));
    }
  }

  @Test
  void roomThatCannotBeToldIsUnknownAndNotNone() {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    assertTrue(DiskSpace.usable(disk.wrap(real)).isPresent());
    Path chroot = disk.without(Ability.FILE_STORE).wrap(real);
    assertEquals(OptionalLong.empty(), DiskSpace.usable(chroot));
  }
}
