package nz.co.medimage.sender;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import nz.co.medimage.api.Backoff;

/**
 * All that decides when something is tried, and tried again.
 *
 * @param headStart how long a route is tried before the next one is tried beside it, from its last
 *     sign of progress on
 */
record RetryClock(Timer timer, Clock clock, Backoff backoff, Random random, Duration headStart) {

  long now() {
    return timer.nanos();
  }

  /** The moment at which the pause after so many failures is over, in {@link #now()}'s time. */
  long afterFailures(int failures) {
    return now() + backoff.pause(failures, random).toNanos();
  }

  /** The moment so many nanoseconds from now, as people read it off the wall. */
  Instant onTheWall(long nanos) {
    return clock.instant().plus(Duration.ofNanos(Math.max(0, nanos)));
  }
}
