package nz.co.medimage.crypto.envelope;

/**
 * Thrown if an envelope is authentic, but its manifest cannot be used or contradicts the content.
 * Reject the photo: sending it again would not help.
 */
public final class BadManifestException extends EnvelopeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one sentence for the clinician
   */
  public BadManifestException(String message) {
    super(message);
  }

  /**
   * Makes the exception with a cause.
   *
   * @param message one sentence for the clinician
   */
  public BadManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
