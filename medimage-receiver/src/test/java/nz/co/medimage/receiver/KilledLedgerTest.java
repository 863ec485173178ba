package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.testkit.ForkedJvm;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process that decides is killed in the middle, several times. */
@Timeout(120)
@Tag("process")
final class KilledLedgerTest {
  private static final int KILLS = 4;
  private static final int MOST_LINES = 80;

  @TempDir Path home;

  /** Decides on one envelope after another, forgets old ones, and prints what stands. */
  public static void main(String[] arguments) throws Exception {
    Ledger ledger = LedgerFixture.ledger(Path.of(arguments[0]));
    ledger.start(true, damaged -> {});
    for (int n = Integer.parseInt(arguments[1]); ; n++) {
      Instant time = LedgerFixture.AT.plusSeconds(n);
      EnvelopeId id = LedgerFixture.id(time, n);
      LedgerEntry entry = LedgerFixture.delivered(id, time);
      ledger.write(entry);
      System.out.println(id + " " + n);
      if (n % 7 == 0) {
        ledger.write(entry.withFollowUps(entry.filed()));
      }
      ledger.forget(LedgerFixture.AT.minusSeconds(1));
    }
  }

  @Test
  void whatWasSaidToStandStands() throws Exception {
    Random random = new Random();
    List<String> said = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      ForkedJvm.runAndKill(
          KilledLedgerTest.class,
          1 + random.nextInt(MOST_LINES),
          line -> note(line, said),
          home.toString(),
          Integer.toString(said.size()));
      check(said);
    }
  }

  /** Of the last line a part may be missing. */
  private static void note(String line, List<String> said) {
    if (line.matches("\\S{36} " + said.size())) {
      said.add(line);
    }
  }

  private void check(List<String> said) throws Exception {
    Ledger ledger = LedgerFixture.ledger(home);
    ledger.start(false, damaged -> {});
    try {
      for (int n = 0; n < said.size(); n++) {
        Instant time = LedgerFixture.AT.plusSeconds(n);
        EnvelopeId id = EnvelopeId.parse(said.get(n).substring(0, 36));
        assertEquals(LedgerFixture.id(time, n), id);
        assertEquals(
            Optional.of(LedgerFixture.delivered(id, time).receipt()),
            ledger.findAny(id).map(LedgerEntry::receipt));
      }
      int all = ledger.page(Optional.empty(), 10_000, damaged -> {}).size();
      // The one after the last that was said may stand or not.
      assertEquals(said.size(), all, 1);
    } finally {
      ledger.close();
    }
  }
}
