package nz.co.medimage.crypto.envelope;

/**
 * Thrown if bytes are not what a paired device sealed for this receiver: they are cut off, changed,
 * forged, or meant for another receiver. Drop them, and ask for the envelope again.
 */
public final class DamagedEnvelopeException extends EnvelopeException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message what is wrong, with nothing of the content
   */
  public DamagedEnvelopeException(String message) {
    super(message);
  }

  /**
   * Makes the exception with a cause.
   *
   * @param message what is wrong, with nothing of the content
   */
  public DamagedEnvelopeException(String message, Throwable cause) {
    super(message, cause);
  }
}
