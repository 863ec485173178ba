package nz.co.medimage.sink.hl7;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
final class FileDropTest {
  @TempDir private Path folder;
  private Path in;
  private Path acks;
  private StagedPhoto photo;
  private String id;

  @BeforeEach
  void stage() throws IOException {
    in = Files.createDirectories(folder.resolve("in"));
    acks = Files.createDirectories(folder.resolve("acks"));
    photo = staged(folder, 1);
    id = ControlId.of(photo.id());
  }

  private static StagedPhoto staged(Path folder, int number) throws IOException {
    byte[] content = TestPhotos.jpeg(number);
    return TestPhotos.staged(folder, TestPhotos.photoId(number), "#ZAC5361 arm", content);
  }

  @Test
  void dropsAMessageThatIsParsed() throws Exception {
    try (Sink sink = open("extension", "oru", "message", "ORU^R01", "version", "2.5.1")) {
      assertEquals(id + ".oru", sink.write(photo).reference());
    }
    byte[] message = Files.readAllBytes(in.resolve(id + ".oru"));
    assertArrayEquals(TestPhotos.jpeg(1), Messages.photo(Messages.parse(message, UTF_8)));
    assertEquals(List.of(id + ".oru"), dropped());
  }

  @Test
  void repeatIsRecognisedAfterTheSystemTookTheFile() throws Exception {
    try (Sink sink = open()) {
      sink.write(photo);
      Files.delete(in.resolve(id + ".hl7"));
      sink.write(photo);
    }
    try (Sink sink = open()) {
      assertEquals(id + ".hl7", sink.write(photo).reference());
    }
    assertEquals(List.of(), dropped());
  }

  @Test
  void filesAreWrittenInAnotherFolderIfThatIsWanted() throws Exception {
    Path aside = Files.createDirectories(folder.resolve("aside"));
    try (Sink sink = open("aside", aside.toString())) {
      sink.write(photo);
    }
    assertEquals(1, Folders.list(in).size());
    assertEquals(1, Folders.list(aside).size(), "the mark alone");
  }

  /** A rename over the border of two disks fails, and so the setting is corrected. */
  @Test
  void fileThatIsStillAsideWhereItWasSetBeforeIsDropped() throws Exception {
    Path memory = Path.of("/dev/shm");
    assumeTrue(
        Files.isDirectory(memory) && !Files.getFileStore(memory).equals(Files.getFileStore(in)),
        "needs another disk");
    Path elsewhere = Files.createTempDirectory(memory, "aside");
    Path aside = Files.createDirectories(folder.resolve("aside"));
    try {
      try (Sink sink = open("aside", elsewhere.toString())) {
        IOException refused = assertThrows(IOException.class, () -> sink.write(photo));
        assertEquals(
            elsewhere + " and " + in + " are not on one disk, as they must be",
            refused.getMessage());
      }
      try (Sink sink = open("aside", aside.toString())) {
        sink.write(staged(folder, 2));
        sink.write(photo);
      }
      assertEquals(2, dropped().size());
      assertEquals(1, Folders.list(elsewhere).size(), "the mark alone");
    } finally {
      for (Path file : Folders.list(elsewhere)) {
        Files.delete(file);
      }
      Files.delete(elsewhere);
    }
  }

