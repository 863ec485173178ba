package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import nz.co.medimage.api.transport.EnvelopeDeferredException;

/**
 * Reports a full or failing disk: to the sender each time, and to people at this computer once a
 * minute.
 */
final class DiskAlarm {
  static final Duration QUIET = Duration.ofMinutes(1);

  private final Clock clock;
  private final SafeEvents events;
  private Instant told = Instant.MIN;

  DiskAlarm(Clock clock, SafeEvents events) {
    this.clock = clock;
    this.events = events;
  }

  /** There is no room for another envelope. */
  EnvelopeDeferredException full() {
    tell("the disk is full: make room on it; photos wait at the senders");
    return new EnvelopeDeferredException(
        "The receiver's disk is full: make room on it; the photo waits at the sender.");
  }

  /** Something could not be written. */
  EnvelopeDeferredException failing(IOException cause) {
    tell("the disk is full or fails; photos wait at the senders");
    EnvelopeDeferredException refused =
        new EnvelopeDeferredException(
            "The receiver cannot store the photo now: its disk is full or fails.");
    refused.initCause(cause);
    return refused;
  }

  private void tell(String sentence) {
    if (isDue()) {
      events.problem(sentence);
    }
  }

  private synchronized boolean isDue() {
    Instant now = clock.instant();
    // A clock that was set back must not silence it.
    boolean due = told.equals(Instant.MIN) || now.isBefore(told) || !now.isBefore(told.plus(QUIET));
    if (due) {
      told = now;
    }
    return due;
  }
}
