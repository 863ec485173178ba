package nz.co.medimage.sink.practice.internal;

import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.Capitals;
import nz.co.medimage.api.Nhi;
import nz.co.medimage.api.TextCut;
import nz.co.medimage.api.spi.PatientMatch;

/**
 * How a practice's patient ids are typed, so that what cannot be one is not looked up. Immutable.
 *
 * @param isNhi whether the ids are NHIs, whose last character is checked
 * @param isCapitals whether the practice writes its ids in capitals, so that they may be typed in
 *     small letters; true of NHIs
 */
public record TypedIds(boolean isNhi, boolean isCapitals) {
  /** The value of a setting {@code ids} for ids of any form. */
  public static final String PLAIN = "plain";

  /** The value of a setting {@code ids} for NHIs. */
  public static final String NHI = "nhi";

  /** Ids of any form, typed as the practice writes them. */
  public static final TypedIds AS_TYPED = new TypedIds(false, false);

  private static final int LONGEST_SHOWN = 100;

  /** NHIs are written in capitals. */
  public TypedIds {
    isCapitals |= isNhi;
  }

  /**
   * Reads the settings.
   *
   * @param ids {@link #PLAIN} or {@link #NHI}
   * @throws IllegalArgumentException with one sentence if {@code ids} is neither
   */
  public static TypedIds of(String ids, boolean capitals) {
    Objects.requireNonNull(ids, "ids");
    if (!ids.equals(PLAIN) && !ids.equals(NHI)) {
      throw new IllegalArgumentException("ids are " + PLAIN + " or " + NHI);
    }
    return new TypedIds(ids.equals(NHI), capitals);
  }

  /**
   * What to look up: without blanks around it, and in capitals if ids are. The practice's own ids
   * are compared in the same form.
   */
  public String normalized(String typed) {
    String id = typed.strip();
    return isCapitals ? Capitals.of(id) : id;
  }

  /**
   * The answer for an id that is not looked up, as it can be nobody's.
   *
   * @param typed as a person typed it
   * @return unknown, with a sentence that says what is wrong; empty if the id must be looked up
   */
  public Optional<PatientMatch> refusal(String typed) {
    if (!isNhi) {
      return Optional.empty();
    }
    String id = normalized(typed);
    if (Nhi.parse(id).isPresent()) {
      return Optional.empty();
    }
    String wrong =
        Nhi.looksMistyped(id)
            ? "its last character does not fit."
            : "an NHI is three letters and four digits, or three letters, two digits and two letters"
                + ", without I and O.";
    return Optional.of(
        PatientMatch.unknown(TextCut.line(id, LONGEST_SHOWN) + " is no NHI: " + wrong));
  }
}
