package nz.co.medimage.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;

/**
 * How long to pause before trying again: each pause is a multiple of the one before, up to a
 * maximum. Jitter makes each pause a little shorter or longer, so that many clients that failed
 * together do not all come back together. No pause exceeds the maximum, jitter included: pauses
 * that have grown to it are spread out below it. Immutable.
 *
 * @param first the pause after the first failure, more than zero
 * @param factor how many times longer each pause is than the one before, at least 1
 * @param most the maximum, at least {@code first}
 * @param jitter the fraction by which a pause may be shorter or longer, from 0 to less than 1
 */
public record Backoff(Duration first, int factor, Duration most, double jitter) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of range
   */
  public Backoff {
    Objects.requireNonNull(first, "first");
    Objects.requireNonNull(most, "most");
    if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the first pause is more than zero and at most the longest, not " + first);
    }
    if (factor < 1) {
      throw new IllegalArgumentException("a factor is at least 1, not " + factor);
    }
    if (!(jitter >= 0 && jitter < 1)) {
      throw new IllegalArgumentException("a jitter is from 0 to less than 1, not " + jitter);
    }
  }

  /**
   * The pause after a number of failures in a row.
   *
   * @param failures how many, at least 1
   * @param random the source of the jitter
   */
  public Duration pause(int failures, Random random) {
    Objects.requireNonNull(random, "random");
    double longest = (double) most.toMillis();
    double pause = (double) first.toMillis() * Math.pow(factor, Math.max(0, failures - 1));
    // If the jitter were cut off instead, half of the longest pauses would end together.
    double middle = Math.min(pause, longest / (1 + jitter));
    double chosen = middle * (1 + jitter * (2 * random.nextDouble() - 1));
    return Duration.ofMillis((long) Math.min(chosen, longest));
  }
}
