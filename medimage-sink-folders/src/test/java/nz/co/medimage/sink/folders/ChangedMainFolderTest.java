package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Somebody chooses another main folder while copies are owed of what lies in the first one. */
@Timeout(60)
final class ChangedMainFolderTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(30);
  private static final String ARM = "a/arm-" + Tree.WHEN + ".jpg";
  private static final String ARM_2 = "a/arm-" + Tree.WHEN + "-2.jpg";

  @TempDir Path folder;
  private Tree tree;
  private Path other;

  @BeforeEach
  void makeFolders() throws IOException {
    tree = Tree.in(folder);
    other = folder.resolve("other");
  }

  private FolderSink start(Path main) throws IOException {
    FolderSink sink =
        FolderSink.to(main)
            .backupTo(tree.copy())
            .state(tree.state())
            .backoff(new Backoff(Duration.ofMillis(5), 2, Duration.ofMillis(20), 0))
            .build();
    sink.start();
    return sink;
  }

  /** Files a photo into the first main folder while the disk with the copies is away. */
  private Path fileWithoutCopy() throws Exception {
    start(tree.main()).close(); // so that the folders are known, and are not made anew
    Path away = Files.move(tree.copy(), folder.resolve("away"));
    try (FolderSink sink = start(tree.main())) {
      sink.write(tree.photo(1, "#a arm"));
      assertFalse(sink.awaitCopies(SHORT));
    }
    return away;
  }

  @Test
  void whatIsOwedOfTheFirstFolderIsCopiedFromThere() throws Exception {
    Path away = fileWithoutCopy();
    try (FolderSink sink = start(other)) {
      sink.write(tree.photo(2, "#b leg"));
      Files.move(away, tree.copy());
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L, "b/leg-" + Tree.WHEN + ".jpg", 2L), Tree.numbers(tree.copy()));
  }

  @Test
  void anotherFileOfThatNameInTheNewFolderIsNotTakenForIt() throws Exception {
    Path away = fileWithoutCopy();
    try (FolderSink sink = start(other)) {
      assertEquals(ARM, sink.write(tree.photo(2, "#a arm")).reference());
      Files.move(away, tree.copy());
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L, ARM_2, 2L), Tree.numbers(tree.copy()));
  }

  @Test
  void firstFolderThatIsAwayIsWaitedForAndKeepsNoOtherPhoto() throws Exception {
    Path away = fileWithoutCopy();
    Path first = Files.move(tree.main(), folder.resolve("first"));
    Files.move(away, tree.copy());
    Path leg = tree.copy().resolve("b/leg-" + Tree.WHEN + ".jpg");
    try (FolderSink sink = start(other)) {
      sink.write(tree.photo(2, "#b leg"));
      Await.until("the next one is copied", () -> Files.exists(leg));
      assertFalse(sink.awaitCopies(SHORT));
      Files.move(first, tree.main());
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(1L, Tree.numbers(tree.copy()).get(ARM));
  }

  @Test
  void whatPeopleMovedToTheNewFolderIsCopiedFromThere() throws Exception {
    Path away = fileWithoutCopy();
    Files.move(tree.main(), other);
    Files.move(away, tree.copy());
    try (FolderSink sink = start(other)) {
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void whatPeopleMovedOutOfTheFirstFolderIsLetGo() throws Exception {
    Path away = fileWithoutCopy();
    Files.delete(tree.main().resolve(ARM));
    Files.move(away, tree.copy());
    try (FolderSink sink = start(other)) {
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(), Tree.numbers(tree.copy()));
  }

  @Test
  void whatAnEarlierVersionOwesIsFoundInAFolderThatWasUsed() throws Exception {
    Path away = fileWithoutCopy();
    asOfAnEarlierVersion();
    try (FolderSink sink = start(other)) {
      sink.write(tree.photo(2, "#a arm"));
      Files.move(away, tree.copy());
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L, ARM_2, 2L), Tree.numbers(tree.copy()));
  }

  @Test
  void whatAnEarlierVersionOwesIsOfTheOnlyMainFolderThatWasUsed() throws Exception {
    Path away = fileWithoutCopy();
    asOfAnEarlierVersion();
    start(tree.main()).close();
    Path first = Files.move(tree.main(), folder.resolve("first"));
    Files.move(away, tree.copy());
    try (FolderSink sink = start(other)) {
      assertFalse(sink.awaitCopies(SHORT));
      Files.move(first, tree.main());
      assertTrue(sink.awaitCopies(LONG));
    }
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  /** The state as it was before it said where photos were filed. */
  private void asOfAnEarlierVersion() throws Exception {
    Path file = tree.state().resolve("photos.db");
    try (Connection state = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement sql = state.createStatement()) {
      sql.execute("DROP TABLE origin");
      sql.execute("PRAGMA user_version = 1");
    }
  }
}
