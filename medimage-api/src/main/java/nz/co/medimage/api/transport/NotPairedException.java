package nz.co.medimage.api.transport;

import java.io.IOException;

/**
 * Thrown if the other end does not accept this device, or no longer does: pair again. Throw it only
 * if the other end said so after it was verified, never because it could not be reached.
 */
public final class NotPairedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one sentence for the user
   */
  public NotPairedException(String message) {
    super(message);
  }
}
