package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.Ability;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A photo that nobody else gets is filed without a copy, and no two filed files are ever one. */
@Timeout(60)
final class LinkedPhotoTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final String ARM = "a/arm-" + Tree.WHEN + ".jpg";

  @TempDir Path folder;
  private Tree tree;

  @BeforeEach
  void arrange() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"));
    assumeTrue(Files.notExists(Path.of("/sys/fs/selinux/enforce")));
    tree = Tree.in(folder);
  }

  private static String write(FolderSink.Builder builder, StagedPhoto photo) throws Exception {
    try (FolderSink sink = builder.build()) {
      sink.start();
      String reference = sink.write(photo).reference();
      assertTrue(sink.awaitCopies(LONG));
      return reference;
    }
  }

  private FolderSink.Builder builder() {
    return FolderSink.to(tree.main()).state(tree.state());
  }

  private static int names(Path file) throws IOException {
    return (int) Files.getAttribute(file, "unix:nlink");
  }

  /** As an editor does that keeps the file. */
  private static void editInPlace(Path file) throws IOException {
    Files.writeString(file, "edited");
  }

  @Test
  void photoIsTheStagedFileUntilThatIsCleared() throws Exception {
    StagedPhoto photo = tree.linkable(1, "#a arm");

    Path filed = tree.main().resolve(write(builder(), photo));

    assertTrue(Files.isSameFile(photo.file(), filed));
    assertEquals(2, names(filed));
    Files.delete(photo.file());
    assertEquals(1, names(filed));
    assertArrayEquals(Tree.content(1), Files.readAllBytes(filed));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(filed)));
    assertEquals(
        FileTime.from(photo.manifest().capturedAt().toInstant()), Files.getLastModifiedTime(filed));
  }

  @Test
  void photoThatOthersGetTooIsCopiedByEachSink() throws Exception {
    StagedPhoto photo = tree.photo(1, "#a arm");
    Path one = tree.main().resolve(write(builder(), photo));
    Path two =
        tree.copy()
            .resolve(write(FolderSink.to(tree.copy()).state(folder.resolve("state-2")), photo));

    editInPlace(one);

    assertArrayEquals(Tree.content(1), Files.readAllBytes(two));
    assertArrayEquals(Tree.content(1), Files.readAllBytes(photo.file()));
  }

  @Test
  void stagedFileThatIsFiledAlreadyIsCopied() throws Exception {
    StagedPhoto photo = tree.linkable(1, "#a arm");
    Path one = tree.main().resolve(write(builder(), photo));
    Path two =
        tree.copy()
            .resolve(write(FolderSink.to(tree.copy()).state(folder.resolve("state-2")), photo));
    assertFalse(Files.isSameFile(one, two));
    assertEquals(1, names(two));
  }

  @Test
  void backupsAreFilesOfTheirOwn() throws Exception {
    StagedPhoto photo = tree.linkable(1, "#a arm");
    Path filed = tree.main().resolve(write(builder().backupTo(tree.copy()), photo));
    Files.delete(photo.file());
    assertEquals(1, names(filed));

    editInPlace(filed);

    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void companionsAreCopied() throws Exception {
    Path small = Files.write(tree.staging().resolve("small"), Tree.content(2));
    Files.setPosixFilePermissions(small, PosixFilePermissions.fromString("rw-------"));
    StagedPhoto photo =
        tree.linkable(1, "#a arm").withCompanion(new CompanionFile("small", "jpg", small));
    write(builder(), photo.linkable());
    assertEquals(1, names(tree.main().resolve("a/arm-" + Tree.WHEN + ".small.jpg")));
    assertEquals(2, names(tree.main().resolve(ARM)));
  }

  @Test
  void filesForAGroupAreCopied() throws Exception {
    String group = Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
    StagedPhoto photo = tree.linkable(1, "#a arm");
    Path filed = tree.main().resolve(write(builder().group(group), photo));
    assertEquals(1, names(filed));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(photo.file())));
  }

  @Test
  void diskWithoutLinksGetsACopy() throws Exception {
    HaltingFileSystem disk =
        HaltingFileSystem.counting(FileSystems.getDefault()).without(Ability.LINK);
    StagedPhoto photo = tree.linkable(1, "#a arm");
    StagedPhoto onDisk =
        StagedPhoto.of(photo.id(), photo.from(), photo.manifest(), disk.wrap(photo.file()));
    write(FolderSink.to(disk.wrap(tree.main())).state(disk.wrap(tree.state())), onDisk.linkable());
    assertEquals(Map.of(ARM, 1L), Tree.numbers(tree.main()));
    assertEquals(1, names(tree.main().resolve(ARM)));
  }
}
