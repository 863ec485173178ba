package nz.co.medimage.api.spi;

import java.util.Objects;
import nz.co.medimage.api.PatientTag;

/**
 * The question to a {@link PatientCheck}: whose photo is this? Immutable. Receivers and tests make
 * it; later versions may add fields.
 */
public final class PatientQuery {
  private final PatientTag tag;
  private final String from;

  private PatientQuery(PatientTag tag, String from) {
    this.tag = tag;
    this.from = from;
  }

  /**
   * Makes a query for one photo.
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

  /** Shows the class only: a query is about a patient. */
  @Override
  public String toString() {
    return "PatientQuery";
  }
}
