package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FolderSinkCopiesTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String ARM = "a/arm-" + Tree.WHEN + ".jpg";
  private static final String ARM_2 = "a/arm-" + Tree.WHEN + "-2.jpg";

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void makeFolders() throws IOException {
    tree = Tree.in(folder);
  }

  private FolderSink.Builder builder() {
    return FolderSink.to(tree.main())
        .backupTo(tree.copy())
        .state(tree.state())
        .backoff(new Backoff(Duration.ofMillis(5), 2, Duration.ofMillis(20), 0));
  }

  @Test
  void copiesHaveTheNamesOfTheMainFolder() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (FolderSink sink = builder().backupTo(other).build()) {
      sink.write(tree.photo(1, "#a arm"));
      sink.write(tree.photo(2, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
    }
    Map<String, Long> both = Map.of(ARM, 1L, ARM_2, 2L);
    assertEquals(both, Tree.numbers(tree.main()));
    assertEquals(both, Tree.numbers(tree.copy()));
    assertEquals(both, Tree.numbers(other));
  }

  @Test
  void foreignFileInACopyFolderStays() throws Exception {
    Files.createDirectory(tree.copy().resolve("a"));
    Files.write(tree.copy().resolve(ARM), Tree.content(9));
    try (FolderSink sink = builder().build()) {
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 9L, ARM_2, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void copyFolderThatIsAwayIsCaughtUpWhenItIsBack() throws Exception {
    Path away = Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = builder().build()) {
      sink.write(tree.photo(1, "#a arm"));
      assertFalse(sink.awaitCopies(Duration.ofMillis(30)));
      assertFalse(Files.exists(tree.copy()), "a copy folder is not made anew");
      Files.move(away, tree.copy());
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void copyFolderThatIsAwayIsCaughtUpAfterARestart() throws Exception {
    Path away = Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = builder().build()) {
      sink.write(tree.photo(1, "#a arm"));
    }
    Files.move(away, tree.copy());
    try (FolderSink sink = builder().build()) {
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void oneCopyFolderThatIsAwayDoesNotHoldUpAnother() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = builder().backupTo(other).build()) {
      sink.write(tree.photo(1, "#a arm"));
      sink.write(tree.photo(2, "#b leg"));
      assertFalse(sink.awaitCopies(Duration.ofMillis(200)));
    }
    assertEquals(Tree.numbers(tree.main()), Tree.numbers(other));
  }

  @Test
  void onePhotoThatCannotBeCopiedDoesNotHoldUpTheNext() throws Exception {
    Files.createFile(tree.copy().resolve("a"));
    try (FolderSink sink = builder().build()) {
      sink.write(tree.photo(1, "#a arm"));
      sink.write(tree.photo(2, "#b leg"));
      assertFalse(sink.awaitCopies(Duration.ofMillis(200)));
      assertEquals(2L, Tree.numbers(tree.copy()).get("b/leg-" + Tree.WHEN + ".jpg"));
      Files.delete(tree.copy().resolve("a"));
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(1L, Tree.numbers(tree.copy()).get(ARM));
  }

  @Test
  void photoThatPeopleMovedBeforeItWasCopiedIsLetGo() throws Exception {
    Path away = Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = builder().build()) {
      sink.write(tree.photo(1, "#a arm"));
      Files.delete(tree.main().resolve(ARM));
      Files.move(away, tree.copy());
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(), Tree.numbers(tree.copy()));
  }

  @Test
  void repeatedPhotoIsCopiedOnce() throws Exception {
    try (FolderSink sink = builder().build()) {
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void sinkWithoutCopiesOwesNone() throws Exception {
    try (FolderSink sink = FolderSink.to(tree.main()).state(tree.state()).build()) {
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(Duration.ZERO));
    }
  }

  @Test
  void photoThatThrowsDoesNotEndTheThread() throws Exception {
    Path away = Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = builder().build()) {
      sink.write(tree.photo(1, "#a arm"));
    }
    Path filed = tree.state().resolve("filed/2026-03-01").resolve(TestPhotos.id(1).toString());
    Intent bad = new Intent(Intent.Stage.CLAIMED, "0".repeat(64), "a\0/arm.jpg");
    byte[] good = Files.readAllBytes(filed);
    Files.write(filed, bad.toBytes());
    Files.move(away, tree.copy());
    try (FolderSink sink = builder().build()) {
      assertFalse(sink.awaitCopies(Duration.ofMillis(50)));
      sink.write(tree.photo(2, "#b leg"));
      while (Tree.numbers(tree.copy()).isEmpty()) {
        assertFalse(sink.awaitCopies(Duration.ofMillis(20)), "the first cannot be copied yet");
      }
      Files.write(filed, good);
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L, "b/leg-" + Tree.WHEN + ".jpg", 2L), Tree.numbers(tree.copy()));
  }

  /** The thread may look between the two: the pause after a failure would hold up the copy. */
  @Test
  void debtOfAPhotoThatIsNotFiledYetIsNoFailure() throws Exception {
    KnownFolders known = new KnownFolders(tree.state().resolve("folders"));
    PhotoFolder main = new PhotoFolder(tree.main(), intents("open"), known);
    PhotoFolder copy = new PhotoFolder(tree.copy(), intents("owed"), known);
    FiledMemory filed = new FiledMemory(tree.state().resolve("filed"), Clock.systemUTC());
    Backoff hour = new Backoff(Duration.ofHours(1), 2, Duration.ofHours(1), 0);
    StagedPhoto photo = tree.photo(1, "#a arm");
    PhotoName name = PhotoName.of(photo.manifest());
    copy.owe(photo.id(), main.place(photo.id(), name, photo.file(), photo.manifest().sha256()));
    CopyThread thread = new CopyThread(main, List.of(copy), filed, hour);
    thread.start();
    try {
      assertTrue(thread.await(LONG));
      assertEquals(Map.of(), Tree.numbers(tree.copy()));
      main.settle(photo.id(), filed.fileFor(photo.id()));
      thread.wake();
      assertTrue(thread.await(LONG));
    } finally {
      thread.close();
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  private Intents intents(String name) {
    return new Intents(tree.state().resolve(name));
  }

  @Test
  void threadHasEndedWhenTheSinkIsClosed() throws Exception {
    FolderSink sink = builder().build();
    for (int i = 0; i < 20; i++) {
      sink.write(tree.photo(i, "#a arm"));
    }
    Thread copier =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("medimage-copies"))
            .findAny()
            .orElseThrow();
    sink.close();
    assertFalse(copier.isAlive());
  }

  /** As a power cut does: the last step of a write is not forced to disk. */
  @Test
  void photoWhoseLastStepWasUndoneIsCopiedAndFiledOnce() throws Exception {
    Path away = Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = builder().build()) {
      sink.write(tree.photo(1, "#a arm"));
    }
    String id = TestPhotos.id(1).toString();
    Path open = tree.state().resolve("open").resolve(id);
    Files.move(tree.state().resolve("filed").resolve("2026-03-01").resolve(id), open);
    Files.move(away, tree.copy());
    try (FolderSink sink = builder().build()) {
      sink.start();
      assertTrue(sink.awaitCopies(LONG));
      assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
      assertFalse(Files.exists(open));
      assertEquals(ARM, sink.write(tree.photo(1, "#a arm")).reference());
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.main()));
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  /** Or after a power cut the photo would be owed a second time. */
  @Test
  void debtIsDroppedOnceItIsDurableThatThePhotoWasFiled() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    FolderSink.Builder onDisk =
        FolderSink.to(disk.wrap(tree.main()))
            .backupTo(disk.wrap(tree.copy()))
            .state(disk.wrap(tree.state()));
    try (FolderSink sink = onDisk.build()) {
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
    }
    List<String> done = disk.operations();
    int forced = done.indexOf("force 2026-03-01");
    assertTrue(forced > 0 && forced < done.indexOf("delete " + TestPhotos.id(1)), done::toString);
  }
}
