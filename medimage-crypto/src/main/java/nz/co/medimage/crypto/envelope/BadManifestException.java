package nz.co.medimage.crypto.envelope;

/**
 * The envelope is authentic, but its manifest cannot be used or contradicts the content. Reject the
 * photo: sending it again would bring the same.
 */
public final class BadManifestException extends EnvelopeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message one sentence for the clinician
   */
  public BadManifestException(String message) {
    super(message);
  }

  /**
   * Makes one with a cause.
   *
   * @param message one sentence for the clinician
   */
  public BadManifestException(String message, Throwable cause) {
    super(message, cause);
  }
}
