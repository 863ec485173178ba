package nz.co.medimage.api.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReceiverRunTest {
  private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");

  private static List<ReceiverRun> runs() {
    List<ReceiverRun> runs = new ArrayList<>();
    for (long half : List.of(Long.MIN_VALUE, -1L, 0L, 1L, Long.MAX_VALUE)) {
      for (long nanos : List.of(-1L, 0L, 1L, 999_999L, 1_000_000L)) {
        runs.add(new ReceiverRun(new UUID(half, runs.size()), START.plusNanos(nanos)));
      }
    }
    return runs;
  }

  /** Each knows its own start to the nanosecond, and that of the other as it is told. */
  @Test
  void ofTwoThatTellEachOtherBothFindTheSameOneBefore() {
    for (ReceiverRun one : runs()) {
      for (ReceiverRun other : runs()) {
        boolean oneStops = ReceiverRun.parse(other.toString()).isBefore(one);
        boolean otherStops = ReceiverRun.parse(one.toString()).isBefore(other);
        if (one.id().equals(other.id())) {
          assertFalse(oneStops || otherStops);
        } else {
          assertNotEquals(oneStops, otherStops, one + " and " + other);
        }
      }
    }
  }

  @Test
  void runIsNotBeforeItselfWhateverItsStart() {
    ReceiverRun run = new ReceiverRun(new UUID(1, 1), START);
    assertFalse(new ReceiverRun(run.id(), START.minusSeconds(1)).isBefore(run));
  }

  @Test
  void textIsReadAsItWasWrittenAndNothingElseIs() {
    ReceiverRun run = new ReceiverRun(new UUID(1, 2), Instant.ofEpochMilli(1_700_000_000_123L));
    assertEquals("00000000-0000-0001-0000-000000000002 1700000000123", run.toString());
    assertEquals(run, ReceiverRun.parse(run.toString()));
    for (String wrong : List.of("", run.id().toString(), run + " ", run.id() + " yields", "1 2")) {
      assertThrows(IllegalArgumentException.class, () -> ReceiverRun.parse(wrong), wrong);
    }
  }
}
