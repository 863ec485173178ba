package nz.co.medimage.api;

/**
 * Why a photo is held at the practice until a person there says whose it is.
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
  /** Another reason, which the sentence tells; also any code that this version does not know. */
  OTHER;

  /** The code of this name; {@link #OTHER} if this version knows none. */
  public static HoldCode of(String name) {
    for (HoldCode code : values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return OTHER;
  }
}
