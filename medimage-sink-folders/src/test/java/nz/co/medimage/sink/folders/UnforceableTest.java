package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails once is not taken for one that can never force its folders. */
@Timeout(60)
final class UnforceableTest {
  @TempDir Path folder;

  @Test
  void onlyWhatAlwaysFailsIsMeant() {
    for (String never : List.of("Invalid argument", "Operation not supported")) {
      assertTrue(Unforceable.isMeantBy(new IOException(never)), never);
      assertTrue(Unforceable.isMeantBy(new FileSystemException("/a", null, never)), never);
    }
    assertTrue(Unforceable.isMeantBy(new AccessDeniedException("/a")));
    for (String now : List.of("Input/output error", "No space left on device", "Invalid")) {
      assertFalse(Unforceable.isMeantBy(new IOException(now)), now);
    }
    assertFalse(Unforceable.isMeantBy(new IOException()));
    assertFalse(Unforceable.isMeantBy(new NoSuchFileException("/a")));
    assertFalse(Unforceable.isMeantBy(new ClosedByInterruptException()));
  }

  @Test
  void folderThatFailsToBeForcedAtTheStartFailsTheStart() throws Exception {
    Tree tree = Tree.in(folder);
    HaltingFileSystem disk = failingAtFirst("force main");
    try (FolderSink sink = sink(tree, disk).build()) {
      assertEquals("disk full", assertThrows(IOException.class, sink::start).getMessage());
      sink.start();
      sink.write(tree.photo(1, "#a arm"));
    }
    assertEquals(Map.of("a/arm-" + Tree.WHEN + ".jpg", 1L), Tree.numbers(tree.main()));
  }

  @Test
  void folderThatFailsToBeForcedWhenAPhotoHasItsNameFailsThePhoto() throws Exception {
    Tree tree = Tree.in(folder);
    HaltingFileSystem disk = failingAtFirst("force a");
    try (FolderSink sink = sink(tree, disk).build()) {
      sink.start();
      IOException e = assertThrows(IOException.class, () -> sink.write(tree.photo(1, "#a arm")));
      assertEquals("disk full", e.getMessage());
      sink.write(tree.photo(1, "#a arm"));
    }
    assertEquals(Map.of("a/arm-" + Tree.WHEN + ".jpg", 1L), Tree.numbers(tree.main()));
  }

  @Test
  void diskThatFailsIsNotSaidToBeUnable() throws Exception {
    Tree tree = Tree.in(folder);
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    assertEquals(List.of(), FolderSink.shortcomings(counting.wrap(tree.main())));
    int n = counting.operations().indexOf("force main") + 1;
    Path failing = HaltingFileSystem.failingAt(FileSystems.getDefault(), n).wrap(tree.main());
    assertThrows(IOException.class, () -> FolderSink.shortcomings(failing));
  }

  private static FolderSink.Builder sink(Tree tree, HaltingFileSystem disk) {
    return FolderSink.to(disk.wrap(tree.main())).state(tree.state());
  }

  /** A disk that fails once, at the operation given. */
  private HaltingFileSystem failingAtFirst(String operation) throws Exception {
    Tree trial = Tree.in(folder.resolve("trial"));
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    try (FolderSink sink = sink(trial, counting).build()) {
      sink.start();
      sink.write(trial.photo(1, "#a arm"));
    }
    int n = counting.operations().indexOf(operation) + 1;
    assertTrue(n > 0, () -> "" + counting.operations());
    return HaltingFileSystem.failingAt(FileSystems.getDefault(), n);
  }
}
