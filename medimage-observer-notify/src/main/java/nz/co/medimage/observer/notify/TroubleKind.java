package nz.co.medimage.observer.notify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What people are told of. */
enum TroubleKind {
  /** A photo is held until a person says whose it is. */
  HELD,
  /** A photo was rejected for good. */
  REJECTED,
  /** A follow-up sink rejected a photo for good. */
  FOLLOW_UP_REJECTED,
  /** Nobody can tell whether a sink's target has a photo. */
  OUTCOME_UNKNOWN,
  /** A sink or the patient check cannot be used. */
  UNAVAILABLE,
  /** An add-on does not come to an end with a photo. */
  STUCK,
  /** Anything else that needs a person. */
  PROBLEM;

  /** The name in messages and in the state. */
  String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<TroubleKind> of(String code) {
    return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
  }

  /** Whether nobody says when it ends: it is told again if it happens on another day. */
  boolean hasNoEnd() {
    return this == STUCK || this == PROBLEM;
  }
}
