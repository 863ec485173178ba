package nz.co.medimage.api.spi;

import java.util.Objects;
import nz.co.medimage.api.PatientTag;

/**
 * What a {@link PatientCheck} is asked: whose photo this is. Immutable; later versions may tell
 * more. For receivers and tests to make.
 */
public final class PatientQuery {
  private final PatientTag tag;
  private final String from;

  private PatientQuery(PatientTag tag, String from) {
    this.tag = tag;
    this.from = from;
  }

  /**
   * A query for one photo.
   *
   * @param tag the photo's tag, with at least one folder
   * @param from the name of the paired device that sent it, as the receiver lists it
   * @throws IllegalArgumentException if the tag has no folder
   */
  public static PatientQuery of(PatientTag tag, String from) {
    if (Objects.requireNonNull(tag, "tag").folders().isEmpty()) {
      throw new IllegalArgumentException("a tag without a folder names no patient to look up");
    }
    return new PatientQuery(tag, Objects.requireNonNull(from, "from"));
  }

  /** The id that was typed: the first folder of the tag. Never empty. */
  public String typedId() {
    return tag.folders().get(0);
  }

  /** The whole tag. */
  public PatientTag tag() {
    return tag;
  }

  /** The name of the paired device that sent the photo, as the receiver lists it. */
  public String from() {
    return from;
  }

  /** Names the class alone: a query is about a patient. */
  @Override
  public String toString() {
    return "PatientQuery";
  }
}
