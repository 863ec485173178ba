package nz.co.medimage.crypto.envelope;

/**
 * An envelope of a version or a suite that this version of MedImage does not know. Keep it, and ask
 * for an update of the receiver.
 */
public final class UnsupportedEnvelopeException extends EnvelopeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message which version or suite it is
   */
  public UnsupportedEnvelopeException(String message) {
    super(message);
  }
}
