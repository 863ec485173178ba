package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.Ability;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a second attempt makes good, and what it does when it cannot tell what is there. */
final class PhotoFolderTest {
  private static final PhotoId ID = TestPhotos.photoId(1);
  private static final PhotoName NAME = new PhotoName(List.of("a"), "arm", "jpg");
  private static final String TOO_LONG = "x".repeat(300);

  @TempDir Path folder;
  private final HaltingFileSystem disk = HaltingFileSystem.counting(FileSystems.getDefault());
  private Tree tree;
  private StagedPhoto photo;
  private String sha256;
  private Memory memory;

  @BeforeEach
  void makeFolders() throws IOException {
    tree = Tree.in(folder);
    memory = Memory.open(tree.state(), Clock.systemUTC());
    photo = tree.photo(1, "#a arm");
    sha256 = photo.manifest().sha256();
  }

  @AfterEach
  void close() throws IOException {
    memory.close();
  }

  private PhotoFolder open(Path root, String key) {
    return open(root, key, memory::isFiledAs);
  }

  private PhotoFolder open(Path root, String key, Intents.Names isAnothers) {
    RootFiles files = new RootFiles(root, null, false);
    return new PhotoFolder(
        files,
        new Intents(memory, key),
        new KnownFolders(tree.state().resolve("folders")),
        "0123456789abcdef",
        new SessionMark(files, "0123456789abcdef", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC)),
        isAnothers);
  }

  private PhotoFolder onDisk() {
    return open(disk.wrap(tree.main()), Memory.MAIN);
  }

  private Intent place(PhotoFolder photos, PhotoName name) throws Exception {
    FileTime captured = FileTime.from(Instant.EPOCH);
    return photos.place(new Arrival(ID, "", name, photo.file(), sha256, captured));
  }

  private void claim(String relative) throws IOException {
    memory.put(Memory.MAIN, ID, new Intent(Intent.Stage.CLAIMED, sha256, relative));
  }

  /** Or a crash after the name was given would not know the file, and file it a second time. */
  @Test
  void claimOfContentThatAFilterMadeAnewSaysSo() throws Exception {
    memory.put(
        Memory.MAIN, ID, new Intent(Intent.Stage.CLAIMED, "ab".repeat(32), NAME.relative(1)));
    assertEquals(sha256, place(onDisk(), NAME).sha256());
    assertEquals(NAME.relative(1), place(onDisk(), NAME).relative());
    assertEquals(Map.of(NAME.relative(1), 1L), Tree.numbers(tree.main()));
  }

  /** The first attempt may have been killed between the rename and the force of its folder. */
  @Test
  void photoThatIsFoundWholeIsForcedIntoItsFolder() throws Exception {
    Intent first = place(open(tree.main(), Memory.MAIN), NAME);
    assertEquals(first, place(onDisk(), NAME));
    List<String> forced =
        disk.operations().stream().filter(done -> done.startsWith("force ")).toList();
    assertEquals(List.of("force main", "force a"), forced);
  }

  /** Another PC's reservation, or a person's file: it was never this sink's. */
  @Test
  void emptyFileUnderAClaimedNameIsNotTakenForOnesOwn() throws Exception {
    claim("a/arm.jpg");
    Files.createDirectory(tree.main().resolve("a"));
    Files.createFile(tree.main().resolve("a/arm.jpg"));
    assertEquals("a/arm-2.jpg", place(open(tree.main(), Memory.MAIN), NAME).relative());
    assertEquals(Map.of("a/arm.jpg", -1L, "a/arm-2.jpg", 1L), Tree.numbers(tree.main()));
  }

  /** After a crash the hidden file may be the filed photo: what a person moved must not change. */
  @Test
  void photoThatIsStillLinkedToItsHiddenFileIsNotWrittenTo() throws Exception {
    claim("a/arm.jpg");
    Path folder = Files.createDirectory(tree.main().resolve("a"));
    Path part = folder.resolve(".medimage-0123456789abcdef-" + ID + ".part");
    Files.write(part, Tree.content(7));
    Files.createLink(folder.resolve("moved.jpg"), part);
    place(open(tree.main(), Memory.MAIN), NAME);
    assertEquals(Map.of("a/arm.jpg", 1L, "a/moved.jpg", 7L), Tree.numbers(tree.main()));
  }

  /** A copy of this home may be writing one at the same moment: it is never given the name. */
  @Test
  void hiddenFilesOfOtherRunsAreRemovedAndNotUsed() throws Exception {
    Path folder = Files.createDirectory(tree.main().resolve("a"));
    for (String run : List.of("", "-01234567")) {
      Files.write(folder.resolve(".medimage-0123456789abcdef-" + ID + run + ".part"), new byte[9]);
    }
    Path anothers = Files.write(folder.resolve(".medimage-other-" + ID + ".part"), new byte[9]);
    place(open(tree.main(), Memory.MAIN), NAME);
    String kept = "a/" + anothers.getFileName();
    assertEquals(Map.of("a/arm.jpg", 1L, kept, -1L), Tree.numbers(tree.main()));
  }

  /** A share may hide files, and a crash leaves such names where there are no hard links. */
  @Test
  void namesThatAreTakenByWhatCannotBeSeenArePassedOver() throws Exception {
    takeUnseen(3);
    PhotoFolder photos = open(disk.without(Ability.LINK).wrap(tree.main()), Memory.MAIN);
    assertEquals("a/arm-4.jpg", place(photos, NAME).relative());
    assertEquals(Map.of("a/arm-4.jpg", 1L), Tree.numbers(tree.main()));
  }

  @Test
  @Timeout(60)
  void folderThatRefusesNameAfterNameFailsThePhotoForNow() throws Exception {
    takeUnseen(30);
    PhotoFolder photos = open(disk.without(Ability.LINK).wrap(tree.main()), Memory.MAIN);
    IOException e = assertThrows(IOException.class, () -> place(photos, NAME));
    assertEquals(
        tree.main()
            + " refuses the name of a photo, and all that follow, though nothing can be seen there;"
            + " let the user who runs the receiver see all files in it, or choose another folder",
        e.getMessage());
    assertEquals(Map.of(), Tree.numbers(tree.main()));
  }

  private void takeUnseen(int names) throws IOException {
    Path folder = Files.createDirectory(tree.main().resolve("a"));
    for (int choice = 1; choice <= names; choice++) {
      String name = choice == 1 ? "arm.jpg" : "arm-" + choice + ".jpg";
      Files.createDirectory(folder.resolve("." + name + ".taken"));
    }
  }

  @Test
  void nameOfWhichNothingCanBeToldGetsAPlainerOneAndInNoFolderAny() throws Exception {
    PhotoFolder photos = open(tree.main(), Memory.MAIN);
    assertEquals(
        new PhotoName(List.of(), TOO_LONG, "jpg").plain().relative(1),
        place(photos, new PhotoName(List.of(), TOO_LONG, "jpg")).relative());

    PhotoName elsewhere = new PhotoName(List.of(TOO_LONG), "arm", "jpg");
    assertThrows(FolderException.class, () -> place(photos, elsewhere));
  }

  @Test
  void claimedNameOfWhichNothingCanBeToldIsKept() throws Exception {
    var photos = open(tree.main(), Memory.MAIN);
    claim("a/" + TOO_LONG + ".jpg");
    assertThrows(FileSystemException.class, () -> place(photos, NAME));
    assertEquals(Map.of(), Tree.numbers(tree.main()));
  }

  @Test
  void folderOfWhichNothingCanBeToldRefusesNothingForGood() throws Exception {
    Path loop = tree.main().resolve("a");
    Files.createSymbolicLink(loop, loop);
    var photos = open(tree.main(), Memory.MAIN);
    assertThrows(FileSystemException.class, () -> place(photos, NAME));
  }

  /**
   * The same bytes lie there, but they turn out to be another's just before they are taken over.
   */
  private void failAfterTakingOver(Path root, String key) throws Exception {
    Files.write(Files.createDirectory(root.resolve("a")).resolve("arm.jpg"), Tree.content(1));
    AtomicInteger asked = new AtomicInteger();
    Intents.Names anothersAtLast =
        relative -> asked.getAndIncrement() > 0 && Files.deleteIfExists(photo.file());
    PhotoFolder photos = open(root, key, anothersAtLast);
    assertThrows(IOException.class, () -> place(photos, NAME));
    assertEquals(2, asked.get());
  }

  @Test
  void copyIsOwedStillWhenNeitherTakingOverNorCopyingWorked() throws Exception {
    Intent owed = new Intent(Intent.Stage.OWED, sha256, "a/arm.jpg");
    memory.put("copy", ID, owed);
    failAfterTakingOver(tree.copy(), "copy");
    assertEquals(Optional.of(owed), memory.placing("copy", ID));
  }

  @Test
  void earlierClaimStandsWhenNeitherTakingOverNorCopyingWorked() throws Exception {
    claim("a/arm-7.jpg");
    failAfterTakingOver(tree.main(), Memory.MAIN);
    assertEquals("a/arm-7.jpg", memory.placing(Memory.MAIN, ID).orElseThrow().relative());
    assertEquals(Map.of(ID, "a/arm-7.jpg"), memory.claims(Memory.MAIN));
  }

  @Test
  void nothingIsClaimedWhenNeitherTakingOverNorCopyingWorked() throws Exception {
    failAfterTakingOver(tree.main(), Memory.MAIN);
    assertEquals(Optional.empty(), memory.placing(Memory.MAIN, ID));
  }
}
