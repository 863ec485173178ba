package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.LocalDateTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ReceiveTest {
  private static final Charset LATIN = StandardCharsets.ISO_8859_1;
  private static final String NL = System.lineSeparator();

  @TempDir Path folder;

  /** Pairs, sends a photo and looks for it in each of these folders. */
  private void files(Practice practice, String... folders) throws Exception {
    Run paired = practice.pair(practice.code());
    assertEquals(Medimage.OK, paired.exit(), paired.err());
    Path photo = practice.photo();
    Run sent = practice.send(photo, "--tag", "#P arm");
    assertEquals(Medimage.OK, sent.exit(), sent.err());
    Path landed = Path.of(practice.await("Delivered (.*)"));
    Path main = folder.resolve(folders[0]);
    assertTrue(landed.startsWith(main), landed.toString());
    for (String one : folders) {
      Path copy = folder.resolve(one).resolve(main.relativize(landed).toString());
      awaitFile(copy);
      assertArrayEquals(Files.readAllBytes(photo), Files.readAllBytes(copy));
    }
  }

  /** Waits for a copy, which may come after the receipt, and for the folders above it. */
  private static void awaitFile(Path file) throws Exception {
    while (!isThere(file)) {
      Path above = file.getParent();
      while (Files.notExists(above)) {
        above = above.getParent();
      }
      Path next = above.resolve(above.relativize(file).getName(0));
      try (WatchService watch = above.getFileSystem().newWatchService()) {
        above.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
        assertTrue(
            isThere(next) || watch.poll(30, TimeUnit.SECONDS) != null,
            () -> next + " does not come");
      }
    }
  }

  /** An empty file only keeps the name for the photo that is about to be renamed to it. */
  private static boolean isThere(Path path) throws Exception {
    try {
      return Files.isDirectory(path) || Files.size(path) > 0;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Test
  void oneToTakesSeveralFolders() throws Exception {
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    try (Practice practice = Practice.with(folder, "--port", 0, "--to", a, b)) {
      files(practice, "a", "b");
    }
  }

  @Test
  void severalToTakeAFolderEach() throws Exception {
    Path a = folder.resolve("a");
    Path b = folder.resolve("b");
    try (Practice practice = Practice.with(folder, "--to", a, "--to", b, "--port", 0)) {
      files(practice, "a", "b");
    }
  }

  @Test
  void configGivesWhatTheCommandLineDoesNot() throws Exception {
    Path config =
        Files.write(
            folder.resolve("pc.conf"),
            List.of(
                "# the practice's PC",
                "to = " + folder.resolve("a") + "|" + folder.resolve("b"),
                "name = Of the file",
                "port = 0"));
    try (Practice practice = Practice.with(folder, "--config", config, "--name", "Room 1")) {
      files(practice, "a", "b");
      assertTrue(practice.atPhone("pairings").out().startsWith("Room 1 (since "));
    }
  }

  @Test
  void removeGpsTakesThePositionOut() throws Exception {
    try (Practice practice = Practice.paired(folder, "--remove-gps")) {
      Exif exif = Exif.of(6, LocalDateTime.of(2026, 11, 24, 9, 21, 45));
      byte[] plain = TestPhotos.jpegWithExif(1, exif);
      byte[] located = TestPhotos.jpegWithExif(1, exif.at(-36.85, 174.76));
      Path photo = Files.write(folder.resolve("photo.jpg"), located);
      Run run = practice.send(photo, "--tag", "#P arm");
      assertEquals(Medimage.OK, run.exit(), run.err());
      byte[] filed = Files.readAllBytes(practice.filed("P").get(0));
      assertTrue(holdsPosition(located));
      assertFalse(holdsPosition(filed));
      assertTrue(filed.length >= plain.length, "the rest is there");
      assertArrayEquals(located, Files.readAllBytes(photo));
    }
  }

  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};

  @Test
  void refusalOfATypeNamesTheOptionThatAllowsIt() throws Exception {
    Path png = Files.write(folder.resolve("scan.png"), PNG);
    try (Practice practice = Practice.paired(folder)) {
      Run run = practice.send(png, "--tag", "#P arm");
      assertEquals(Medimage.REJECTED, run.exit());
      assertTrue(
          run.out().contains("pdf. The practice can allow them with --types +png."), run::out);
      Path pdf = Files.writeString(folder.resolve("letter.pdf"), "\ufeff%PDF-1.4\n");
      assertEquals(Medimage.OK, practice.send(pdf, "--tag", "#P letter").exit());
    }
  }

  @Test
  void typesAllowMoreTypes() throws Exception {
    Path png = Files.write(folder.resolve("scan.png"), PNG);
    try (Practice practice = Practice.paired(folder, "--types", "+PNG,.mov")) {
      assertEquals(Medimage.OK, practice.send(png, "--tag", "#P arm").exit());
      assertEquals(Medimage.OK, practice.send(practice.photo(), "--tag", "#P arm").exit());
      assertEquals(2, practice.filed("P").size());
    }
  }

  @Test
  void typesAllowTheseAloneInAConfigFileToo() throws Exception {
    Path config = Files.write(folder.resolve("pc.conf"), List.of("types = png, tiff"));
    Path png = Files.write(folder.resolve("scan.png"), PNG);
    try (Practice practice = Practice.paired(folder, "--config", config)) {
      assertEquals(Medimage.OK, practice.send(png, "--tag", "#P arm").exit());
      Run run = practice.send(practice.photo(), "--tag", "#P arm");
      assertEquals(Medimage.REJECTED, run.exit());
      assertTrue(run.out().contains("only png, tif. The practice"), run::out);
    }
  }

  @Test
  void typesThatCannotBeSaysWhichCan() {
    Run run =
        Run.of(
            "receive",
            "--home",
            folder.resolve("pc"),
            "--to",
            folder.resolve("a"),
            "--port",
            0,
            "--address",
            "127.0.0.1",
            "--no-discovery",
            "--types",
            "png,doc");
    assertRefused(
        "the content of 'doc' files cannot be recognised; a receiver can take csv, dcm, gif, heic,"
            + " heif, jpg, json, m4a, m4v, mov, mp3, mp4, pdf, png, tif, webp",
        run);
  }

  @Test
  void whatCannotBeCleanedIsHeldOrFiledAndEachIsSaid() throws Exception {
    Path pdf = Files.writeString(folder.resolve("letter.pdf"), "%PDF-1.7\n%%EOF\n");
    String why = "Location data cannot be removed from .pdf files.";
    try (Practice practice = Practice.paired(folder.resolve("a"), "--remove-gps")) {
      Run run = practice.send(pdf, "--tag", "#P arm");
      assertEquals(Medimage.REJECTED, run.exit(), run.err());
      assertTrue((run.out() + run.err()).contains(why + " The receiver holds it"), run.out());
      practice.await("Not cleaned, held in quarantine: [0-9a-f-]+ (\\(pdf\\)). " + why);
      String id = practice.atPc("deliveries").out().substring(0, 36);
      assertEquals(Medimage.OK, practice.atPc("deliveries", "--replay", id).exit());
      practice.await("Delivered (.*pdf)");
    }
    try (Practice practice =
        Practice.paired(folder.resolve("b"), "--remove-gps", "--uncleanable", "pass")) {
      Run run = practice.send(pdf, "--tag", "#P arm");
      assertEquals(Medimage.OK, run.exit(), run.err());
      practice.await("Not cleaned, filed as it is: (.*)");
    }
  }

  /** Whether 36 degrees and 51 minutes are in it, as Exif writes them. */
  private static boolean holdsPosition(byte[] jpeg) {
    String degrees = new String(new byte[] {0, 0, 0, 36, 0, 0, 0, 1, 0, 0, 0, 51}, LATIN);
    return new String(jpeg, LATIN).contains(degrees);
  }

  @Test
  void wrongCodePairsNothing() throws Exception {
    try (Practice practice = Practice.open(folder)) {
      String code = practice.code();
      char last = code.charAt(code.length() - 1);
      Run run = practice.pair(code.substring(0, code.length() - 1) + (last == 'A' ? 'C' : 'A'));
      assertEquals(Medimage.USAGE, run.exit());
      assertEquals(
          "medimage: The pairing code is wrong: type it again as the receiver shows it." + NL,
          run.err());
      assertEquals("", practice.atPhone("pairings").out());
      assertEquals("", practice.atPc("pairings").out());
      assertEquals(Medimage.OK, practice.pair(code).exit(), "one wrong guess burns nothing");
    }
  }

  @Test
  void passphraseIsAskedForOnceItIsSet() throws Exception {
    Path right = Files.writeString(folder.resolve("right"), "kōwhai in spring\n");
    Path wrong = Files.writeString(folder.resolve("wrong"), "rimu in autumn\n");
    try (Practice practice = Practice.open(folder, "--passphrase-file", right)) {
      Run paired = practice.pair(practice.code(), "--passphrase-file", right);
      assertEquals(Medimage.OK, paired.exit(), paired.err());
      Run sent = practice.send(practice.photo(), "--tag", "#P arm", "--passphrase-file", right);
      assertEquals(Medimage.OK, sent.exit(), sent.err());
      assertEquals(1, practice.filed("P").size());
      Path keys = practice.phone.resolve("keys");
      Run mistaken = practice.send(practice.photo(), "--tag", "x", "--passphrase-file", wrong);
      assertRefused("The passphrase for the keys in " + keys + " is wrong.", mistaken);
      Run forgotten = practice.send(practice.photo(), "--tag", "x");
      assertRefused("The keys in " + keys + " are under a passphrase: give it.", forgotten);
      Run atPc = practice.atPc("pairings", "--passphrase-file", wrong);
      assertRefused(
          "The passphrase for the keys in " + practice.pc.resolve("keys") + " is wrong.", atPc);
    }
  }

  private static void assertRefused(String sentence, Run run) {
    assertEquals("medimage: " + sentence + NL, run.err());
    assertEquals(Medimage.USAGE, run.exit());
  }

  @Test
  void jsonSaysEachEventInALine() throws Exception {
    try (Practice practice = Practice.paired(folder, "--json")) {
      assertEquals("Phone", practice.await("^\\{\"event\":\"paired\",\"name\":\"(.*)\"}$"));
      practice.send(practice.photo(), "--tag", "#P arm");
      Path landed =
          Path.of(practice.await("^\\{\"event\":\"delivered\",\"path\":\"([^\"]*)\".*}$"));
      assertEquals(practice.filed("P"), List.of(landed));
      practice.send(practice.text(), "--tag", "#P arm");
      practice.await("^\\{\"event\":\"rejected\",\"id\":\".*\"from\":\"Phone\".*}$");
    }
  }
}
