package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import nz.co.medimage.api.file.DurableFiles;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a sink is set up, and what it finds out at its start. */
@Timeout(60)
final class FolderSinkStartTest {
  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void makeFolders() throws IOException {
    tree = Tree.in(folder);
  }

  @Nested
  class Start {
    @Test
    void makesMissingFoldersOnce() throws Exception {
      Path photos = folder.resolve("new").resolve("photos");
      Path copy = folder.resolve("new").resolve("copy");
      try (FolderSink fresh =
          FolderSink.to(photos).backupTo(copy).state(folder.resolve("fresh")).build()) {
        fresh.start();
        assertTrue(Files.isDirectory(photos) && Files.isDirectory(copy));
        assertEquals(
            "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(photos)));
      }
      DurableFiles.deleteTree(photos);
      try (FolderSink again =
          FolderSink.to(photos).backupTo(copy).state(folder.resolve("fresh")).build()) {
        again.start();
        assertFalse(Files.exists(photos), "a folder that was there before is away, not missing");
      }
    }

    @Test
    void leavesNothingButItsMarkInAFolderThatItChecks() throws Exception {
      try (FolderSink sink = FolderSink.to(tree.main()).state(tree.state()).build()) {
        sink.start();
      }
      try (var files = Files.list(tree.main())) {
        assertEquals(
            List.of(".medimage-folder"), files.map(file -> file.getFileName().toString()).toList());
      }
    }

    @Test
    void stateThatAnotherSinkHasIsRefused() throws Exception {
      FolderSink.Builder builder = FolderSink.to(tree.main()).state(tree.state());
      try (FolderSink sink = builder.build();
          FolderSink second = builder.build()) {
        sink.start();
        IOException e = assertThrows(IOException.class, second::start);
        assertEquals(
            tree.state()
                + " is in use by this program; close what runs it first or give each folder sink a"
                + " state folder of its own",
            e.getMessage());
        sink.write(tree.photo(1, "arm"));
      }
    }

    @Test
    void groupThatThereIsNotIsSaid() throws Exception {
      try (FolderSink wrong =
          FolderSink.to(tree.main()).state(folder.resolve("fresh")).group("no such").build()) {
        IOException e = assertThrows(IOException.class, wrong::start);
        assertEquals("there is no group 'no such' on this computer; make it first", e.getMessage());
      }
    }

    @Test
    void saysThatAFileIsNoFolder() throws Exception {
      Path file = Files.createFile(folder.resolve("file"));
      try (FolderSink wrong = FolderSink.to(file).state(folder.resolve("fresh")).build()) {
        IOException e = assertThrows(IOException.class, wrong::start);
        assertEquals(file + " is a file, not a folder; choose a folder for photos", e.getMessage());
      }
    }

    @Test
    void saysThatAFolderCannotBeWrittenTo() throws Exception {
      Path unwritable = Path.of("/proc/self");
      try (FolderSink wrong = FolderSink.to(unwritable).state(folder.resolve("fresh")).build()) {
        IOException e = assertThrows(IOException.class, wrong::start);
        assertEquals(unwritable + " cannot be written to; check its permissions", e.getMessage());
      }
    }
  }

  @Nested
  class Builder {
    @Test
    void refusesABadId() {
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> FolderSink.to(folder).id("My folders"));
      assertEquals(
          "the id of a sink is one to 40 of a-z, 0-9 and -, not 'My folders'", e.getMessage());
    }

    @Test
    void refusesAFolderNamedTwice() {
      var builder = FolderSink.to(folder).backupTo(folder.resolve("copy"));
      var e =
          assertThrows(
              IllegalArgumentException.class,
              () -> builder.backupTo(folder.resolve("x").resolve("..").resolve("copy")));
      assertEquals(
          folder.resolve("copy") + " is named twice; each folder needs its own", e.getMessage());
    }

    @Test
    void wantsAStateFolder() {
      var e = assertThrows(IllegalStateException.class, () -> FolderSink.to(folder).build());
      assertEquals("a folder sink needs a folder for its state", e.getMessage());
    }
  }
}
