package nz.co.medimage.api;

import java.util.Objects;

/**
 * Why a photo is held at the practice until a person there says whose it is. Later versions may add
 * codes, so a {@code switch} over them needs a default branch. {@link OutcomeTexts} has a sentence
 * for each.
 *
 * <p>Source: {@code spec/envelope-v1.md}, section "Receipt".
 */
public enum HoldCode {
  /** The practice knows no patient by this id. */
  UNKNOWN_PATIENT,
  /** The id fits several patients. */
  AMBIGUOUS_PATIENT,
  /** The patient is no longer with this practice. */
  INACTIVE_PATIENT,
  /**
   * Another reason, which the receipt's message states; also any code that this version does not
   * know.
   */
  OTHER;

  /** The code with this name; {@link #OTHER} if this version does not know it. */
  public static HoldCode of(String name) {
    Objects.requireNonNull(name, "name");
    for (HoldCode code : values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return OTHER;
  }
}
