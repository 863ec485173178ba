package nz.co.medimage.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.store.FilingJournal.Begun;
import nz.co.medimage.store.FilingJournal.Filed;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class FilingJournalTest {
  private static final PhotoId PHOTO = TestPhotos.photoId(1);
  private static final MutableClock CLOCK = MutableClock.at("2026-03-01T10:15:30.123Z");

  @TempDir Path folder;

  private FilingJournal open() throws Exception {
    return FilingJournal.open(folder.resolve("filing.db"), CLOCK);
  }

  @Test
  void nothingIsKnownOfAPhotoAtFirst() throws Exception {
    try (FilingJournal journal = open()) {
      assertEquals(Optional.empty(), journal.find(PHOTO));
    }
  }

  @Test
  void requestThatMayHaveLeftIsKnownAfterARestartWithItsValuesAndItsTime() throws Exception {
    Map<String, String> values = Map.of("pid", "N|O^P&E\\'; DROP TABLE filing;--", "empty", "");
    try (FilingJournal journal = open()) {
      journal.begin(PHOTO, "sent", values);
      journal.begin(TestPhotos.photoId(2), "other", Map.of("pid", "2"));
    }
    try (FilingJournal journal = open()) {
      assertEquals(Optional.of(new Begun("sent", values, CLOCK.instant())), journal.find(PHOTO));
    }
  }

  @Test
  void laterRequestReplacesWhatWasNoted() throws Exception {
    MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
    try (FilingJournal journal = FilingJournal.open(folder.resolve("clock.db"), clock)) {
      journal.begin(PHOTO, "sent", Map.of("a", "1", "b", "2"));
      clock.advance(Duration.ofMinutes(1));
      journal.begin(PHOTO, "accepted", Map.of("a", "3"));
      assertEquals(
          Optional.of(new Begun("accepted", Map.of("a", "3"), clock.instant())),
          journal.find(PHOTO));
    }
  }

  @Test
  void requestThatNeverArrivedLeavesWhatWasNotedBefore() throws Exception {
    try (FilingJournal journal = open()) {
      journal.begin(PHOTO, "first", Map.of("a", "1"));
      Optional<FilingJournal.Entry> before = journal.find(PHOTO);
      journal.begin(PHOTO, "second", Map.of());
      journal.undo(PHOTO, before);
      assertEquals(before, journal.find(PHOTO));
      journal.undo(PHOTO, Optional.empty());
      assertEquals(Optional.empty(), journal.find(PHOTO));
    }
  }

  @Test
  void photoThatIsFiledStaysFiledUnderItsFirstReference() throws Exception {
    try (FilingJournal journal = open()) {
      journal.begin(PHOTO, "sent", Map.of("a", "1"));
      assertEquals("Media/7", journal.filed(PHOTO, "Media/7"));
      assertEquals("Media/7", journal.filed(PHOTO, "Media/8"));
      assertThrows(
          IllegalStateException.class, () -> journal.begin(PHOTO, "again", Map.of("b", "1")));
      assertThrows(IllegalStateException.class, () -> journal.undo(PHOTO, Optional.empty()));
      assertEquals(Optional.of(new Filed("Media/7")), journal.find(PHOTO));
    }
    try (FilingJournal journal = open()) {
      assertEquals(Optional.of(new Filed("Media/7")), journal.find(PHOTO));
      assertEquals("", journal.filed(TestPhotos.photoId(2), ""));
      assertEquals(Optional.of(new Filed("")), journal.find(TestPhotos.photoId(2)));
    }
  }

  @Test
  void whatWasNotedWhenTheProcessIsKilledIsKnownAfterwards() throws Exception {
    List<String> noted = new ArrayList<>();
    ForkedJvm.runAndKill(Noting.class, 20, noted::add, folder.resolve("filing.db").toString());
    try (FilingJournal journal = open()) {
      // The last line may be cut.
      for (String line : noted.subList(0, noted.size() - 1)) {
        int number = Integer.parseInt(line);
        assertEquals(
            Map.of("number", line),
            ((Begun) journal.find(TestPhotos.photoId(number)).orElseThrow()).values());
      }
    }
  }

  /** Notes one photo after another, and prints the number of each. */
  static final class Noting {
    public static void main(String[] arguments) throws Exception {
      try (FilingJournal journal = FilingJournal.open(Path.of(arguments[0]), CLOCK)) {
        for (int i = 0; ; i++) {
          journal.begin(TestPhotos.photoId(i), "sent", Map.of("number", Integer.toString(i)));
          System.out.println(i);
        }
      }
    }
  }

  @Test
  void nothingAboutAPatientIsShownByItsValues() {
    assertFalse(
        new Begun("sent", Map.of("patient", "ZAC5361"), CLOCK.instant())
            .toString()
            .contains("ZAC5361"));
    assertEquals("Filed", new Filed("ZAC5361/1").toString());
  }
}
