package nz.co.medimage.receiver;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A person's decision about a photo was not carried out, and nothing has happened: the photo has
 * changed since the person looked at it, or a person has to say that it is meant all the same. Its
 * message is one sentence for that person, without the patient's id. Immutable.
 */
public final class DecisionRefusedException extends Exception {
  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // nobody serializes it
  private final @Nullable DeliveryRecord now;

  @SuppressWarnings("serial") // nobody serializes it
  private final List<String> mayBeFiledAt;

  private DecisionRefusedException(
      String sentence, @Nullable DeliveryRecord now, List<String> mayBeFiledAt) {
    super(sentence);
    this.now = now;
    this.mayBeFiledAt = List.copyOf(mayBeFiledAt);
  }

  static DecisionRefusedException changed(String sentence, Optional<DeliveryRecord> now) {
    return new DecisionRefusedException(sentence, now.orElse(null), List.of());
  }

  static DecisionRefusedException mayBeFiled(
      String sentence, DeliveryRecord now, List<String> sinks) {
    return new DecisionRefusedException(sentence, Objects.requireNonNull(now), sinks);
  }

  /** The photo as it is now, for the person to look at; empty if it is not here any more. */
  public Optional<DeliveryRecord> now() {
    return Optional.ofNullable(now);
  }

  /**
   * The required sinks that may have filed the photo under another tag. If there are any, the photo
   * has not changed: {@link Receiver#assignThoughFiled} files it all the same. Empty if the photo
   * has changed.
   */
  public List<String> mayBeFiledAt() {
    return mayBeFiledAt;
  }
}
