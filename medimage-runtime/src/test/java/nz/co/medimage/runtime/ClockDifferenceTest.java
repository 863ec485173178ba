package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockDifferenceTest {

  @ParameterizedTest
  @CsvSource({
    "PT1M, 60 seconds",
    "PT5M1S, 5 minutes",
    "-PT5M30S, 6 minutes",
    "PT119M29S, 119 minutes",
    "PT119M30S, 2 hours",
    "-PT47H, 47 hours",
    "PT48H, 2 days"
  })
  void saysAboutHowFar(Duration ahead, String words) {
    assertEquals(words, new ClockDifference(ahead).about());
  }

  @Test
  void isToldFromOverFiveMinutesOn() {
    for (int sign : new int[] {1, -1}) {
      Duration five = Duration.ofMinutes(5).multipliedBy(sign);
      assertEquals(true, new ClockDifference(five).isTolerable());
      assertEquals(false, new ClockDifference(five.plusNanos(sign)).isTolerable());
      assertEquals(sign > 0, new ClockDifference(five.plusNanos(sign)).isAhead());
      assertEquals(false, new ClockDifference(five).isAhead());
    }
  }
}
