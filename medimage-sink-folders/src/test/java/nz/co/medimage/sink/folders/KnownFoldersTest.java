package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Roots are known again by their marker: a mount point whose share is away is none. */
@Timeout(60)
final class KnownFoldersTest {
  private static final String PHOTO = "a/arm-" + Tree.WHEN + ".jpg";

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void makeFolders() throws IOException {
    tree = Tree.in(folder);
  }

  private FolderSink start() throws IOException {
    FolderSink sink = FolderSink.to(tree.main()).state(tree.state()).build();
    sink.start();
    return sink;
  }

  private Path disconnect() throws IOException {
    Path share = Files.move(tree.main(), folder.resolve("share"));
    Files.createDirectory(tree.main());
    return share;
  }

  private void connect(Path share) throws IOException {
    Files.delete(tree.main());
    Files.move(share, tree.main());
  }

  private void assertAway(FolderSink sink) {
    IOException e = assertThrows(IOException.class, () -> sink.write(tree.photo(1, "#a arm")));
    assertEquals(
        tree.main()
            + " is there, but not the folder that photos went to before: connect the share; if"
            + " this folder is meant, create the file .medimage-folder in it",
        e.getMessage());
  }

  @Test
  void emptyMountPointGetsNoPhotos() throws Exception {
    try (FolderSink sink = start()) {
      Path share = disconnect();
      assertAway(sink);
      assertEquals(Map.of(), Tree.numbers(tree.main()));
      connect(share);
      sink.write(tree.photo(1, "#a arm"));
    }
    assertEquals(Map.of(PHOTO, 1L), Tree.numbers(tree.main()));
  }

  @Test
  void emptyMountPointGetsNoPhotosAndNoMarkerAfterARestart() throws Exception {
    start().close();
    disconnect();
    try (FolderSink sink = start()) {
      assertAway(sink);
    }
    assertFalse(Files.exists(tree.main().resolve(".medimage-folder")));
  }

  @Test
  void markerThatAPersonMakesIsTaken() throws Exception {
    start().close();
    disconnect();
    try (FolderSink sink = start()) {
      Files.createFile(tree.main().resolve(".medimage-folder"));
      sink.write(tree.photo(1, "#a arm"));
    }
    assertEquals(Map.of(PHOTO, 1L), Tree.numbers(tree.main()));
  }

  @Test
  void firstStartThatWasCutOffIsMadeGood() throws Exception {
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    prepare(counting, 0);
    for (int n = 1; n <= counting.operations().size(); n++) {
      HaltingFileSystem failing = HaltingFileSystem.failingAt(FileSystems.getDefault(), n);
      try {
        prepare(failing, n);
      } catch (IOException e) {
        assertEquals("disk full", e.getMessage(), "operation " + n);
      }
      prepare(HaltingFileSystem.counting(FileSystems.getDefault()), n);
      try (var files = Files.list(root(n))) {
        assertEquals(List.of(root(n).resolve(".medimage-folder")), files.toList());
      }
    }
  }

  private Path root(int n) {
    return folder.resolve("new-" + n).resolve("photos");
  }

  private void prepare(HaltingFileSystem disk, int n) throws IOException {
    Path memory = folder.resolve("state-" + n).resolve("folders");
    new KnownFolders(disk.wrap(memory)).prepare(new RootFiles(disk.wrap(root(n)), null, false));
  }

  /** Or a power cut would undo the folder, and all acknowledged photos with it. */
  @Test
  void eachLevelOfANewFolderIsForced() throws Exception {
    HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
    prepare(disk, 1);
    List<String> done = disk.operations();
    String above = "force " + folder.getFileName();
    assertEquals(
        List.of("createDirectory new-1", above, "createDirectory photos", "force new-1"),
        done.subList(0, 4));
    assertTrue(done.contains("force photos"), done::toString);
  }
}
