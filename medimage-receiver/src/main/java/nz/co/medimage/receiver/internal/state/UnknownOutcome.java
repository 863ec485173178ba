package nz.co.medimage.receiver.internal.state;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * That nobody knows whether a sink has a photo, and what became of the question.
 *
 * @param why the sink's sentence on where to look
 * @param decision what a person found; null until one has looked
 * @param begun whether the sink is filing the photo again, or was when the receiver stopped
 * @param reference where the photo is, once the sink was told of the decision; null before
 */
public record UnknownOutcome(
    String why, @Nullable Decision decision, boolean begun, @Nullable String reference) {

  /**
   * What a person found.
   *
   * @param at when, as {@link Instant#toString} writes it, to the millisecond
   * @param by who
   * @param filed whether the sink's target has the photo
   */
  public record Decision(String at, String by, boolean filed) {
    /** Refuses what is missing. */
    public Decision {
      Objects.requireNonNull(by, "by");
      Instant.parse(at);
    }
  }

  /** Refuses what is missing. */
  public UnknownOutcome {
    Objects.requireNonNull(why, "why");
  }

  /** The question. */
  public static UnknownOutcome of(String why) {
    return new UnknownOutcome(why, null, false, null);
  }

  /** The same, with what a person found. */
  public UnknownOutcome decided(Decision found) {
    return new UnknownOutcome(why, found, false, null);
  }

  /** The same, while the sink files the photo again. */
  public UnknownOutcome asBegun() {
    return new UnknownOutcome(why, decision, true, null);
  }

  /** The same, once the sink was told of the decision. */
  public UnknownOutcome settled(String place) {
    return new UnknownOutcome(why, decision, false, place);
  }

  /** Whether a person has still to look. */
  public boolean isOpen() {
    return decision == null;
  }

  /** Names the class alone: a reference can name a patient. */
  @Override
  public String toString() {
    return "UnknownOutcome";
  }
}
