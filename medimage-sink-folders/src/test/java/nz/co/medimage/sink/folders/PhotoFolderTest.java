package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a second attempt makes good, and what it does when it cannot tell what is there. */
final class PhotoFolderTest {
  private static final EnvelopeId ID = TestPhotos.id(1);
  private static final PhotoName NAME = new PhotoName(List.of("a"), "arm", "jpg");
  private static final String TOO_LONG = "x".repeat(300);

  @TempDir Path folder;
  private final HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
  private Tree tree;
  private StagedPhoto photo;
  private String sha256;

  @BeforeEach
  void makeFolders() throws IOException {
    tree = Tree.in(folder);
    photo = tree.photo(1, "#a arm");
    sha256 = photo.manifest().sha256();
  }

  private PhotoFolder open(Path root, Path state) {
    return new PhotoFolder(
        root, new Intents(state.resolve("open")), new KnownFolders(state.resolve("folders")));
  }

  private PhotoFolder onDisk() {
    return open(disk.wrap(tree.main()), disk.wrap(tree.state()));
  }

  private Intent place(PhotoFolder photos, PhotoName name) throws Exception {
    return photos.place(ID, name, photo.file(), sha256);
  }

  /** The first attempt may have been killed between the rename and the force of its folder. */
  @Test
  void photoThatIsFoundWholeIsForcedIntoItsFolder() throws Exception {
    Intent first = place(open(tree.main(), tree.state()), NAME);
    assertEquals(first, place(onDisk(), NAME));
    List<String> forced =
        disk.operations().stream().filter(done -> done.startsWith("force ")).toList();
    assertTrue(forced.containsAll(List.of("force open", "force a")), forced::toString);
  }

  @Test
  void debtThatIsFoundIsForcedIntoItsFolder() throws Exception {
    Intent main = place(open(tree.main(), tree.state()), NAME);
    open(tree.copy(), tree.state().resolve("copy")).owe(ID, main);
    open(disk.wrap(tree.copy()), disk.wrap(tree.state().resolve("copy"))).owe(ID, main);
    assertEquals("force open", disk.operations().get(disk.operations().size() - 1));
  }

  @Test
  void nameOfWhichNothingCanBeToldIsNotTakenForOne() {
    PhotoName name = new PhotoName(List.of(), TOO_LONG, "jpg");
    var photos = open(tree.main(), tree.state());
    var e = assertThrows(FileSystemException.class, () -> place(photos, name));
    assertEquals("File name too long", e.getReason());
  }

  @Test
  void claimedNameOfWhichNothingCanBeToldIsKept() throws Exception {
    var photos = open(tree.main(), tree.state());
    photos.intents().put(ID, new Intent(Intent.Stage.CLAIMED, sha256, "a/" + TOO_LONG + ".jpg"));
    assertThrows(FileSystemException.class, () -> place(photos, NAME));
    assertEquals(Map.of(), Tree.numbers(tree.main()));
  }

  @Test
  void folderOfWhichNothingCanBeToldRefusesNothingForGood() throws Exception {
    Path loop = tree.main().resolve("a");
    Files.createSymbolicLink(loop, loop);
    var photos = open(tree.main(), tree.state());
    assertThrows(FileSystemException.class, () -> place(photos, NAME));
  }

  @Test
  void memoryOfWhichNothingCanBeToldIsNotTakenForNone() throws Exception {
    var photos = open(tree.main(), tree.state());
    Path unreadable = tree.state().resolve("open").resolve(ID.toString());
    Files.createDirectories(unreadable.getParent());
    Files.createSymbolicLink(unreadable, unreadable);
    assertThrows(FileSystemException.class, () -> place(photos, NAME));
    assertEquals(Map.of(), Tree.numbers(tree.main()));
  }
}
