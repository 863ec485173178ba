package nz.co.medimage.api;

/**
 * Thrown if a text cannot be a {@link PatientTag}. The message is one sentence in English for the
 * clinician.
 */
public final class InvalidTagException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidTagException(String message) {
    super(message);
  }
}
