package nz.co.medimage.api.transport;

import java.io.IOException;

/** Thrown if the other end does not have an envelope, or has a damaged copy: upload it again. */
public final class EnvelopeLostException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one sentence for the user
   */
  public EnvelopeLostException(String message) {
    super(message);
  }
}
