package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that filters made of a photo lie beside it, in copies too, as safe as the photo. */
@Timeout(300)
final class FolderSinkCompanionsTest {
  private static final String ARM = "a/arm-" + Tree.WHEN;
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(2), 2, Duration.ofMillis(20), 0);

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void makeFolders() throws IOException {
    tree = Tree.in(folder.resolve("tree"));
  }

  private static FolderSink open(Tree tree) {
    return FolderSink.to(tree.main())
        .backupTo(tree.copy())
        .state(tree.state())
        .backoff(BACKOFF)
        .build();
  }

  private static CompanionFile companion(Tree tree, String label, String extension, long number)
      throws IOException {
    Path file = tree.staging().resolve(label + number + "." + extension);
    Files.write(file, Tree.content(number));
    return new CompanionFile(label, extension, file);
  }

  /** Photo 1 with companions 2 and 3. */
  private static StagedPhoto photo(Tree tree) throws IOException {
    return tree.photo(1, "#a arm")
        .withCompanion(companion(tree, "small", "jpg", 2))
        .withCompanion(companion(tree, "text", "txt", 3));
  }

  private static Map<String, Long> files(String stem) {
    return Map.of(stem + ".jpg", 1L, stem + ".small.jpg", 2L, stem + ".text.txt", 3L);
  }

  private static String write(Tree tree, StagedPhoto photo) throws Exception {
    try (FolderSink sink = open(tree)) {
      sink.start();
      String reference = sink.write(photo).reference();
      assertEquals(reference, sink.write(photo).reference());
      assertTrue(sink.awaitCopies(LONG));
      return reference;
    }
  }

  @Test
  void companionsAreFiledBesideThePhotoAndItsCopiesOnce() throws Exception {
    assertEquals(ARM + ".jpg", write(tree, photo(tree)));
    assertEquals(ARM + ".jpg", write(tree, photo(tree)));
    assertEquals(files(ARM), Tree.numbers(tree.main()));
    assertEquals(files(ARM), Tree.numbers(tree.copy()));
    FileTime captured = FileTime.from(TestPhotos.CAPTURED.toInstant());
    assertEquals(captured, Files.getLastModifiedTime(tree.copy().resolve(ARM + ".small.jpg")));
    assertNothingIsRemembered(tree);
  }

  @Test
  void companionsBearTheNameThatThePhotoGotAndNeverAnothersBesideIt() throws Exception {
    Files.createDirectories(tree.main().resolve("a"));
    Files.write(tree.main().resolve(ARM + ".jpg"), Tree.content(9));
    Files.write(tree.main().resolve(ARM + "-2.small.jpg"), Tree.content(8));
    Files.createDirectories(tree.copy().resolve("a"));
    Files.write(tree.copy().resolve(ARM + "-3.jpg"), Tree.content(7));
    assertEquals(ARM + "-3.jpg", write(tree, photo(tree)));
    Map<String, Long> inMain = new HashMap<>(files(ARM + "-3"));
    inMain.put(ARM + ".jpg", 9L);
    inMain.put(ARM + "-2.small.jpg", 8L);
    assertEquals(inMain, Tree.numbers(tree.main()));
    Map<String, Long> inCopy = new HashMap<>(files(ARM + "-3-2"));
    inCopy.put(ARM + "-3.jpg", 7L);
    assertEquals(inCopy, Tree.numbers(tree.copy()));
  }

  @Test
  void twoCompanionsOfOneLabelAreBothFiled() throws Exception {
    StagedPhoto photo =
        tree.photo(1, "#a arm")
            .withCompanion(companion(tree, "small", "jpg", 2))
            .withCompanion(companion(tree, "small", "jpg", 3));
    write(tree, photo);
    Map<String, Long> all =
        Map.of(ARM + ".jpg", 1L, ARM + ".small.jpg", 2L, ARM + ".small-2.jpg", 3L);
    assertEquals(all, Tree.numbers(tree.main()));
    assertEquals(all, Tree.numbers(tree.copy()));
  }

  @Test
  void companionThatIsGoneFailsTheWriteBeforeAnythingIsFiled() throws Exception {
    StagedPhoto photo = photo(tree);
    Path file = photo.companions().get(1).file();
    Files.delete(file);
    try (FolderSink sink = open(tree)) {
      sink.start();
      assertEquals(
          "a companion file of the photo is gone",
          assertThrows(FolderException.class, () -> sink.write(photo)).getMessage());
      assertEquals(Map.of(), Tree.numbers(tree.main()));
      Files.write(file, Tree.content(3));
      sink.write(photo);
    }
    assertEquals(files(ARM), Tree.numbers(tree.main()));
  }

  @Test
  void companionsReachACopyThatWasAwayOverARestart() throws Exception {
    try (FolderSink sink = open(tree)) {
      sink.start();
    }
    Path away = Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = open(tree)) {
      sink.start();
      sink.write(photo(tree));
    }
    Files.move(away, tree.copy());
    try (FolderSink sink = open(tree)) {
      sink.start();
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(files(ARM), Tree.numbers(tree.copy()));
    assertNothingIsRemembered(tree);
  }

  /** A filter need not make the same bytes, nor the same companions, the second time. */
  @Test
  void companionsThatAreMadeAnewAfterAFailureAreFiledOnce() throws Exception {
    int operations = countOperations();
    for (int n = 1; n <= operations; n++) {
      Tree failing = Tree.in(folder.resolve("anew-" + n));
      tryOnce(failing, HaltingFileSystem.failingFrom(FileSystems.getDefault(), n), n);
      StagedPhoto anew =
          failing
              .photo(1, "#a arm")
              .withCompanion(companion(failing, "text", "txt", 5))
              .withCompanion(companion(failing, "small", "jpg", 4));
      write(failing, anew);
      Map<String, Long> files = Tree.numbers(failing.main());
      assertEquals(files(ARM).keySet(), files.keySet(), "after operation " + n);
      assertEquals(files, Tree.numbers(failing.copy()), "after operation " + n);
    }
  }

  @Test
  void failureAtAnyOperationLosesAndDoublesNothing() throws Exception {
    int operations = countOperations();
    for (int n = 1; n <= operations; n++) {
      Tree failing = Tree.in(folder.resolve("from-" + n));
      tryOnce(failing, HaltingFileSystem.failingFrom(FileSystems.getDefault(), n), n);
      write(failing, photo(failing));
      assertEquals(files(ARM), Tree.numbers(failing.main()), "after operation " + n);
      assertEquals(files(ARM), Tree.numbers(failing.copy()), "after operation " + n);
      assertNothingIsRemembered(failing);
    }
  }

  private int countOperations() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    tryOnce(Tree.in(folder.resolve("count")), disk, Integer.MAX_VALUE);
    int operations = disk.operations().size();
    assertTrue(operations > 40, () -> "too few to be all: " + disk.operations());
    return operations;
  }

  /** May fail; but if it says that the photo is filed, its companions must be. */
  private static void tryOnce(Tree tree, HaltingFileSystem disk, int until) throws Exception {
    Tree wrapped =
        new Tree(
            disk.wrap(tree.main()),
            disk.wrap(tree.copy()),
            disk.wrap(tree.state()),
            disk.wrap(tree.staging()));
    StagedPhoto photo = photo(tree);
    try (FolderSink sink = open(wrapped)) {
      sink.start();
      sink.write(photo);
      assertEquals(files(ARM), Tree.numbers(tree.main()));
      boolean isDone;
      do {
        isDone = sink.awaitCopies(Duration.ofMillis(5)) || disk.operations().size() >= until;
      } while (!isDone);
    } catch (IOException e) {
      assertTrue(String.valueOf(e.getMessage()).endsWith("disk full"), e.getMessage());
    }
  }

  private static void assertNothingIsRemembered(Tree tree) throws IOException {
    try (Memory memory = Memory.open(tree.state(), Clock.systemUTC())) {
      assertEquals(Map.of(), memory.companions(TestPhotos.photoId(1)));
      assertEquals(List.of(), memory.placing(Memory.MAIN, null, 1));
      String copy = Filing.key(tree.copy());
      assertEquals(List.of(), memory.placing(copy, null, 1));
      assertEquals(List.of(), memory.placing(copy + "/small.jpg", null, 1));
    }
  }
}
