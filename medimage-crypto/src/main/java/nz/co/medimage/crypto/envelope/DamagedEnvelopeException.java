package nz.co.medimage.crypto.envelope;

/**
 * The bytes are not those that a paired device sealed for this receiver: cut off, changed, forged,
 * or for somebody else. Drop them, and ask for the envelope again.
 */
public final class DamagedEnvelopeException extends EnvelopeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message what is wrong, with nothing of the content
   */
  public DamagedEnvelopeException(String message) {
    super(message);
  }

  /**
   * Makes one with a cause.
   *
   * @param message what is wrong, with nothing of the content
   */
  public DamagedEnvelopeException(String message, Throwable cause) {
    super(message, cause);
  }
}
