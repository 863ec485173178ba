package nz.co.medimage.receiver.internal.state;

import java.util.Objects;

/**
 * How often one photo made one step throw.
 *
 * @param step the id of a sink or a filter, or {@code receiver}
 * @param failures in a row, while the step failed at no other photo; 0 or more
 * @param strikes how many of them lie between successes of the step at other photos
 */
public record FaultCount(String step, int failures, int strikes) {

  /** Refuses what is missing. */
  public FaultCount {
    Objects.requireNonNull(step, "step");
    if (failures < 0 || strikes < 0) {
      throw new IllegalArgumentException("a count is at least 0");
    }
  }
}
