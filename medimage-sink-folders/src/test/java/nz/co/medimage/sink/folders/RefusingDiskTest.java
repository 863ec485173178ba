package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a disk or its permissions refuse for one photo is said, and holds up no other. */
@Timeout(60)
final class RefusingDiskTest {
  private static final String WHEN = Tree.WHEN;

  @TempDir Path folder;
  private Tree tree;
  private Path main;
  private FolderSink sink;

  @BeforeEach
  void makeFolders() throws IOException {
    tree = Tree.in(folder);
  }

  @AfterEach
  void close() {
    sink.close();
  }

  private void start(HaltingFileSystem.Refusals refusals, Path... copies) throws IOException {
    HaltingFileSystem disk =
        HaltingFileSystem.counting(FileSystems.getDefault()).refusing(refusals);
    main = disk.wrap(tree.main());
    FolderSink.Builder builder = FolderSink.to(main).state(tree.state());
    for (Path copy : copies) {
      builder.backupTo(disk.wrap(copy));
    }
    sink = builder.build();
    sink.start();
  }

  private String filed(long number, String tag) throws Exception {
    return sink.write(tree.photo(number, tag)).reference();
  }

  private FolderException refused(long number, String tag) {
    return assertThrows(FolderException.class, () -> filed(number, tag));
  }

  private static boolean isIn(Path path, String patient) {
    return path.getParent() != null && path.getParent().endsWith(patient);
  }

  private static void onlyReading(boolean isWrite, Path path) throws IOException {
    if (isWrite && (isIn(path, "P2") || path.endsWith("P2"))) {
      throw new AccessDeniedException(path.toString());
    }
  }

