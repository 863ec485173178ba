package nz.co.medimage.api;

import java.time.Duration;
import java.util.Objects;
import java.util.Random;

/**
 * How long to pause before trying again: a first pause, then a multiple of the one before, up to a
 * longest one, each a little shorter or longer by chance so that many that failed together do not
 * come back together. None is longer than the longest, chance included: pauses that have grown up
 * to it lie below it, as far apart as chance would have set them around it.
 *
 * @param first the pause after the first failure, more than zero
 * @param factor how many times longer each next one is, at least 1
 * @param most the longest pause, at least {@code first}; no pause is ever longer
 * @param jitter by which part a pause may be shorter or longer, from 0 to less than 1
 */
public record Backoff(Duration first, int factor, Duration most, double jitter) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is left
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
   * The pause after so many failures in a row.
   *
   * @param failures at least 1
   * @param random decides within the jitter
   */
  public Duration pause(int failures, Random random) {
    Objects.requireNonNull(random, "random");
    double longest = (double) most.toMillis();
    double pause = (double) first.toMillis() * Math.pow(factor, Math.max(0, failures - 1));
    // Cut off after chance had its say, half of those that wait longest would come back together.
    double middle = Math.min(pause, longest / (1 + jitter));
    double chosen = middle * (1 + jitter * (2 * random.nextDouble() - 1));
    return Duration.ofMillis((long) Math.min(chosen, longest));
  }
}
