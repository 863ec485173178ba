package nz.co.medimage.receiver;

/**
 * What becomes of photos while the patient check gives no answer: it throws, does not return in
 * time or cannot start. No photo is rejected for that reason.
 */
public enum WhenUnavailable {
  /** They are filed unchecked; a problem says so once. */
  FILE,
  /** They wait, and the check is asked again after pauses. */
  WAIT
}
