package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file system with the rules of Windows: backslashes, and names that ignore case. */
final class FolderSinkWindowsTest {
  @TempDir Path state;
  private FileSystem windows = Jimfs.newFileSystem(Configuration.windows());
  private Tree tree;
  private FolderSink sink;

  @BeforeEach
  void open() throws IOException {
    Path folder = Files.createDirectory(windows.getPath("C:\\medimage"));
    tree = Tree.in(folder);
    sink = FolderSink.to(tree.main()).state(state).build();
    sink.start();
  }

  @AfterEach
  void close() throws IOException {
    sink.close();
    windows.close();
  }

  @Test
  void referenceHasSlashes() throws Exception {
    String reference = sink.write(tree.photo(1, "#ZAC5361 #left arm")).reference();
    assertEquals("ZAC5361/left/arm-" + Tree.WHEN + ".jpg", reference);
    assertEquals(Map.of(reference, 1L), Tree.numbers(tree.main()));
  }

  @Test
  void nameInAnotherCaseIsTaken() throws Exception {
    sink.write(tree.photo(1, "#zac5361 ARM"));
    assertEquals(
        "ZAC5361/arm-" + Tree.WHEN + "-2.jpg",
        sink.write(tree.photo(2, "#ZAC5361 arm")).reference());
    assertEquals(
        Map.of("zac5361/ARM-" + Tree.WHEN + ".jpg", 1L, "zac5361/arm-" + Tree.WHEN + "-2.jpg", 2L),
        Tree.numbers(tree.main()));
  }

  @Test
  void foreignFileInAnotherCaseStays() throws Exception {
    Files.write(
        tree.main().resolve("ARM-" + Tree.WHEN.toUpperCase(java.util.Locale.ROOT) + ".JPG"),
        Tree.content(9));
    assertEquals("arm-" + Tree.WHEN + "-2.jpg", sink.write(tree.photo(1, "arm")).reference());
    assertEquals(2, Tree.numbers(tree.main()).size());
  }
}
