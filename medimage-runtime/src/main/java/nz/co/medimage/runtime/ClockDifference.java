package nz.co.medimage.runtime;

import java.time.Duration;
import java.util.Objects;

/**
 * How far another clock differs from this device's, to tell people who set clocks. The fate of a
 * photo never depends on a single clock. Immutable.
 *
 * @param ahead how far the other clock is ahead; negative if it is behind
 */
public record ClockDifference(Duration ahead) {
  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  /** Refuses null. */
  public ClockDifference {
    Objects.requireNonNull(ahead, "ahead");
  }

  /** Whether the clocks are at most 5 minutes apart, so that nobody needs to be told. */
  public boolean isTolerable() {
    return ahead.abs().compareTo(TOLERANCE) <= 0;
  }

  /** Whether the other clock is ahead by more than 5 minutes, so that somebody should be told. */
  public boolean isAhead() {
    return !isTolerable() && !ahead.isNegative();
  }

  /**
   * How far the clocks are apart, without a sign, in words for a person, such as {@code 12
   * minutes}, {@code 3 hours} or {@code 2 days}. Rounded, as clocks are read in whole seconds and
   * reading them takes time.
   */
  public String about() {
    Duration rounded = ahead.abs().plusSeconds(30);
    if (rounded.toDays() >= 2) {
      return rounded.toDays() + " days";
    }
    if (rounded.toHours() >= 2) {
      return rounded.toHours() + " hours";
    }
    return rounded.toMinutes() >= 2
        ? rounded.toMinutes() + " minutes"
        : seconds(ahead.abs().toMillis() / 1_000);
  }

  private static String seconds(long seconds) {
    return seconds == 1 ? "1 second" : seconds + " seconds";
  }
}
