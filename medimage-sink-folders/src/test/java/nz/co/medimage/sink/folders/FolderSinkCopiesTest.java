package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.testkit.Await;
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
    start().close(); // so that the folders are known, and are not made anew
  }

  private FolderSink start() throws IOException {
    return start(builder());
  }

  private static FolderSink start(FolderSink.Builder builder) throws IOException {
    FolderSink sink = builder.build();
    sink.start();
    return sink;
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
    try (FolderSink sink = start(builder().backupTo(other))) {
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
    try (FolderSink sink = start()) {
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 9L, ARM_2, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void copyFolderThatIsAwayIsCaughtUpWhenItIsBack() throws Exception {
    Path away = Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = start()) {
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
    try (FolderSink sink = start()) {
      sink.write(tree.photo(1, "#a arm"));
    }
    Files.move(away, tree.copy());
    try (FolderSink sink = start()) {
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void oneCopyFolderThatIsAwayDoesNotHoldUpAnother() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = start(builder().backupTo(other))) {
      sink.write(tree.photo(1, "#a arm"));
      sink.write(tree.photo(2, "#b leg"));
      assertFalse(sink.awaitCopies(Duration.ofMillis(200)));
      Map<String, Long> filed = Tree.numbers(tree.main());
      Await.until("the other has them", () -> Tree.numbers(other).equals(filed));
    }
  }

  @Test
  void onePhotoThatCannotBeCopiedDoesNotHoldUpTheNext() throws Exception {
    Files.createFile(tree.copy().resolve("a"));
    try (FolderSink sink = start()) {
      sink.write(tree.photo(1, "#a arm"));
      sink.write(tree.photo(2, "#b leg"));
      assertFalse(sink.awaitCopies(Duration.ofMillis(200)));
      Path leg = tree.copy().resolve("b/leg-" + Tree.WHEN + ".jpg");
      Await.until("the next one is copied", () -> Files.exists(leg));
      Files.delete(tree.copy().resolve("a"));
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(1L, Tree.numbers(tree.copy()).get(ARM));
  }

  @Test
  void photoThatPeopleMovedBeforeItWasCopiedIsLetGo() throws Exception {
    Path away = Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = start()) {
      sink.write(tree.photo(1, "#a arm"));
      Files.delete(tree.main().resolve(ARM));
      Files.move(away, tree.copy());
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(), Tree.numbers(tree.copy()));
  }

  @Test
  void repeatedPhotoIsCopiedOnce() throws Exception {
    try (FolderSink sink = start()) {
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void sinkWithoutCopiesOwesNone() throws Exception {
    try (FolderSink sink = start(FolderSink.to(tree.main()).state(tree.state()))) {
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(Duration.ZERO));
    }
  }

  /** The debt of a photo that is not filed goes: filing it owes it again. */
  @Test
  void debtOfAPhotoThatIsNotFiledYetIsNoFailure() throws Exception {
    start().close();
    try (Memory memory = Memory.open(tree.state(), Clock.systemUTC())) {
      Intent owed = new Intent(Intent.Stage.OWED, "0".repeat(64), ARM);
      memory.put(Filing.key(tree.copy()), TestPhotos.photoId(1), owed);
    }
    try (FolderSink sink = start()) {
      assertTrue(sink.awaitCopies(LONG));
      assertEquals(Map.of(), Tree.numbers(tree.copy()));
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void threadHasEndedWhenTheSinkIsClosed() throws Exception {
    FolderSink sink = start();
    for (int i = 0; i < 20; i++) {
      sink.write(tree.photo(i, "#a arm"));
    }
    Thread copier =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().startsWith("medimage-copies-"))
            .findAny()
            .orElseThrow();
    sink.close();
    assertFalse(copier.isAlive());
  }

  @Test
  void copiesHaveTheTimeOfTheCapture() throws Exception {
    try (FolderSink sink = start()) {
      sink.write(tree.photo(1, "#a arm"));
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(
        TestPhotos.CAPTURED.toInstant(),
        Files.getLastModifiedTime(tree.copy().resolve(ARM)).toInstant());
  }
}
