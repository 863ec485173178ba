package nz.co.medimage.receiver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells people what is wrong with the envelopes of one transport: now and then, however many there
 * are.
 */
final class RouteAlarm {
  static final Duration QUIET = Duration.ofMinutes(10);

  private final Clock clock;
  private final Quarantine quarantine;
  private final SafeEvents events;
  private final Map<String, Instant> told = new ConcurrentHashMap<>();

  RouteAlarm(Clock clock, Quarantine quarantine, SafeEvents events) {
    this.clock = clock;
    this.quarantine = quarantine;
    this.events = events;
  }

  /** One does not open. */
  void damaged(HeldEnvelope envelope) {
    if (quarantine.holds(envelope)) {
      events.problem(envelope.file() + " is damaged; restore it from a backup");
      return;
    }
    tell(
        "Photos arrive damaged"
            + route(envelope)
            + "; they are sent again. If this goes on, something on that route loses or changes them.");
  }

  /** One seems to be of a later version. */
  void unsupported(HeldEnvelope envelope) {
    if (quarantine.holds(envelope)) {
      events.problem(envelope.file() + " needs a later version of MedImage");
      return;
    }
    tell(
        "A photo that came"
            + route(envelope)
            + " was sealed by a later version of MedImage, or is damaged: update the receiver. Its"
            + " sender keeps it meanwhile.");
  }

  private static String route(HeldEnvelope envelope) {
    return envelope.transport().isEmpty() ? "" : " over " + envelope.transport();
  }

  private void tell(String sentence) {
    Instant now = clock.instant();
    Instant due = told.get(sentence);
    // A clock that was set back must not silence it.
    if (due == null || !now.isBefore(due) || now.isBefore(due.minus(QUIET))) {
      told.put(sentence, now.plus(QUIET));
      events.problem(sentence);
    }
  }
}
