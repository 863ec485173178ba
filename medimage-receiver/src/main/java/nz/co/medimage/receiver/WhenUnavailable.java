package nz.co.medimage.receiver;

/**
 * What becomes of photos while a patient check cannot be asked. None is rejected for that reason.
 */
public enum WhenUnavailable {
  /** They are filed unchecked. */
  FILE,
  /** They wait, and the check is asked again after pauses. */
  WAIT
}
