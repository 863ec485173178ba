package nz.co.medimage.crypto.envelope;

/**
 * Thrown if an envelope has a version or a suite that this version of MedImage does not know. Keep
 * the envelope, and update the receiver.
 */
public final class UnsupportedEnvelopeException extends EnvelopeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message which version or suite it is
   */
  public UnsupportedEnvelopeException(String message) {
    super(message);
  }
}
