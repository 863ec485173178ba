package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.api.file.FilePlacement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A file is placed whole, where nothing was, and once if it is noted. */
@Timeout(300)
final class FilePlacementTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String WANTED = "ZAC5361/arm.jpg";

  @TempDir Path folder;
  private Tree tree;

  /** The folders of one attempt. */
  record Tree(Path source, Path root, Path note) {
    static Tree in(Path folder) {
      return new Tree(
          folder.resolve("staged"), folder.resolve("root"), folder.resolve("notes").resolve("1"));
    }

    Tree on(HaltingFileSystem disk) {
      return new Tree(disk.wrap(source), disk.wrap(root), disk.wrap(note));
    }

    String placeOnce() throws IOException {
      return FilePlacement.placeOnce(source, root, WANTED, note);
    }

    /** All that lies below the root, hidden files too. */
    Map<String, String> content() throws IOException {
      Map<String, String> content = new TreeMap<>();
      try (var files = Files.walk(root)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          content.put(root.relativize(file).toString(), Files.readString(file));
        }
      }
      return content;
    }
  }

  @BeforeEach
  void arrange() throws IOException {
    tree = arrange("tree");
  }

  private Tree arrange(String name) throws IOException {
    Tree made = Tree.in(folder.resolve(name));
    Files.createDirectories(made.root().resolve("ZAC5361"));
    Files.createDirectories(made.note().getParent());
    Files.writeString(made.source(), "photo");
    return made;
  }

  private String place(String path) throws IOException {
    return FilePlacement.place(tree.source(), tree.root(), path);
  }

  @Test
  void takenNamesAreCountedOn() throws Exception {
    Files.writeString(tree.root().resolve(WANTED), "another's");
    assertEquals("ZAC5361/arm-2.jpg", place(WANTED));
    assertEquals("ZAC5361/arm-3.jpg", place(WANTED));
    assertEquals("a/b/arm", place("a/b/arm"));
    assertEquals("a/b/arm-2", place("a/b/arm"));
    assertEquals(".x", place(".x"));
    assertEquals(".x-2", place(".x"));
    assertEquals("another's", Files.readString(tree.root().resolve(WANTED)));
    assertEquals("photo", Files.readString(tree.source()));
    assertEquals(7, tree.content().size(), "nothing hidden is left");
  }

  @Test
  void repeatedWithoutANoteItIsPlacedTwice() throws Exception {
    assertNotEquals(place(WANTED), place(WANTED));
  }

  @Test
  void repeatedWithItsNoteItIsPlacedOnce() throws Exception {
    assertEquals(WANTED, tree.placeOnce());
    assertEquals(WANTED, tree.placeOnce());
    Files.move(tree.root().resolve(WANTED), tree.root().resolve("moved by a person"));
    assertEquals(WANTED, tree.placeOnce());
    assertEquals(WANTED, FilePlacement.placeOnce(tree.source(), tree.root(), "other", tree.note()));
    assertEquals(Map.of("moved by a person", "photo"), tree.content());
  }

  @Test
  void missingRootIsNotMade() throws Exception {
    Path away = folder.resolve("away");
    assertThrows(NoSuchFileException.class, () -> FilePlacement.place(tree.source(), away, WANTED));
    assertFalse(Files.exists(away));
  }

  @Test
  void linkThatLeadsOutOfTheRootIsNotFollowed() throws Exception {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(tree.root().resolve("link"), outside);
    assertThrows(FileSystemException.class, () -> place("link/arm.jpg"));
    assertEquals(List.of(), nz.co.medimage.api.file.Folders.list(outside));
  }

  @Test
  void fileInPlaceOfAFolderIsSaid() throws Exception {
    Files.writeString(tree.root().resolve("file"), "");
    assertThrows(NotDirectoryException.class, () -> place("file/arm.jpg"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "../a", "a/..", ".", "/a", "a/"})
  void pathThatIsNotMadeOfNamesIsRefused(String path) {
    assertEquals(
        "a file is placed under single names parted by /, none of which is empty, . or ..",
        assertThrows(IllegalArgumentException.class, () -> place(path)).getMessage());
  }

  @Test
  void damagedNoteIsSaid() throws Exception {
    Files.writeString(tree.note(), "1 PLA");
    assertEquals(
        tree.note() + " is damaged; restore it from a backup, or delete it to place its file anew",
        assertThrows(IOException.class, tree::placeOnce).getMessage());
  }

  @Test
  void planThatGivesUpLeavesNothing() throws Exception {
    FilePlacement.Plan none =
        new FilePlacement.Plan() {
          @Override
          public String hiddenName() {
            return ".part";
          }

          @Override
          public Optional<String> nextName(int attempt) {
            return Optional.empty();
          }
        };
    assertEquals(Optional.empty(), FilePlacement.place(tree.source(), tree.root(), none));
    assertEquals(Map.of(), tree.content());
  }

  @ParameterizedTest
  @EnumSource(ExclusiveRenameTest.Kind.class)
  void manyAtOnceGetNamesOfTheirOwn(ExclusiveRenameTest.Kind kind) throws Exception {
    Tree there = tree.on(kind.disk());
    Set<String> given = new HashSet<>();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Path note = there.note().resolveSibling("note" + i);
        results.add(
            threads.submit(
                () -> FilePlacement.placeOnce(there.source(), there.root(), WANTED, note)));
      }
      for (Future<String> result : results) {
        given.add(result.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(16, given.size());
    assertEquals(given, tree.content().keySet());
  }

  /** Whoever sees the name sees the content; and what failed leaves no hidden file behind. */
  @Test
  void failureAtAnyOperationLeavesNothingAndIsMadeGood() throws Exception {
    int operations = countOperations();
    for (int n = 1; n <= operations; n++) {
      Tree failing = arrange("fails-" + n);
      try {
        failing.on(HaltingFileSystem.failingAt(FileSystems.getDefault(), n)).placeOnce();
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).endsWith("disk full"), e.getMessage());
      }
      assertFileIsPlacedOnce(failing, "after operation " + n + " failed");
    }
  }

  @Test
  void crashAtAnyOperationLosesAndDoublesNothing() throws Exception {
    int operations = countOperations();
    for (int n = 1; n <= operations; n++) {
      Tree crashed = arrange("halts-" + n);
      ForkedJvm.Ended ended =
          ForkedJvm.run(Halted.class, LONG, crashed.root().getParent().toString(), "" + n);
      assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended.output());
      assertFileIsPlacedOnce(crashed, "after a halt at operation " + n);
    }
  }

  /** Places the file in a JVM that halts at the operation of the second argument. */
  static final class Halted {
    public static void main(String[] arguments) throws Exception {
      int operation = Integer.parseInt(arguments[1]);
      Tree.in(Path.of(arguments[0]))
          .on(HaltingFileSystem.haltingAt(FileSystems.getDefault(), operation))
          .placeOnce();
    }
  }

  /** What was claimed and not placed may be taken by another file, even of the same bytes. */
  @Test
  void fileOfTheSameBytesThatCameMeanwhileIsAnothers() throws Exception {
    int operations = countOperations();
    for (int n = 1; n <= operations; n++) {
      Tree failing = arrange("same-" + n);
      HaltingFileSystem disk = HaltingFileSystem.failingFrom(FileSystems.getDefault(), n);
      try {
        failing.on(disk).placeOnce();
      } catch (IOException e) {
        // made good below
      }
      boolean isPlaced = Files.exists(failing.root().resolve(WANTED));
      Path note = failing.note().resolveSibling("another");
      String another = FilePlacement.placeOnce(failing.source(), failing.root(), WANTED, note);
      assertEquals(isPlaced ? "ZAC5361/arm-2.jpg" : WANTED, another);
      assertNotEquals(another, failing.placeOnce(), "operation " + n);
    }
  }

  /** A crash, then a disk that takes nothing more: the claim of the crashed attempt is over. */
  @Test
  void claimOfACrashIsForgottenOnceItsCopyIsGone() throws Exception {
    int operations = countOperations();
    for (int n = 1; n <= operations; n++) {
      Tree crashed = arrange("claim-" + n);
      assertThrows(
          IOException.class,
          crashed.on(HaltingFileSystem.cutFrom(FileSystems.getDefault(), n))::placeOnce);
      boolean isPlaced = Files.exists(crashed.root().resolve(WANTED));
      try {
        crashed.on(HaltingFileSystem.failingFrom(FileSystems.getDefault(), 1)).placeOnce();
      } catch (IOException e) {
        // made good below
      }
      Path note = crashed.note().resolveSibling("another");
      String another = FilePlacement.placeOnce(crashed.source(), crashed.root(), WANTED, note);
      assertEquals(isPlaced ? "ZAC5361/arm-2.jpg" : WANTED, another);
      assertNotEquals(another, crashed.placeOnce(), "operation " + n);
    }
  }

  @Test
  void shareThatDoesNotTellWhatIsThereGetsNoSecondFile() throws Exception {
    int operations = countOperations();
    for (int n = 1; n <= operations; n++) {
      Tree crashed = arrange("blind-" + n);
      assertThrows(
          IOException.class,
          crashed.on(HaltingFileSystem.cutFrom(FileSystems.getDefault(), n))::placeOnce);
      AtomicBoolean isBlind = new AtomicBoolean(true);
      HaltingFileSystem share =
          HaltingFileSystem.counting(FileSystems.getDefault())
              .refusing(
                  (isWrite, path) -> {
                    if (!isWrite && path.endsWith("arm.jpg") && isBlind.getAndSet(false)) {
                      throw new IOException("the share does not answer");
                    }
                  });
      try {
        crashed.on(share).placeOnce();
      } catch (IOException e) {
        // it answers the next time
      }
      assertFileIsPlacedOnce(crashed, "operation " + n);
    }
  }

  private int countOperations() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    arrange("count").on(disk).placeOnce();
    int operations = disk.operations().size();
    assertTrue(operations > 10, () -> "too few to be all: " + disk.operations());
    return operations;
  }

  private static void assertFileIsPlacedOnce(Tree tree, String when) throws IOException {
    String path = tree.placeOnce();
    assertEquals(path, tree.placeOnce(), when);
    assertEquals(Map.of(path, "photo"), tree.content(), when);
    assertArrayEquals(
        "photo".getBytes(java.nio.charset.StandardCharsets.UTF_8),
        Files.readAllBytes(tree.source()));
  }
}
