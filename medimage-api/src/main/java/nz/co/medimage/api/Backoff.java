package nz.co.medimage.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;

/**
 * How long to pause before trying again: a first pause, then each a multiple of the one before, up
 * to a longest one. Each is a little shorter or longer at random, so that many that failed together
 * do not come back together. No pause exceeds the longest one, jitter included: pauses that have
 * grown to it are spread out below it.
 *
 * @param first the pause after the first failure, more than zero
 * @param factor how many times longer each next one is, at least 1
 * @param most the longest pause, at least {@code first}; no pause is ever longer
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
      throw new IllegalArgumentException("pauses grow from more than zero, not " + first);
    }
    if (factor < 1) {
      throw new IllegalArgumentException("a factor is at least 1, not " + factor);
    }
    if (!(jitter >= 0 && jitter < 1)) {
      throw new IllegalArgumentException("a jitter is from 0 to less than 1, not " + jitter);
    }
  }

  /**
   * The pause after some failures in a row.
   *
   * @param failures at least 1
   * @param random gives the jitter
   */
  public Duration pause(int failures, Random random) {
    Objects.requireNonNull(random, "random");
    double longest = (double) most.toMillis();
    double pause = (double) first.toMillis() * Math.pow(factor, Math.max(0, failures - 1));
    // Cut off after the jitter, half of those that wait longest would come back together.
    double middle = Math.min(pause, longest / (1 + jitter));
    double chosen = middle * (1 + jitter * (2 * random.nextDouble() - 1));
    return Duration.ofMillis((long) Math.min(chosen, longest));
  }
}
