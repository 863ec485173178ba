package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.runtime.ClockDifference;

/**
 * Compares this computer's clock with the times in authentic envelopes and with what relays say,
 * tells a person which of them looks wrong, and judges by them what is past. No single clock
 * decides that: not this computer's, for it may jump, nor that of one device.
 */
final class ClockWatch {
  /** So much later than all that came, this computer's clock is not believed. */
  private static final Duration UNBELIEVABLE = Duration.ofDays(365);

  private static final Duration ALIKE = Duration.ofHours(1);
  private static final Duration QUIET = Duration.ofDays(1);
  private static final String HERE = "";

  private final Ledger ledger;
  private final Clock clock;
  private final SafeEvents events;
  private final Map<String, Duration> ahead = new HashMap<>();
  private final Map<String, Instant> told = new HashMap<>();

  ClockWatch(Ledger ledger, Clock clock, SafeEvents events) {
    this.ledger = ledger;
    this.clock = clock;
    this.events = events;
  }

  /** An envelope opened: its time is what its device's clock said, or earlier. */
  void saw(ReceiverPairing from, EnvelopeId id) {
    ledger.saw(from.device(), id.createdAt());
    Duration difference = Duration.between(clock.instant(), id.createdAt());
    if (isAhead(difference)) {
      tellAhead(from.deviceName(), difference);
    } else {
      forget(from.deviceName());
    }
  }

  /**
   * A clock elsewhere was read. A hint only, as nobody vouches for it.
   *
   * @param whose names it
   * @param difference how far it is ahead of this computer's
   */
  void heard(String whose, Duration difference) {
    if (isAhead(difference)) {
      tellAhead(whose, difference);
    } else {
      forget(whose);
      if (isAhead(difference.negated())) {
        tell(
            HERE,
            "the clock of this computer is ahead of that of "
                + whose
                + " by "
                + about(difference.negated())
                + ": check it");
      }
    }
  }

  private static boolean isAhead(Duration difference) {
    return new ClockDifference(difference).isAhead();
  }

  private void tellAhead(String whose, Duration difference) {
    Optional<String> other = alike(whose, difference);
    String by = about(difference);
    if (other.isPresent()) {
      tell(
          HERE,
          "the clock of this computer is behind by "
              + by
              + ", as those of "
              + whose
              + " and "
              + other.get()
              + " agree: set it");
    } else {
      tell(
          whose,
          "the clock of "
              + whose
              + " is ahead of this computer's by "
              + by
              + ", or this computer's is behind: check both");
    }
  }

  /** Another clock that is as far ahead. */
  private synchronized Optional<String> alike(String whose, Duration difference) {
    ahead.put(whose, difference);
    return ahead.entrySet().stream()
        .filter(e -> !e.getKey().equals(whose))
        .filter(e -> e.getValue().minus(difference).abs().compareTo(ALIKE) <= 0)
        .map(Map.Entry::getKey)
        .sorted()
        .findFirst();
  }

  private synchronized void forget(String whose) {
    ahead.remove(whose);
  }

  private void tell(String whose, String sentence) {
    if (isDue(whose)) {
      events.problem(sentence);
    }
  }

  private synchronized boolean isDue(String whose) {
    Instant now = clock.instant();
    Instant last = told.get(whose);
    // A clock that was set back must not silence it.
    boolean due = last == null || now.isBefore(last) || !now.isBefore(last.plus(QUIET));
    if (due) {
      told.put(whose, now);
    }
    return due;
  }

  /**
   * Whether an envelope is certainly from before what is remembered. It is no older than its
   * pairing, whatever the clock of its device said.
   */
  boolean isPast(EnvelopeId id, ReceiverPairing from) {
    Instant made = id.createdAt().isBefore(from.pairedAt()) ? from.pairedAt() : id.createdAt();
    return horizon().filter(made::isBefore).isPresent();
  }

  /** Has the ledger forget what is certainly past. */
  void prune() throws IOException {
    Optional<Instant> horizon = horizon();
    if (horizon.isPresent()) {
      ledger.forget(horizon.get());
    }
  }

  /** The time before which all is past; nothing while this computer's clock is not believed. */
  private Optional<Instant> horizon() {
    Instant now = clock.instant();
    Optional<Instant> seen = ledger.latestSeen(now);
    Optional<Duration> later = seen.map(time -> Duration.between(time, now));
    if (later.isPresent() && later.get().compareTo(UNBELIEVABLE) > 0) {
      tell(
          HERE,
          "the clock of this computer is "
              + about(later.get())
              + " later than the latest photo: set it if it is wrong; until photos of its time come,"
              + " none is too old");
      return Optional.empty();
    }
    return seen.map(time -> time.minus(Ledger.AGE));
  }

  private static String about(Duration difference) {
    return new ClockDifference(difference).about();
  }
}
