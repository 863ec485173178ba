package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process that decides is killed in the middle, several times. */
@Timeout(120)
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
      runAndKill(said.size(), 1 + random.nextInt(MOST_LINES), said);
      check(said);
    }
  }

  private void runAndKill(int from, int lines, List<String> said) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dorg.sqlite.tmpdir=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                KilledLedgerTest.class.getName(),
                home.toString(),
                Integer.toString(from))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out = child.inputReader(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < lines; i++) {
        String line = out.readLine();
        assertNotNull(line, "it ended by itself");
        said.add(line);
      }
      // Not by the process itself, which would close its output.
      child.toHandle().destroyForcibly();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        // Of the last line a part may be missing.
        if (line.matches("\\S{36} " + said.size())) {
          said.add(line);
        }
      }
    } finally {
      child.destroyForcibly().waitFor();
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
