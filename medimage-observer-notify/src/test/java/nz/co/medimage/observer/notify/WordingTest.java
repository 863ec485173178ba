package nz.co.medimage.observer.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WordingTest {
  private static final Instant SINCE = Instant.parse("2026-11-27T10:00:00Z");

  private static Trouble trouble(TroubleKind kind, int number, boolean isEnd) {
    Trouble trouble =
        new Trouble(
            kind,
            "practice",
            "ID" + number,
            "Room " + number,
            "Of patient X",
            SINCE,
            isEnd ? Trouble.Known.YES : Trouble.Known.NOT,
            null);
    return isEnd ? trouble.endedAt(SINCE.plus(Duration.ofMinutes(14))) : trouble;
  }

  private static Batch batch(TroubleKind kind, int count, boolean isEnd) {
    Map<String, Trouble> troubles = new LinkedHashMap<>();
    for (int i = 1; i <= count; i++) {
      troubles.put("key " + i, trouble(kind, i, isEnd));
    }
    return new Batch(kind, "practice", isEnd, troubles);
  }

  @Test
  void aMessageSaysWhereWhenWhatAndWhatToDo() {
    Message message =
        Message.of(
            batch(TroubleKind.HELD, 1, false), "Room\n1", false, ZoneId.of("Pacific/Auckland"));
    assertEquals(
        "MedImage at Room 1, 27 Nov 2026 23:00: A photo from Room 1 is held until a person"
            + " says whose it is. 'medimage deliveries --assign ID1 TAG' on the receiver's computer"
            + " files it under the right patient.",
        message.text());
  }

  @Test
  void severalAreCounted() {
    assertEquals(
        "12 photos are held until a person says whose they are. 'medimage deliveries --assign ID"
            + " TAG' on the receiver's computer files it under the right patient.",
        Wording.of(batch(TroubleKind.HELD, 12, false), false));
    assertEquals(
        "12 photos that were held are filed.",
        Wording.of(batch(TroubleKind.HELD, 12, true), false));
    assertEquals(
        "At least 1000 photos that were held are filed.",
        Wording.of(batch(TroubleKind.HELD, Troubles.MOST, true), false));
  }

  @Test
  void anEndSaysHowLongItLasted() {
    assertEquals(
        "practice works again, after 14 minutes.",
        Wording.of(batch(TroubleKind.UNAVAILABLE, 1, true), false));
  }

  @Test
  void oneSecondIsNotSeconds() {
    Trouble ended =
        trouble(TroubleKind.UNAVAILABLE, 1, false)
            .known(Trouble.Known.YES)
            .endedAt(SINCE.plusSeconds(1));
    Batch batch = new Batch(TroubleKind.UNAVAILABLE, "practice", true, Map.of("key", ended));
    assertEquals("practice works again, after 1 second.", Wording.of(batch, false));
  }

  @ParameterizedTest
  @EnumSource(TroubleKind.class)
  void patientsAreNamedOnlyIfThatIsWanted(TroubleKind kind) {
    boolean isProblem = kind == TroubleKind.PROBLEM; // never about a patient
    assertEquals(isProblem, Wording.of(batch(kind, 2, false), false).contains("Of patient X."));
    assertEquals(
        kind != TroubleKind.STUCK, Wording.of(batch(kind, 2, false), true).contains("patient X."));
    assertFalse(Wording.of(batch(kind, 2, true), true).contains("patient X"));
  }

  @Test
  void longListsAreCut() {
    Map<String, Trouble> troubles = new LinkedHashMap<>();
    for (int i = 1; i <= 14; i++) {
      troubles.put("" + i, Trouble.of(TroubleKind.PROBLEM, "", "", "", "Mend " + i + "!", SINCE));
    }
    String said = Wording.of(new Batch(TroubleKind.PROBLEM, "", false, troubles), false);
    assertTrue(said.endsWith("Mend 10! And 4 more."), said);
  }
}
