package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** States of a file for each photo are taken over, wherever that is cut off. */
@Timeout(60)
final class OldStateTest {
  private static final String ARM = "a/arm-" + Tree.WHEN + ".jpg";

  @TempDir Path folder;

  private static void keep(Path file, Tree tree, Intent.Stage stage, long number, String name)
      throws IOException {
    String sha256 = tree.photo(number, "").manifest().sha256();
    Files.createDirectories(file.getParent());
    Files.write(file, new Intent(stage, sha256, name).toBytes());
  }

  /** One filed photo that people moved, one that was claimed and placed, one debt. */
  private Tree arrange(String name) throws IOException {
    Tree tree = Tree.in(folder.resolve(name));
    EnvelopeId moved = TestPhotos.id(1);
    EnvelopeId placed = TestPhotos.id(2);
    Path state = tree.state();
    String key = Filing.key(tree.copy());
    keep(state.resolve("filed/2026-03-01/" + moved), tree, Intent.Stage.CLAIMED, 1, ARM);
    keep(state.resolve("open/" + placed), tree, Intent.Stage.CLAIMED, 2, "b/leg.jpg");
    Files.write(state.resolve("open/" + TestPhotos.id(3) + ".tmp"), new byte[3]);
    keep(state.resolve("owed/" + key + "/" + placed), tree, Intent.Stage.OWED, 2, "b/leg.jpg");
    Files.createDirectory(tree.main().resolve("b"));
    Files.write(tree.main().resolve("b/leg.jpg"), Tree.content(2));
    return tree;
  }

  private static FolderSink sink(Tree tree, Path state) {
    return FolderSink.to(tree.main()).backupTo(tree.copy()).state(state).build();
  }

  private static void assertTakenOver(Tree tree, String when) throws Exception {
    try (FolderSink sink = sink(tree, tree.state())) {
      sink.start();
      assertEquals(ARM, sink.write(tree.photo(1, "#a arm")).reference(), when);
      assertEquals("b/leg.jpg", sink.write(tree.photo(2, "#b leg")).reference(), when);
      assertTrue(sink.awaitCopies(Duration.ofSeconds(30)), when);
    }
    assertEquals(Map.of("b/leg.jpg", 2L), Tree.numbers(tree.main()), when);
    assertEquals(Map.of("b/leg.jpg", 2L), Tree.numbers(tree.copy()), when);
    for (String old : new String[] {"filed", "open", "owed"}) {
      assertFalse(Files.exists(tree.state().resolve(old)), when);
    }
  }

  @Test
  void allThatEarlierVersionsRememberedIsKnown() throws Exception {
    assertTakenOver(arrange("whole"), "at once");
  }

  @Test
  void whatAnEarlierVersionFiledIsNoOtherDevicesPhotoOfTheSameEnvelopeId() throws Exception {
    Tree tree = arrange("other");
    PhotoId taken = new PhotoId(TestPhotos.id(1), new PairingId(new UUID(7, 7)));
    try (FolderSink sink = sink(tree, tree.state())) {
      sink.start();
      StagedPhoto other = TestPhotos.staged(tree.staging(), taken, "#c arm", Tree.content(9));
      assertEquals("c/arm-" + Tree.WHEN + ".jpg", sink.write(other).reference());
      assertEquals(ARM, sink.write(tree.photo(1, "#a arm")).reference());
    }
  }

  @Test
  void takingOverThatIsCutOffAnywhereIsGoneOnWith() throws Exception {
    Tree counted = arrange("count");
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    try (FolderSink sink = sink(counted, counting.wrap(counted.state()))) {
      sink.start();
    }
    int operations = counting.operations().size();
    assertTrue(operations > 8, () -> "too few to be all: " + counting.operations());
    for (int n = 1; n <= operations; n++) {
      Tree tree = arrange("cut-" + n);
      Path state = HaltingFileSystem.failingFrom(FileSystems.getDefault(), n).wrap(tree.state());
      try (FolderSink sink = sink(tree, state)) {
        sink.start();
      } catch (IOException e) {
        assertEquals("disk full", e.getMessage());
      }
      assertTakenOver(tree, "after a failure from operation " + n);
    }
  }
}
