package nz.co.medimage.api.transport;

import java.io.IOException;

/** The other end does not accept this device, or no longer does: pair again. */
public final class NotPairedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message one sentence for the user
   */
  public NotPairedException(String message) {
    super(message);
  }
}