  /** The system takes each file at once, wherever the program is halted. */
  @Test
  void processHaltedAtAnyStepDropsThePhotoOnce() throws Exception {
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    Path counted = Files.createDirectories(folder.resolve("counted"));
    drop(counted, counting);
    int steps = counting.operations().size();
    int rename = 1 + indexOf(counting.operations(), "move");
    for (int step = rename - 1; step <= Math.min(rename + 1, steps); step++) {
      Path here = Files.createDirectories(folder.resolve("halted-" + step));
      ForkedJvm.Ended ended =
          ForkedJvm.run(
              FileDropTest.class, Duration.ofSeconds(60), here.toString(), String.valueOf(step));
      assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended.output());
      int taken = take(here);
      assertEquals(step > rename ? 1 : 0, taken, "at step " + step);
      drop(here, FileSystems.getDefault());
      assertEquals(1, taken + take(here), "files that the system got, halted at step " + step);
    }
  }

  private static int indexOf(List<String> operations, String word) {
    for (int i = operations.size() - 1; i >= 0; i--) {
      if (operations.get(i).startsWith(word) && operations.get(i).contains(".hl7")) {
        return i;
      }
    }
    throw new AssertionError("no " + word + " in " + operations);
  }

  private static int take(Path base) throws IOException {
    int taken = 0;
    for (Path file : Folders.list(base.resolve("in"), ".hl7")) {
      if (!file.getFileName().toString().startsWith(".")) {
        Files.delete(file);
        taken++;
      }
    }
    return taken;
  }

  /** Drops a photo on a disk that may halt this process. */
  public static void main(String[] arguments) throws Exception {
    int step = Integer.parseInt(arguments[1]);
    drop(Path.of(arguments[0]), HaltingFileSystem.haltingAt(FileSystems.getDefault(), step));
  }

  private static void drop(Path base, FileSystem disk) throws Exception {
    Path in = Files.createDirectories(base.resolve("in"));
    Path watched = disk instanceof HaltingFileSystem halting ? halting.wrap(in) : in;
    Map<String, Object> settings = Map.of("folder", in.toString());
    FakeAddOnContext context =
        new FakeAddOnContext(new Hl7SinkProvider(), settings, base.resolve("state"));
    Target target =
        new FileTarget(
            new DropFolder(watched, watched, "hl7"),
            Optional.empty(),
            Duration.ofSeconds(30),
            Clock.systemUTC());
    try (Sink sink = new Hl7Sink(context, Messages.format(), target)) {
      sink.start();
      sink.write(staged(base, 1));
    }
  }

  @Test
  void emptiedFolderAfterACrashIsForAPerson() throws Exception {
    Path here = Files.createDirectories(folder.resolve("emptied"));
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    drop(Files.createDirectories(folder.resolve("counted")), counting);
    int rename = 1 + indexOf(counting.operations(), "move");
    HaltingFileSystem cut = HaltingFileSystem.cutFrom(FileSystems.getDefault(), rename);
    assertThrows(IOException.class, () -> drop(here, cut));
    for (Path left : Folders.list(here.resolve("in"))) {
      Files.delete(left);
    }
    OutcomeUnknownException unknown =
        assertThrows(OutcomeUnknownException.class, () -> drop(here, FileSystems.getDefault()));
    assertTrue(unknown.getMessage().contains(photo.id().toString()), unknown.getMessage());
  }

  @Test
  void acknowledgementOfAnyNameFilesThePhoto() throws Exception {
    ack("other-system.ack", "AE", "SOMEBODYELSES", "204");
    Files.write(acks.resolve("picture.jpg"), TestPhotos.jpeg(3));
    try (Sink sink = openWithAcks()) {
      IOException waiting = assertThrows(IOException.class, () -> sink.write(photo));
      assertEquals(
          "no acknowledgement of message "
              + id
              + " is in "
              + acks
              + " yet; it is looked for again, and the photo is not dropped again",
          waiting.getMessage());
      Files.delete(in.resolve(id + ".hl7"));
      assertThrows(IOException.class, () -> sink.write(photo));
    }
    ack("7.txt", "AA", id, "");
    try (Sink sink = openWithAcks()) {
      assertEquals(id + ".hl7", sink.write(photo).reference());
    }
    assertEquals(List.of(), dropped());
    assertEquals(3, Folders.list(acks).size());
  }

  @Test
  void acknowledgementIsDeletedIfThatIsWanted() throws Exception {
    try (Sink sink = openWithAcks("ack-files", "delete")) {
      assertThrows(IOException.class, () -> sink.write(photo));
      ack("other.ack", "AA", "SOMEBODYELSES", "");
      Files.writeString(acks.resolve("batch.ack"), text("AA", id, "") + "\n" + text("AA", "X", ""));
      sink.write(photo);
      assertEquals(2, Folders.list(acks).size(), "one that is not ours alone stays");
      StagedPhoto next = staged(folder, 2);
      assertThrows(IOException.class, () -> sink.write(next));
      ack("next.ack", "CA", ControlId.of(next.id()), "");
      sink.write(next);
      assertFalse(Files.exists(acks.resolve("next.ack")));
    }
  }

  @ParameterizedTest
  @CsvSource({"AE,204,true", "AE,207,true", "AE,206,false", "AR,,false"})
  void refusalIsDecidedAsOverMllpAndIsNotReadTwice(String code, String error, boolean isFinal)
      throws Exception {
    try (Sink sink = openWithAcks()) {
      assertThrows(IOException.class, () -> sink.write(photo));
      Files.delete(in.resolve(id + ".hl7"));
      ack("1.ack", code, id, error == null ? "" : error);
      Exception refused = assertThrows(Exception.class, () -> sink.write(photo));
      assertEquals(isFinal, refused instanceof PhotoRejectedException, refused.toString());
      assertEquals(List.of(), dropped(), "before a person or the receiver tries again");
      assertThrows(IOException.class, () -> sink.write(photo));
      assertEquals(List.of(id + ".hl7"), dropped());
      ack("2.ack", "AA", id, "");
      sink.write(photo);
    }
  }

  /** As the README says: a person who looked ends the wait for one that was lost. */
  @ParameterizedTest
  @CsvSource({"AA,0", "AR,1"})
  void acknowledgementWrittenByHandEndsTheWait(String code, int droppedAgain) throws Exception {
    try (Sink sink = openWithAcks()) {
      assertThrows(IOException.class, () -> sink.write(photo));
      Files.delete(in.resolve(id + ".hl7"));
      Files.writeString(acks.resolve("by-hand.txt"), "MSH|^~\\&|\r\nMSA|" + code + "|" + id);
      if (code.equals("AA")) {
        sink.write(photo);
      } else {
        assertThrows(IOException.class, () -> sink.write(photo));
        assertThrows(IOException.class, () -> sink.write(photo));
      }
    }
    assertEquals(droppedAgain, dropped().size());
  }

  /** The receiver may bring other patients' photos while one waits. */
  @Test
  void photoWhoseAcknowledgementIsLostHoldsUpNoOther() throws Exception {
    StagedPhoto next = staged(folder, 2);
    try (Sink sink = openWithAcks()) {
      assertThrows(IOException.class, () -> sink.write(photo));
      assertThrows(IOException.class, () -> sink.write(next));
      ack("next.ack", "AA", ControlId.of(next.id()), "");
      sink.write(next);
      assertThrows(IOException.class, () -> sink.write(photo));
    }
  }

  @Test
  void fileThatWasDroppedForAnotherPatientIsForAPerson() throws Exception {
    StagedPhoto assigned =
        photo.withManifest(photo.manifest().toBuilder().tag(PatientTag.parse("#OTHER")).build());
    try (Sink sink = openWithAcks()) {
      assertThrows(IOException.class, () -> sink.write(photo));
      ack("first.ack", "AA", id, "");
      assertThrows(OutcomeUnknownException.class, () -> sink.write(assigned));
      assertEquals(1, dropped().size());
      assertThrows(IOException.class, () -> sink.settle(assigned, false), "no new answer yet");
      assertEquals(2, dropped().size());
      ack("second.ack", "AA", id, "");
      sink.write(assigned);
    }
  }

  @Test
  void acknowledgementThatStillGrowsIsNotRead() throws Exception {
    AckFolder answers = new AckFolder(acks, false);
    ack("1.ack", "AE", id, "");
    assertEquals(Optional.empty(), answers.find(id, ""), "when it is new");
    Path file = acks.resolve("1.ack");
    Files.writeString(file, Files.readString(file) + "ERR|||206|E\r");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    assertEquals(Optional.empty(), answers.find(id, ""), "when it has changed");
    assertEquals(Verdict.Kind.RETRY, answers.find(id, "").orElseThrow().verdict().kind());
  }

  @Test
  void folderThatIsAwayIsTriedAgain() throws Exception {
    Files.delete(in);
    try (Sink sink = open()) {
      IOException away = assertThrows(IOException.class, () -> sink.write(photo));
      assertEquals(
          in + " is missing; create it, or connect the share that it is on", away.getMessage());
      Files.createDirectory(in);
      sink.write(photo);
    }
    assertEquals(List.of(id + ".hl7"), dropped());
  }

  @Test
  void folderThatCannotBeWrittenIsASentence() throws Exception {
    Path mark = Files.createDirectory(in.resolve(".medimage-hl7"));
    Files.createDirectories(in.resolve("." + id + ".part").resolve("occupied"));
    try (Sink sink = open()) {
      IOException refused = assertThrows(IOException.class, () -> sink.write(photo));
      assertEquals(
          "messages cannot be written in "
              + in
              + " (DirectoryNotEmptyException); check who may write there",
          refused.getMessage());
    }
    assertTrue(Files.exists(mark));
  }

  private List<String> dropped() throws IOException {
    return Folders.list(in).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> !name.startsWith("."))
        .toList();
  }

  private void ack(String name, String code, String of, String error) throws IOException {
    Files.writeString(acks.resolve(name), text(code, of, error));
  }

  private static String text(String code, String of, String error) {
    String err = error.isEmpty() ? "" : "ERR|||" + error + "|E\r";
    return "MSH|^~\\&|PMS|X|MEDIMAGE||2026||ACK|1|P|2.4\rMSA|" + code + "|" + of + "\r" + err;
  }

  private Sink openWithAcks(Object... more) throws IOException {
    Object[] all = Arrays.copyOf(more, more.length + 4);
    all[more.length] = "ack-folder";
    all[more.length + 1] = acks.toString();
    all[more.length + 2] = "ack-timeout";
    all[more.length + 3] = "120ms";
    return open(all);
  }

  private Sink open(Object... keysAndValues) throws IOException {
    Map<String, Object> settings = new HashMap<>(Map.of("folder", in.toString()));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      settings.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    Hl7SinkProvider provider = new Hl7SinkProvider();
    Sink sink = provider.create(new FakeAddOnContext(provider, settings, folder.resolve("state")));
    sink.start();
    return sink;
  }
}
