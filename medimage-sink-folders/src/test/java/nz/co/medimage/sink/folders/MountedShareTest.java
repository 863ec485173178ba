package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two computers file into one folder of a real share. Skipped unless the variable {@code
 * MEDIMAGE_TEST_SHARES} names one folder twice, as two mounts show it, with a colon in between.
 */
@Timeout(600)
final class MountedShareTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final int PHOTOS = 40;

  @TempDir Path folder;
  private final List<Path> roots = new ArrayList<>();

  @BeforeEach
  void makeFolder() throws IOException {
    String mounts = System.getenv("MEDIMAGE_TEST_SHARES");
    assumeTrue(mounts != null, "no share is mounted for tests");
    for (String mount : mounts.split(":", -1)) {
      roots.add(Path.of(mount).resolve("test-" + ProcessHandle.current().pid()));
    }
    Files.createDirectory(roots.get(0));
  }

  @AfterEach
  void deleteFolder() throws IOException {
    if (!roots.isEmpty()) {
      DurableFiles.deleteTree(roots.get(0));
    }
  }

  @Test
  void photosOfTwoComputersThatTakeTheSameNamesAreAllFiledOnce() throws Exception {
    System.out.println("this share: " + FolderSink.shortcomings(roots.get(0)));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<ForkedJvm.Ended>> running = new ArrayList<>();
      for (int writer = 0; writer < 2; writer++) {
        String root = roots.get(writer).toString();
        String state = folder.resolve("writer-" + writer).toString();
        String first = "" + writer * PHOTOS;
        running.add(
            threads.submit(() -> ForkedJvm.run(Writer.class, LONG, root, state, first, "0")));
      }
      for (Future<ForkedJvm.Ended> ended : running) {
        assertEquals("done", ended.get().output());
      }
    } finally {
      threads.shutdownNow();
    }
    assertSees(2 * PHOTOS, roots.get(1));
  }

  @Test
  void writerThatIsHaltedAnywhereLosesAndDoublesNothing() throws Exception {
    for (int n = 5; n <= 60; n += 5) {
      Path root = Files.createDirectory(roots.get(0).resolve("halt-" + n));
      String state = folder.resolve("halted-" + n).toString();
      ForkedJvm.Ended halted =
          ForkedJvm.run(Writer.class, LONG, root.toString(), state, "0", "" + n);
      assertEquals(HaltingFileSystem.HALTED, halted.exitCode(), halted.output());
      assertEquals(
          "done", ForkedJvm.run(Writer.class, LONG, root.toString(), state, "0", "0").output());
      Path seen = roots.get(1).resolve(root.getFileName());
      assertSees(PHOTOS, seen);
    }
  }

  /** Waits for this, as the other mount may show for a while what it saw last. */
  private static void assertSees(int photos, Path root) throws Exception {
    List<Long> expected = LongStream.range(0, photos).boxed().toList();
    for (int left = 300; left > 0 && !whole(root).equals(expected); left--) {
      Thread.sleep(100);
    }
    assertEquals(expected, whole(root));
  }

  /** The photos, without empty files, which a crash may leave where there are no hard links. */
  private static List<Long> whole(Path root) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (var file : Tree.numbers(root).entrySet()) {
      if (file.getValue() >= 0 || Files.size(root.resolve(file.getKey())) > 0) {
        numbers.add(file.getValue());
      }
    }
    numbers.sort(null);
    return numbers;
  }

  /** Files photos that all have one name; halts at an operation, if it is not 0. */
  static final class Writer {
    public static void main(String[] arguments) throws Exception {
      Path work = Files.createDirectories(Path.of(arguments[1]));
      Tree staging = Tree.in(work);
      int haltAt = Integer.parseInt(arguments[3]);
      HaltingFileSystem disk =
          haltAt == 0
              ? HaltingFileSystem.counting(FileSystems.getDefault())
              : HaltingFileSystem.haltingAt(FileSystems.getDefault(), haltAt);
      try (FolderSink sink =
          FolderSink.to(disk.wrap(Path.of(arguments[0]))).state(staging.state()).build()) {
        sink.start();
        long first = Long.parseLong(arguments[2]);
        for (long number = first; number < first + PHOTOS; number++) {
          write(sink, staging.photo(number, "#a arm"));
        }
      }
      System.out.print("done");
    }

    /** As a receiver does, should the share be away meanwhile. */
    private static void write(FolderSink sink, StagedPhoto photo) throws Exception {
      for (int left = 600; ; left--) {
        try {
          sink.write(photo);
          return;
        } catch (IOException e) {
          if (left == 0) {
            throw e;
          }
          Thread.sleep(100);
        }
      }
    }
  }
}
