package nz.co.medimage.receiver;

import java.util.HashMap;
import java.util.Map;
import nz.co.medimage.api.PhotoId;

/**
 * Tells a step that cannot be used, such as a sink whose target is down, from a photo that the step
 * cannot take: a photo at which it fails although it has dealt with others since it last failed at
 * that photo is to blame itself, until the step deals with it. Observers are told once when the
 * step becomes unavailable and once when it works again. Safe for use by several threads.
 */
final class Availability {
  /** In place of a number of successes. */
  private static final long TO_BLAME = -1;

  private final String step;
  private final SafeEvents events;

  /** How many photos the step had dealt with when it last failed at each. */
  private final Map<PhotoId, Long> failing = new HashMap<>();

  private long dealtWith;
  private boolean isAway;

  /**
   * Takes it to be available.
   *
   * @param step the id of a sink or a check
   */
  Availability(String step, SafeEvents events) {
    this.step = step;
    this.events = events;
  }

  /**
   * The step failed at a photo.
   *
   * @return whether the step is unavailable; if not, the photo is to blame
   */
  synchronized boolean failed(PhotoId id, String why) {
    long before = failing.getOrDefault(id, dealtWith);
    boolean isToBlame = before != dealtWith;
    failing.put(id, isToBlame ? TO_BLAME : dealtWith);
    if (!isToBlame) {
      away(why);
    }
    return !isToBlame;
  }

  /** The step cannot be used for any photo, as it has not started. */
  synchronized void away(String why) {
    if (!isAway) {
      isAway = true;
      events.unavailable(step, why);
    }
  }

  /** The step dealt with a photo. */
  synchronized void worked(PhotoId id) {
    failing.remove(id);
    dealtWith++;
    back();
  }

  /** The step can be used, as it has started. */
  synchronized void back() {
    if (isAway) {
      isAway = false;
      events.available(step);
    }
  }

  /** A photo no longer waits for the step. */
  synchronized void forget(PhotoId id) {
    failing.remove(id);
  }
}
