package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.Ability;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A photo is written to folders in which foreign files have its name, and what changes files fails
 * or halts at each operation in turn: after the next start there is one file, whole, and one copy.
 */
@Timeout(300)
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Tag("process")
final class FolderSinkCrashTest {
  private static final String NAME = "a/arm-" + Tree.WHEN + ".jpg";
  private static final String NAME_2 = "a/arm-" + Tree.WHEN + "-2.jpg";
  private static final String NAME_2_2 = "a/arm-" + Tree.WHEN + "-2-2.jpg";
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(2), 2, Duration.ofMillis(20), 0);

  @TempDir Path folder;

  @Parameter boolean isLinked;

  /** How many operations the start takes, which are the same both ways. */
  private int starting;

  @Test
  void fullDiskAtAnyOperationIsMadeGoodByTheNextTry() throws Exception {
    int operations = countOperations();
    for (int n = 1; n <= operations; n++) {
      Tree tree = arrange("at-" + n);
      HaltingFileSystem disk = HaltingFileSystem.failingAt(FileSystems.getDefault(), n);
      try (FolderSink sink = open(tree, disk)) {
        boolean started = attempt(sink, false, tree, disk);
        if (!attempt(sink, started, tree, disk)) {
          sink.start();
        }
        sink.write(photo(tree, disk));
      }
      assertOneFile(tree, "after operation " + n + " failed, in the same run");
    }
  }

  @Test
  void diskThatStaysFullIsMadeGoodByTheNextStart() throws Exception {
    int operations = countOperations();
    for (int n = 1; n <= operations; n++) {
      Tree tree = arrange("from-" + n);
      HaltingFileSystem disk = HaltingFileSystem.failingFrom(FileSystems.getDefault(), n);
      try (FolderSink sink = open(tree, disk)) {
        attempt(sink, attempt(sink, false, tree, disk), tree, disk);
      }
      assertOneFile(tree, "after all operations from " + n + " on failed");
    }
  }

  @Test
  void processHaltedAtAnyOperationLosesAndDoublesNothing() throws Exception {
    int operations = countOperations();
    for (int n = isLinked ? starting + 1 : 1; n <= operations; n++) {
      Tree tree = arrange("halt-" + n);
      ForkedJvm.Ended ended =
          ForkedJvm.run(
              Halted.class, LONG, tree.main().getParent().toString(), "" + n, "" + isLinked);
      assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended.output());
      assertOneFile(tree, "after a halt at operation " + n);
    }
  }

  /** Without hard links a name is taken with an empty file, which nobody may take for his own. */
  @Test
  void diskWithoutLinksThatFailsAnywhereLosesAndDoublesNothing() throws Exception {
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    writeOnce(arrange("count-unlinked"), counting.without(Ability.LINK));
    int operations = counting.operations().size();
    for (int n = 1; n <= operations; n++) {
      Tree tree = arrange("unlinked-" + n);
      HaltingFileSystem disk = HaltingFileSystem.failingFrom(FileSystems.getDefault(), n);
      try (FolderSink sink = open(tree, disk.without(Ability.LINK))) {
        sink.start();
        sink.write(photo(tree, disk.without(Ability.LINK)));
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).endsWith("disk full"), e.getMessage());
      }
      writeOnce(tree, HaltingFileSystem.counting(FileSystems.getDefault()).without(Ability.LINK));
      for (Path root : List.of(tree.main(), tree.copy())) {
        List<Long> numbers = new ArrayList<>(Tree.numbers(root).values());
        numbers.removeIf(number -> number == -1); // an empty file may stay
        numbers.sort(null);
        assertEquals(root.equals(tree.main()) ? List.of(1L, 9L) : List.of(1L, 8L), numbers, "" + n);
      }
    }
  }

  private void writeOnce(Tree tree, HaltingFileSystem disk) throws Exception {
    try (FolderSink sink = open(tree, disk)) {
      sink.start();
      sink.write(photo(tree, disk));
      assertTrue(sink.awaitCopies(LONG));
    }
  }

  /** Writes the photo in a JVM that halts at the operation of the second argument. */
  static final class Halted {
    public static void main(String[] arguments) throws Exception {
      Tree tree = Tree.in(Path.of(arguments[0]));
      HaltingFileSystem disk =
          HaltingFileSystem.haltingAt(FileSystems.getDefault(), Integer.parseInt(arguments[1]));
      try (FolderSink sink = open(tree, disk)) {
        sink.start();
        sink.write(photo(tree, disk, Boolean.parseBoolean(arguments[2])));
        sink.awaitCopies(LONG);
      }
    }
  }

  private int countOperations() throws Exception {
    Tree tree = arrange("count");
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    try (FolderSink sink = open(tree, disk)) {
      sink.start();
      starting = disk.operations().size();
      sink.write(photo(tree, disk));
      assertTrue(sink.awaitCopies(LONG));
    }
    long copied =
        disk.operations().stream()
            .filter(o -> o.startsWith("write ") && o.endsWith(".part"))
            .count();
    assertEquals(isLinked ? 1 : 2, copied, () -> "files written: " + disk.operations());
    int operations = disk.operations().size();
    assertTrue(operations > 20, () -> "too few to be all: " + disk.operations());
    return operations;
  }

  private Tree arrange(String name) throws IOException {
    Tree tree = Tree.in(folder.resolve(name));
    Files.createDirectories(tree.main().resolve("a"));
    Files.write(tree.main().resolve(NAME), Tree.content(9));
    Files.createDirectories(tree.copy().resolve("a"));
    Files.write(tree.copy().resolve(NAME_2), Tree.content(8));
    return tree;
  }

  private static FolderSink open(Tree tree, HaltingFileSystem disk) {
    return FolderSink.to(disk.wrap(tree.main()))
        .backupTo(disk.wrap(tree.copy()))
        .state(disk.wrap(tree.state()))
        .backoff(BACKOFF)
        .build();
  }

  private StagedPhoto photo(Tree tree, HaltingFileSystem disk) throws IOException {
    return photo(tree, disk, isLinked);
  }

  private static StagedPhoto photo(Tree tree, HaltingFileSystem disk, boolean isLinked)
      throws IOException {
    StagedPhoto photo = isLinked ? tree.linkable(1, "#a arm") : tree.photo(1, "#a arm");
    StagedPhoto onDisk =
        StagedPhoto.of(photo.id(), photo.from(), photo.manifest(), disk.wrap(photo.file()));
    return isLinked ? onDisk.linkable() : onDisk;
  }

  /** May fail; but if it says that the photo is filed, it must be. Returns whether it started. */
  private boolean attempt(FolderSink sink, boolean started, Tree tree, HaltingFileSystem disk)
      throws Exception {
    boolean runs = started;
    try {
      if (!runs) {
        sink.start();
        runs = true;
      }
      sink.write(photo(tree, disk));
      assertEquals(Map.of(NAME, 9L, NAME_2, 1L), Tree.numbers(tree.main()));
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).endsWith("disk full"), e.getMessage());
    }
    return runs;
  }

  private void assertOneFile(Tree tree, String when) throws Exception {
    try (FolderSink sink =
        FolderSink.to(tree.main())
            .backupTo(tree.copy())
            .state(tree.state())
            .backoff(BACKOFF)
            .build()) {
      sink.start();
      assertEquals(
          NAME_2,
          sink.write(isLinked ? tree.linkable(1, "#a arm") : tree.photo(1, "#a arm")).reference(),
          when);
      assertTrue(sink.awaitCopies(LONG), when);
    }
    assertEquals(Map.of(NAME, 9L, NAME_2, 1L), Tree.numbers(tree.main()), when);
    assertEquals(Map.of(NAME_2, 8L, NAME_2_2, 1L), Tree.numbers(tree.copy()), when);
    try (Memory memory = Memory.open(tree.state(), Clock.systemUTC())) {
      assertEquals(List.of(), memory.placing(Memory.MAIN, null, 1), when);
      assertEquals(Map.of(), memory.claims(Memory.MAIN), when);
    }
  }
}
