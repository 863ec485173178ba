package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  private static final Duration FIRST = Duration.ofSeconds(15);
  private static final Duration MOST = Duration.ofHours(6);

  @Test
  void eachPauseIsLongerUpToTheLongest() {
    Backoff backoff = new Backoff(FIRST, 3, MOST, 0);
    assertEquals(FIRST, backoff.pause(1, new Random(1)));
    assertEquals(Duration.ofSeconds(45), backoff.pause(2, new Random(1)));
    assertEquals(Duration.ofSeconds(135), backoff.pause(3, new Random(1)));
    assertEquals(MOST, backoff.pause(10, new Random(1)));
    assertEquals(MOST, backoff.pause(Integer.MAX_VALUE, new Random(1)));
  }

  @Test
  void chanceStaysWithinTheJitter() {
    Backoff backoff = new Backoff(FIRST, 3, MOST, 0.2);
    Random random = new Random(7);
    for (int i = 0; i < 1000; i++) {
      long millis = backoff.pause(1, random).toMillis();
      assertTrue(millis >= 12_000 && millis <= 18_000, () -> "pause of " + millis + " ms");
    }
  }

  @Test
  void longestPausesAreSpreadTooSoThatNotAllComeBackTogether() {
    Backoff backoff = new Backoff(FIRST, 3, MOST, 0.2);
    Random random = new Random(7);
    long distinct = Stream.generate(() -> backoff.pause(20, random)).limit(100).distinct().count();
    assertTrue(distinct > 90, () -> distinct + " different pauses of 100");
  }

  @Property
  void noPauseIsLongerThanTheLongestOrNegative(
      @ForAll @LongRange(min = 1, max = 1L << 45) long first,
      @ForAll @LongRange(max = 1L << 45) long more,
      @ForAll @IntRange(min = 1) int factor,
      @ForAll @DoubleRange(max = 1, maxIncluded = false) double jitter,
      @ForAll @IntRange(min = 1) int failures,
      @ForAll Random random) {
    Duration most = Duration.ofMillis(first + more);
    Duration pause =
        new Backoff(Duration.ofMillis(first), factor, most, jitter).pause(failures, random);
    assertTrue(pause.compareTo(most) <= 0, () -> pause + " is longer than " + most);
    assertFalse(pause.isNegative(), () -> "a pause of " + pause);
  }

  @Test
  void rangesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, 3, MOST, 0));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(MOST, 3, FIRST, 0));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(FIRST, 0, MOST, 0));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(FIRST, 3, MOST, 1));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(FIRST, 3, MOST, Double.NaN));
  }
}