  /** As FAT in a Latin locale, or a share mounted without iocharset=utf8. */
  private static void onlyAscii(boolean isWrite, Path path) throws IOException {
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(path.toString())) {
      throw new FileSystemException(path.toString(), null, "Invalid argument");
    }
  }

  @Test
  void folderOfOnePatientThatIsClosedIsSaidAndHoldsUpNoOther() throws Exception {
    Files.createDirectory(tree.main().resolve("P2"));
    start(RefusingDiskTest::onlyReading);
    FolderException e = refused(1, "#P2 arm");
    assertEquals(
        "a patient's folder in "
            + main
            + " cannot be written to: access is denied; give the user who runs the receiver the"
            + " right to write there",
        e.getMessage());
    assertEquals(Optional.of("P2"), e.patientFolder());
    assertEquals("P1/arm-" + WHEN + ".jpg", filed(2, "#P1 arm"));
  }

  @Test
  void folderOfOnePatientThatIsClosedIsFound() throws Exception {
    for (String patient : List.of("P1", "P2", "P3")) {
      Files.createDirectory(tree.main().resolve(patient));
    }
    start(RefusingDiskTest::onlyReading);
    TargetFolder.Survey survey =
        TargetFolder.of(main, tree.state()).survey(100, Duration.ofSeconds(30));
    assertEquals(new TargetFolder.Survey(List.of("P2"), 3, 0), survey);
  }

  @Test
  void onlyTheNewestFoldersAreLookedAt() throws Exception {
    start(RefusingDiskTest::onlyReading);
    for (int i : IntStream.range(0, 5).toArray()) {
      Path patient = Files.createDirectory(tree.main().resolve("P" + i));
      Files.setLastModifiedTime(patient, FileTime.fromMillis(1_000_000L * (9 - i)));
    }
    TargetFolder.Survey survey =
        TargetFolder.of(main, tree.state()).survey(3, Duration.ofSeconds(30));
    assertEquals(new TargetFolder.Survey(List.of("P2"), 3, 2), survey);
  }

  @Test
  void photoWhoseNameIsRefusedGetsAPlainerOneInItsFolder() throws Exception {
    start(RefusingDiskTest::onlyAscii, tree.copy());
    String plain = "P1/mangai-o_-" + WHEN + ".jpg";
    assertEquals(plain, filed(1, "#P1 māngai ō字"));
    assertEquals(plain, filed(1, "#P1 māngai ō字"));
    assertEquals("P1/arm-" + WHEN + ".jpg", filed(2, "#P1 arm"));
    assertTrue(sink.awaitCopies(Duration.ofSeconds(30)));
    Map<String, Long> all = Map.of(plain, 1L, "P1/arm-" + WHEN + ".jpg", 2L);
    assertEquals(all, Tree.numbers(tree.main()));
    assertEquals(all, Tree.numbers(tree.copy()));
  }

  @Test
  void copyWhoseNameIsRefusedGetsAPlainerOne() throws Exception {
    start(
        (isWrite, path) -> {
          if (path.startsWith(tree.copy())) {
            onlyAscii(isWrite, path);
          }
        },
        tree.copy());
    assertEquals("P1/ā-" + WHEN + ".jpg", filed(1, "#P1 ā"));
    assertTrue(sink.awaitCopies(Duration.ofSeconds(30)));
    assertEquals(Map.of("P1/a-" + WHEN + ".jpg", 1L), Tree.numbers(tree.copy()));
  }

  @Test
  void nameThatIsTooLongIsCut() throws Exception {
    start(
        (isWrite, path) -> {
          if (path.getFileName().toString().length() > 143) {
            throw new FileSystemException(path.toString(), null, "File name too long");
          }
        });
    String words = "x".repeat(120);
    assertEquals("P1/" + "x".repeat(50) + "xxxxxxxxx-" + WHEN + ".jpg", filed(1, "#P1 " + words));
  }

  /** In another folder it would be another patient's. */
  @Test
  void photoWhoseFolderIsRefusedWaitsAndHoldsUpNoOther() throws Exception {
    start(RefusingDiskTest::onlyAscii);
    assertEquals(
        main
            + " lies on a disk that refuses the name of a patient's folder, for its letters or its"
            + " length; mount it so that it takes all letters, such as with iocharset=utf8, or"
            + " choose another folder",
        refused(1, "#Ā arm").getMessage());
    assertEquals("P1/arm-" + WHEN + ".jpg", filed(2, "#P1 arm"));
    assertEquals(Map.of("P1/arm-" + WHEN + ".jpg", 2L), Tree.numbers(tree.main()));
  }

  @Test
  void diskThatRefusesNamesIsTold() throws Exception {
    start(RefusingDiskTest::onlyAscii);
    assertEquals(
        List.of(
            main
                + " lies on a disk that refuses some names, such as those with a macron: photos"
                + " get plainer ones there, and those of a patient's folder that it refuses wait;"
                + " mount it so that it takes all letters, such as with iocharset=utf8"),
        FolderSink.shortcomings(main));
  }

  /** It may be there all the same: a plainer name beside it would double the photo. */
  @Test
  void failureThatIsNotOfTheNameGetsNoOther() throws Exception {
    boolean[] broken = {true};
    start(
        (isWrite, path) -> {
          if (broken[0] && isWrite && path.endsWith("ā-" + WHEN + ".jpg")) {
            throw new FileSystemException(path.toString(), null, "Input/output error");
          }
        });
    assertTrue(refused(1, "#P1 ā").getMessage().contains("Input/output error"));
    broken[0] = false;
    assertEquals("P1/ā-" + WHEN + ".jpg", filed(1, "#P1 ā"));
  }

  /** The disk took the name, but cannot read its own entry of it now. */
  @Test
  void photoThatIsThereButCannotBeLookedAtGetsNoOtherName() throws Exception {
    String name = "P1/ā-" + WHEN + ".jpg";
    List<String> broken = new ArrayList<>(List.of("P1"));
    start(
        (isWrite, path) -> {
          if (broken.stream().anyMatch(path::endsWith) && Files.exists(tree.main().resolve(name))) {
            throw new FileSystemException(path.toString(), null, "Input/output error");
          }
        });
    refused(1, "#P1 ā");
    broken.set(0, name);
    assertTrue(refused(1, "#P1 ā").getMessage().contains("Input/output error"));
    broken.clear();
    assertEquals(name, filed(1, "#P1 ā"));
    assertEquals(Map.of(name, 1L), Tree.numbers(tree.main()));
  }

  @Test
  void folderThatLostItsMarkerIsFoundAndSaysSo() throws Exception {
    start((isWrite, path) -> {});
    Files.delete(tree.main().resolve(".medimage-folder"));
    String sentence = refused(1, "#P1 arm").getMessage();
    assertEquals(Optional.of(sentence), TargetFolder.of(main, tree.state()).fault());
    assertTrue(sentence.contains("connect the share"), sentence);
    assertEquals(List.of(tree.main()), TargetFolder.everUsed(tree.state()));
  }

  /** That a share is away would be the wrong cause. */
  @Test
  void folderThatMayNotBeLookedIntoIsSaidToBeClosed() throws Exception {
    boolean[] closed = {false};
    start(
        (isWrite, path) -> {
          if (closed[0] && path.startsWith(tree.main()) && !path.equals(tree.main())) {
            throw new AccessDeniedException(path.toString());
          }
        });
    closed[0] = true;
    String sentence = refused(1, "#P1 arm").getMessage();
    assertTrue(sentence.contains("cannot be written to: access is denied"), sentence);
  }
}
