package nz.co.medimage.observer.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogObserverTest {
  private static final PhotoId ID = TestPhotos.photoId(1);

  @TempDir Path folder;
  private final MutableClock clock = MutableClock.at("2026-11-27T10:00:00Z");
  private FakeAddOnContext context;

  private ReceiverObserver open(Map<String, String> more) throws IOException {
    Map<String, String> settings = new HashMap<>(more);
    settings.putIfAbsent("folder", "log");
    LogObserverProvider provider = new LogObserverProvider();
    context = new FakeAddOnContext("log", provider, settings, folder, clock);
    return provider.create(context);
  }

  private Path log() {
    return folder.resolve("log");
  }

  private Path today() {
    return log().resolve("photos-" + day(clock.instant()) + ".txt");
  }

  private static LocalDate day(Instant at) {
    return at.atZone(ZoneId.systemDefault()).toLocalDate();
  }

  /** The lines of today without their time. */
  private List<String> lines() throws IOException {
    String time =
        DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss  ", Locale.ENGLISH)
            .format(clock.instant().atZone(ZoneId.systemDefault()));
    return Files.readAllLines(today()).stream()
        .map(
            line -> {
              assertTrue(line.startsWith(time), line);
              return line.substring(time.length());
            })
        .toList();
  }

  private void everything(ReceiverObserver log) throws Exception {
    log.delivered(
        TestPhotos.staged(folder, ID, "#ZAC5361 arm", TestPhotos.jpeg(1)),
        Receipt.delivered(
            ID.envelope(),
            Instant.EPOCH,
            List.of(
                new SinkReference("folders", "ZAC5361/arm.jpg"), new SinkReference("copy", "Z1"))));
    log.held(
        ID,
        "Room 2",
        Receipt.held(
            ID.envelope(), Instant.EPOCH, HoldCode.UNKNOWN_PATIENT, "No patient ZAC5361."));
    log.rejected(
        ID,
        "Room\n2\u2028x",
        Receipt.rejected(
            ID.envelope(), Instant.EPOCH, RejectionCode.TYPE_NOT_ALLOWED, "ZAC5361 is a text."));
    for (int i = 0; i < 3; i++) {
      log.retrying(ID, "practice", "ZAC5361 is away", Duration.ofSeconds(1), new Exception("Z"));
    }
    log.unavailable("practice", "ZAC5361 cannot be reached.");
    log.busy(ID, "practice", Duration.ofMinutes(5));
    log.available("practice");
    log.followedUp(ID, new SinkReference("practice", "ZAC5361/1"));
    log.followUpRejected(ID, "practice", "ZAC5361 is inactive.");
    log.outcomeUnknown(ID, "practice", "Look at ZAC5361.");
    log.problem("the disk is nearly full");
    log.problem("");
  }

  @Test
  void saysInPlainEnglishWhatHappensWithoutPatients() throws Exception {
    try (ReceiverObserver log = open(Map.of())) {
      everything(log);
    }
    String photo = "hoto " + ID.envelope();
    assertEquals(
        List.of(
            "P" + photo + " from Test phone is filed in folders and copy.",
            "P" + photo + " from Room 2 waits until somebody says whose it is.",
            "P" + photo + " from Room 2 x was rejected (TYPE_NOT_ALLOWED).",
            "P" + photo + " waits for practice and is tried until it works.",
            "Practice cannot be used. What waits for it is kept.",
            "Practice has been at work on p" + photo + " for 5 minutes.",
            "Practice works again.",
            "P" + photo + " is filed in practice too.",
            "Practice rejected p" + photo + ", which is kept.",
            "Nobody can tell whether practice has p" + photo + ".",
            "The disk is nearly full"),
        lines());
    assertEquals(List.of(), context.problems());
  }

  @Test
  void namesPatientsIfThatIsWanted() throws Exception {
    try (ReceiverObserver log = open(Map.of("patients", "true"))) {
      everything(log);
    }
    assertTrue(
        lines()
            .get(0)
            .endsWith(
                " from Test phone tagged #ZAC5361 arm is filed in folders: ZAC5361/arm.jpg and copy:"
                    + " Z1."),
        lines()::toString);
    assertEquals(8, lines().stream().filter(line -> line.contains("ZAC5361")).count());
  }

  @Test
  void eachDayHasAFileAndOldOnesGo() throws Exception {
    try (ReceiverObserver log = open(Map.of("keep", "3d"))) {
      Files.createDirectories(log());
      Files.writeString(log().resolve("photos-2026-02-30.txt"), "not a day");
      Files.writeString(log().resolve("Letter 2020-01-01.txt"), "not ours");
      for (int day = 0; day < 6; day++) {
        log.problem("Day " + day);
        clock.advance(Duration.ofDays(1));
      }
    }
    try (Stream<Path> files = Files.list(log())) {
      assertEquals(2 + 4, files.count());
    }
    clock.advance(Duration.ofDays(-1));
    assertEquals(List.of("Day 5"), lines());
  }

  /** A file lies where the folder should be. */
  @Test
  void whatCannotBeWrittenIsWrittenLater() throws Exception {
    try (ReceiverObserver log = open(Map.of())) {
      log.problem("One");
      Files.delete(today());
      Files.delete(log());
      Files.writeString(log(), "in the way");
      for (int i = 0; i < LogObserver.MOST_WAITING + 7; i++) {
        log.problem("Line " + i);
      }
      assertEquals(
          List.of(
              "The log cannot be written; see whether its folder is there, the disk has space, and"
                  + " the receiver may write there."),
          context.problems().stream().distinct().toList());
      Files.delete(log());
    }
    assertEquals(LogObserver.MOST_WAITING + 1, lines().size());
    assertEquals("7 lines are missing here, because the log could not be written.", lines().get(0));
    assertEquals("Line 7", lines().get(1));
  }

  @Test
  void aDeletedFolderComesBack() throws Exception {
    try (ReceiverObserver log = open(Map.of())) {
      log.problem("One");
      Files.delete(today());
      Files.delete(log());
      log.problem("Two");
      log.problem("Three");
    }
    assertEquals(List.of("Two", "Three"), lines());
  }

  @Test
  void liesInTheStateFolderOtherwise() throws Exception {
    LogObserverProvider provider = new LogObserverProvider();
    context = new FakeAddOnContext("log", provider, Map.of(), folder, clock);
    try (ReceiverObserver log = provider.create(context)) {
      log.problem("One");
    }
    assertTrue(Files.exists(folder.resolve("photos-" + day(clock.instant()) + ".txt")));
  }

  @Test
  void lessThanADayIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> open(Map.of("keep", "5h"))).getMessage();
    assertEquals("The setting keep must be at least a day, such as 90d.", message);
    assertFalse(Files.exists(log()));
  }
}
