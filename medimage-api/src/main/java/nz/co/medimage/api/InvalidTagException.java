package nz.co.medimage.api;

/** What was typed cannot be a {@link PatientTag}. The message is one sentence for the clinician. */
public final class InvalidTagException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidTagException(String message) {
    super(message);
  }
}
