package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Random;
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
  void rangesAreChecked() {
    assertThrows(IllegalArgumentException.class, () -> new Backoff(Duration.ZERO, 3, MOST, 0));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(MOST, 3, FIRST, 0));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(FIRST, 0, MOST, 0));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(FIRST, 3, MOST, 1));
    assertThrows(IllegalArgumentException.class, () -> new Backoff(FIRST, 3, MOST, Double.NaN));
  }
}
