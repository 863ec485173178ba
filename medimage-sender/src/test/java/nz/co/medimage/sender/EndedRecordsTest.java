package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is forgotten of how photos ended, by clocks that are right and wrong. */
class EndedRecordsTest {
  private static final SendMark UNDER_A_KEY = new SendMark("0".repeat(32), "1".repeat(32));
  private static final Duration YEARS = Duration.ofDays(3000);

  @TempDir Path folder;
  private final Instant now = Instant.now();
  private EndedRecords records;

  @BeforeEach
  void open() {
    records = new EndedRecords(folder);
  }

  /**
   * One that was delivered.
   *
   * @param written by the clock of this device
   * @param at by the clock of its receiver
   */
  private EnvelopeId delivered(SendMark mark, Instant written, Instant at) throws IOException {
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), new Random());
    records.write(new EndedRecord(id, "Reception", 7, State.DELIVERED, at, null), mark);
    Path file = folder.resolve(new EntryName(id, null, mark).ended());
    Files.setLastModifiedTime(file, FileTime.from(written));
    return id;
  }

  private Set<EnvelopeId> left() throws IOException {
    return records.names().stream().map(EntryName::id).collect(Collectors.toSet());
  }

  @Test
  void whatIsPastByAllClocksGoesButTheNewestUnderAKey() throws Exception {
    Instant past = now.minus(YEARS);
    delivered(null, past, past);
    delivered(UNDER_A_KEY, past.minusSeconds(9), past);
    EnvelopeId newest = delivered(UNDER_A_KEY, past, past);
    EnvelopeId fresh = delivered(null, now, now);

    records.prune(now.minusSeconds(60), Set.of(), 1);

    assertEquals(Set.of(newest, fresh), left());
    assertEquals(List.of(fresh), ids(records.readAll(now.minusSeconds(60))));
  }

  private static List<EnvelopeId> ids(List<EndedRecord> ended) {
    return ended.stream().map(EndedRecord::id).toList();
  }

  @Test
  void aDeliveryUnderAKeyThatWasNotedWhileTheClockWasYearsBehindStays() throws Exception {
    EnvelopeId noted = delivered(UNDER_A_KEY, now.minus(YEARS), now);

    records.prune(now.minusSeconds(60), Set.of(), 0);

    assertEquals(Set.of(noted), left());
  }

  @Test
  void aClockYearsBehindForgetsNothing() throws Exception {
    EnvelopeId noted = delivered(UNDER_A_KEY, now, now);
    EnvelopeId other = delivered(null, now, now);

    records.prune(now.minus(YEARS), Set.of(), 0);

    assertEquals(Set.of(noted, other), left());
  }
}
