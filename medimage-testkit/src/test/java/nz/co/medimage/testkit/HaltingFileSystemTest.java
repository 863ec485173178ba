package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Folders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class HaltingFileSystemTest {
  @TempDir Path real;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Some of everything that is counted. */
  private static void change(Path folder) throws IOException {
    Path sub = Files.createDirectories(folder.resolve("sub"));
    Files.write(sub.resolve("a"), bytes("first"));
    try (FileChannel channel = FileChannel.open(sub.resolve("a"), StandardOpenOption.WRITE)) {
      channel.truncate(2);
      channel.force(true);
    }
    Files.copy(sub.resolve("a"), sub.resolve("b"));
    Files.move(sub.resolve("b"), sub.resolve("c"), StandardCopyOption.ATOMIC_MOVE);
    Files.delete(sub.resolve("c"));
    Files.deleteIfExists(sub.resolve("none"));
  }

  private static final List<String> CHANGES =
      List.of(
          "createDirectory sub",
          "create a",
          "write a",
          "truncate a",
          "force a",
          "copy b",
          "move c",
          "delete c");

  @Test
  void countsWhatChangesFilesAndNothingElse() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    change(disk.wrap(real));
    Path file = disk.wrap(real).resolve("sub").resolve("a");
    assertEquals("fi", Files.readString(file));
    assertTrue(Files.exists(file) && Files.size(file) == 2 && Files.isReadable(file));
    try (var list = Files.walk(disk.wrap(real))) {
      assertEquals(List.of(disk.wrap(real), file.getParent(), file), list.toList());
    }
    assertEquals(CHANGES, disk.operations());
  }

  @Test
  void tellsOfWhatIsReadWhichMayFail() throws Exception {
    List<String> told = new ArrayList<>();
    HaltingFileSystem disk =
        HaltingFileSystem.counting(FileSystems.getDefault())
            .telling(
                (operation, path) -> {
                  told.add(operation + " " + path.getFileName());
                  if (operation.equals("read") && path.endsWith("bad")) {
                    throw new IOException("Input/output error");
                  }
                });
    Path folder = Files.createDirectory(disk.wrap(real).resolve("sub"));
    Files.write(folder.resolve("bad"), bytes("first"));

    assertEquals(List.of(folder.resolve("bad")), Folders.list(folder));
    IOException e =
        assertThrows(IOException.class, () -> Files.readAllBytes(folder.resolve("bad")));

    assertEquals("Input/output error", e.getMessage());
    assertEquals(List.of("list sub", "listed sub", "open bad", "read bad"), told);
  }

  @Test
  void throwsInPlaceOfTheChosenOperationAlone() throws Exception {
    for (int n = 2; n <= CHANGES.size(); n++) {
      Path folder = Files.createDirectory(real.resolve("" + n));
      HaltingFileSystem disk = HaltingFileSystem.failingAt(FileSystems.getDefault(), n);
      IOException e = assertThrows(IOException.class, () -> change(disk.wrap(folder)));
      assertEquals("disk full", e.getMessage());
      assertEquals(CHANGES.subList(0, n), disk.operations());
      DurableFiles.write(disk.wrap(folder).resolve("later"), bytes("works"));
    }
  }

  @Test
  void fullDiskStaysFullButLetsFilesBeDeleted() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.failingFrom(FileSystems.getDefault(), 3);
    assertThrows(IOException.class, () -> change(disk.wrap(real)));
    Path file = disk.wrap(real).resolve("sub").resolve("a");
    assertThrows(IOException.class, () -> Files.write(file, bytes("x")));
    assertThrows(IOException.class, () -> Files.createDirectory(file.resolveSibling("d")));
    Files.delete(file);
    assertFalse(Files.exists(real.resolve("sub").resolve("a")));
  }

  @Test
  void writeThatFailsIsTorn() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.failingAt(FileSystems.getDefault(), 2);
    Path file = disk.wrap(real).resolve("a");
    assertThrows(IOException.class, () -> Files.write(file, bytes("abcdef")));
    assertEquals("abc", Files.readString(real.resolve("a")));
  }

  @Test
  void copyThatACrashEndsIsTornAndOneThatFailsLeavesNothing() throws Exception {
    Path source = Files.write(real.resolve("a"), bytes("abcdef"));
    HaltingFileSystem crashing = HaltingFileSystem.cutFrom(FileSystems.getDefault(), 1);
    Path torn = crashing.wrap(real.resolve("torn"));
    assertThrows(IOException.class, () -> Files.copy(crashing.wrap(source), torn));
    assertEquals("abc", Files.readString(real.resolve("torn")));
    HaltingFileSystem full = HaltingFileSystem.failingFrom(FileSystems.getDefault(), 1);
    Path none = full.wrap(real.resolve("none"));
    assertThrows(IOException.class, () -> Files.copy(full.wrap(source), none));
    assertFalse(Files.exists(real.resolve("none")));
  }

  @Test
  void writesAndCopiesInHalvesBetweenWhichOthersLook() throws Exception {
    List<String> seen = new ArrayList<>();
    HaltingFileSystem disk =
        HaltingFileSystem.inHalves(
            FileSystems.getDefault(),
            operation ->
                seen.add(
                    operation + ": " + content(operation.substring(operation.indexOf(' ') + 1))));
    Path file = disk.wrap(real).resolve("a");
    Files.write(file, bytes("abcdef"));
    Files.write(file, bytes("gh"), StandardOpenOption.APPEND);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes("XY")), 6);
      channel.write(new ByteBuffer[] {ByteBuffer.wrap(bytes("ABCD")), ByteBuffer.wrap(bytes("E"))});
      channel.transferFrom(Channels.newChannel(new ByteArrayInputStream(bytes("12"))), 6, 2);
    }
    Files.copy(file, file.resolveSibling("b"));
    assertEquals(
        List.of(
            "write a: abc",
            "write a: abcdefg",
            "write a: abcdefXh",
            "write a: ABcdefXY",
            "write a: ABCDEf1Y",
            "copy b: ABCD"),
        seen);
    assertEquals("ABCDEf12", content("b"));
  }

  private String content(String name) {
    try {
      return Files.readString(real.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void haltsTheProcessAtTheChosenOperation() throws Exception {
    ForkedJvm.Ended ended =
        ForkedJvm.run(Halted.class, Duration.ofSeconds(30), real.toString(), "3");
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended.output());
    assertEquals("fi", Files.readString(real.resolve("sub").resolve("a")), "a torn write");
    ForkedJvm.Ended whole =
        ForkedJvm.run(Halted.class, Duration.ofSeconds(30), real.toString(), "100");
    assertEquals(new ForkedJvm.Ended(0, "went through\n"), whole);
  }

  /** Changes a folder until halted. */
  static final class Halted {
    public static void main(String[] arguments) throws IOException {
      FileSystem disk = FileSystems.getDefault();
      int n = Integer.parseInt(arguments[1]);
      change(HaltingFileSystem.haltingAt(disk, n).wrap(Path.of(arguments[0])));
      System.out.print("went through\n");
    }
  }

  @Test
  void processThatDoesNotEndIsKilled() {
    IOException e =
        assertThrows(IOException.class, () -> ForkedJvm.run(Endless.class, Duration.ofSeconds(1)));
    assertEquals(Endless.class.getName() + " did not end within 1 s", e.getMessage());
  }

  /** Waits for ever. */
  static final class Endless {
    public static void main(String[] arguments) throws InterruptedException {
      Thread.currentThread().join();
    }
  }

  @Test
  void locksAreRealLocks() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    Path file = disk.wrap(real).resolve("lock");
    try (FileChannel one =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = one.tryLock();
        FileChannel two = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertTrue(held.isValid());
      assertThrows(
          java.nio.channels.OverlappingFileLockException.class, two::tryLock, "held already");
    }
  }

  @Test
  void wayRoundItIsRefused() {
    Path file = HaltingFileSystem.counting(FileSystems.getDefault()).wrap(real).resolve("a");
    assertThrows(UnsupportedOperationException.class, file::toFile);
  }

  @Test
  void wrapsOtherFileSystemsToo() throws Exception {
    try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows())) {
      HaltingFileSystem disk = HaltingFileSystem.counting(windows);
      change(disk.wrap(windows.getPath("C:\\work")));
      assertEquals(CHANGES, disk.operations());
    }
  }
}
