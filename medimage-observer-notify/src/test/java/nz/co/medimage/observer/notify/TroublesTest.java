package nz.co.medimage.observer.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.testkit.MutableClock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TroublesTest {
  private static final Duration DELAY = Duration.ofMinutes(2);

  private final MutableClock clock = MutableClock.at("2026-11-27T10:00:00Z");
  private Troubles troubles = new Troubles(Map.of(), DELAY, clock);

  private boolean start(String key, TroubleKind kind) {
    return troubles.start(key, Trouble.of(kind, "", "", "", "", clock.instant()));
  }

  private void pass(Duration time) {
    clock.advance(time);
  }

  private Optional<Batch> due() {
    return troubles.due(false);
  }

  /** What is due is told; its kind, whether it is the end, and how many. */
  private String tell() {
    Optional<Batch> due = due();
    due.ifPresent(troubles::told);
    return due.map(
            batch ->
                batch.kind().code()
                    + (batch.isEnd() ? " end " : " start ")
                    + batch.troubles().size())
        .orElse("nothing");
  }

  private void restart() {
    troubles = new Troubles(new LinkedHashMap<>(troubles.all()), DELAY, clock);
  }

  @Nested
  class Steps {
    @Test
    void startAndEndAreToldOnceEach() {
      assertTrue(start("step a", TroubleKind.UNAVAILABLE));
      assertEquals("nothing", tell());
      pass(DELAY);
      assertEquals("unavailable start 1", tell());
      assertFalse(start("step a", TroubleKind.UNAVAILABLE));
      pass(Duration.ofDays(3));
      assertEquals("nothing", tell());
      assertTrue(troubles.end("step a"));
      assertFalse(troubles.end("step a"));
      pass(DELAY);
      assertEquals("unavailable end 1", tell());
      assertEquals("nothing", tell());
      assertEquals(Map.of(), troubles.all());
    }

    @Test
    void whatEndsWithinTheDelayIsNotTold() {
      start("step a", TroubleKind.UNAVAILABLE);
      pass(DELAY.minusSeconds(1));
      troubles.end("step a");
      pass(DELAY);
      assertEquals("nothing", tell());
    }

    @Test
    void whatComesBackWithinTheDelayHasNotEnded() {
      start("step a", TroubleKind.UNAVAILABLE);
      pass(DELAY);
      tell();
      for (int i = 0; i < 5; i++) {
        troubles.end("step a");
        pass(Duration.ofSeconds(90));
        start("step a", TroubleKind.UNAVAILABLE);
        pass(Duration.ofSeconds(90));
        assertEquals("nothing", tell());
      }
      troubles.end("step a");
      pass(DELAY);
      assertEquals("unavailable end 1", tell());
    }

    @Test
    void aRestartTellsNothingAgain() {
      start("step a", TroubleKind.UNAVAILABLE);
      pass(DELAY);
      tell();
      restart();
      start("step a", TroubleKind.UNAVAILABLE);
      pass(DELAY);
      assertEquals("nothing", tell());
    }

    @Test
    void whatWorksAfterARestartHasEnded() {
      start("step a", TroubleKind.UNAVAILABLE);
      start("step b", TroubleKind.UNAVAILABLE);
      pass(DELAY);
      tell();
      restart();
      start("step b", TroubleKind.UNAVAILABLE);
      assertTrue(troubles.endUnconfirmed());
      assertFalse(troubles.endUnconfirmed());
      pass(DELAY);
      assertEquals("unavailable end 1", tell());
      assertEquals("nothing", tell());
    }

    @Test
    void whatWasNotToldBeforeARestartIsToldOnlyIfItIsReportedAgain() {
      start("step a", TroubleKind.UNAVAILABLE);
      restart();
      pass(DELAY);
      assertEquals("nothing", tell());
    }

    @Test
    void aClockThatIsSetBackDoesNotKeepPeopleWaiting() {
      start("step a", TroubleKind.UNAVAILABLE);
      pass(Duration.ofDays(-1));
      assertEquals("unavailable start 1", tell());
    }
  }

  @Nested
  class WhileItIsBeingTold {
    @Test
    void anEndIsToldAfterTheStart() {
      start("step a", TroubleKind.UNAVAILABLE);
      pass(DELAY);
      Batch begun = due().orElseThrow();
      troubles.end("step a");
      troubles.told(begun);
      pass(DELAY);
      assertEquals("unavailable end 1", tell());
    }

    @Test
    void anEndIsToldIfNobodyKnowsWhetherTheStartArrived() {
      start("step a", TroubleKind.UNAVAILABLE);
      pass(DELAY);
      due();
      troubles.end("step a");
      pass(DELAY);
      assertEquals("unavailable end 1", tell());
      assertEquals(Map.of(), troubles.all());
    }

    @Test
    void aStartIsToldAgainIfTheProcessIsKilledMeanwhile() {
      start("step a", TroubleKind.UNAVAILABLE);
      pass(DELAY);
      due();
      restart();
      assertEquals("unavailable start 1", tell());
    }

    @Test
    void anEndIsToldIfTheProcessIsKilledMeanwhile() {
      start("step a", TroubleKind.UNAVAILABLE);
      pass(DELAY);
      due();
      troubles.end("step a");
      restart();
      pass(DELAY);
      assertEquals("unavailable end 1", tell());
    }

    @Test
    void aNewStartIsToldAfterTheEnd() {
      start("step a", TroubleKind.UNAVAILABLE);
      pass(DELAY);
      tell();
      troubles.end("step a");
      pass(DELAY);
      Batch ended = due().orElseThrow();
      start("step a", TroubleKind.UNAVAILABLE);
      troubles.told(ended);
      assertEquals("nothing", tell());
      pass(DELAY);
      assertEquals("unavailable start 1", tell());
    }

    @Test
    void whatBecomesAnotherTroubleIsToldAsThat() {
      start("photo 1", TroubleKind.HELD);
      pass(DELAY);
      Batch held = due().orElseThrow();
      start("photo 1", TroubleKind.REJECTED);
      troubles.told(held);
      pass(DELAY);
      assertEquals("rejected start 1", tell());
    }

    @Test
    void whatIsNotTakenIsToldLater() {
      start("photo 1", TroubleKind.HELD);
      pass(DELAY);
      due();
      start("photo 2", TroubleKind.HELD);
      assertEquals("held start 2", tell());
    }
  }

  @Nested
  class Photos {
    @Test
    void manyAreOneMessage() {
      for (int i = 0; i < 12; i++) {
        start("photo " + i, TroubleKind.HELD);
        pass(Duration.ofSeconds(1));
      }
      pass(DELAY);
      assertEquals("held start 12", tell());
      for (int i = 0; i < 11; i++) {
        troubles.end("photo " + i);
      }
      pass(DELAY);
      assertEquals("held end 11", tell());
    }

    @Test
    void kindsAreToldApart() {
      start("photo 1", TroubleKind.REJECTED);
      start("photo 2", TroubleKind.HELD);
      pass(DELAY);
      assertEquals("rejected start 1", tell());
      assertEquals("held start 1", tell());
    }

    @Test
    void whatWasHeldAndIsRejectedIsToldAgain() {
      start("photo 1", TroubleKind.HELD);
      pass(DELAY);
      tell();
      start("photo 1", TroubleKind.REJECTED);
      pass(DELAY);
      assertEquals("rejected start 1", tell());
      troubles.end("photo 1");
      pass(DELAY);
      assertEquals("rejected end 1", tell());
    }

    @Test
    void thoseToldLongestAgoMakeRoom() {
      for (int i = 0; i < Troubles.MOST + 5; i++) {
        start("photo " + i, TroubleKind.HELD);
      }
      assertEquals(Troubles.MOST, troubles.all().size());
      pass(DELAY);
      assertEquals("held start " + Troubles.MOST, tell());
      assertTrue(start("photo new", TroubleKind.HELD));
      assertEquals(Troubles.MOST, troubles.all().size());
      assertFalse(troubles.all().containsKey("photo 0"));
      pass(DELAY);
      assertEquals("held start 1", tell());
    }
  }

  @Nested
  class Problems {
    @Test
    void oneSentenceIsToldOnceADay() {
      start("problem a", TroubleKind.PROBLEM);
      pass(DELAY);
      assertEquals("problem start 1", tell());
      pass(Duration.ofHours(23));
      assertFalse(start("problem a", TroubleKind.PROBLEM));
      assertEquals("nothing", tell());
      pass(Duration.ofHours(1));
      assertTrue(start("problem a", TroubleKind.PROBLEM));
      pass(DELAY);
      assertEquals("problem start 1", tell());
    }

    @Test
    void thoseThatJustCameAreToldWhenTheReceiverCloses() {
      start("problem a", TroubleKind.PROBLEM);
      start("step a", TroubleKind.UNAVAILABLE);
      assertEquals(TroubleKind.PROBLEM, troubles.due(true).orElseThrow().kind());
      troubles.told(troubles.due(true).orElseThrow());
      assertTrue(troubles.due(true).isEmpty());
    }

    @Test
    void aFloodDoesNotPushOutPhotos() {
      start("photo 1", TroubleKind.HELD);
      for (int i = 0; i < 1_000; i++) {
        start("problem " + i, TroubleKind.PROBLEM);
      }
      assertEquals(Troubles.MOST_WITHOUT_END + 1, troubles.all().size());
      assertTrue(troubles.all().containsKey("photo 1"));
    }
  }

  @Test
  void theFileKeepsEverything(@TempDir Path folder) throws Exception {
    TroubleFile file = new TroubleFile(folder);
    assertEquals(Map.of(), file.read());
    Trouble held =
        Trouble.of(TroubleKind.HELD, "", "p", "Ngā's \"phone\"", "it\\is", clock.instant());
    start("step a", TroubleKind.UNAVAILABLE);
    pass(DELAY);
    tell();
    troubles.end("step a");
    troubles.start("photo 1", held);
    file.write(troubles.all());
    assertEquals(troubles.all(), file.read());
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }
}
