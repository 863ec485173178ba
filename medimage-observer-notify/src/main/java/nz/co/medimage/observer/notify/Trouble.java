package nz.co.medimage.observer.notify;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One trouble, and what people know of it. Immutable.
 *
 * @param kind what it is
 * @param step the sink, check or other add-on that it is about; empty if none is
 * @param photo the id of the envelope; empty if it is not about one photo
 * @param from the name of the device that sent the photo; empty if it is not known
 * @param detail a sentence that says more, and may name the patient unless the kind is a problem
 * @param since when it started
 * @param known whether its start was told
 * @param ended when it ended; null while it lasts
 */
record Trouble(
    TroubleKind kind,
    String step,
    String photo,
    String from,
    String detail,
    Instant since,
    Known known,
    @Nullable Instant ended) {

  /** What people know of the start of a trouble. */
  enum Known {
    /** Nobody was told. */
    NOT,
    /** It was sent at least once, and nobody knows whether it arrived. */
    PERHAPS,
    /** It was told. */
    YES
  }

  static Trouble of(
      TroubleKind kind, String step, String photo, String from, String detail, Instant since) {
    return new Trouble(
        kind,
        OneLine.of(step),
        photo,
        OneLine.of(from),
        OneLine.of(detail),
        since,
        Known.NOT,
        null);
  }

  Trouble known(Known now) {
    return new Trouble(kind, step, photo, from, detail, since, now, ended);
  }

  /** As if it started now. */
  Trouble afresh(Instant now) {
    return new Trouble(kind, step, photo, from, detail, now, Known.NOT, null);
  }

  Trouble endedAt(@Nullable Instant when) {
    return new Trouble(kind, step, photo, from, detail, since, known, when);
  }

  boolean isOver() {
    return ended != null;
  }

  /** Since when people should be told of its start, or of its end if it is over. */
  Optional<Instant> pendingSince() {
    if (ended != null) {
      return Optional.of(ended);
    }
    return known == Known.YES ? Optional.empty() : Optional.of(since);
  }

  /** Leaves out what may name a patient. */
  @Override
  public String toString() {
    return "Trouble[" + kind + ", " + step + ", " + photo + "]";
  }
}
