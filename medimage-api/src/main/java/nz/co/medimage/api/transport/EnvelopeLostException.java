package nz.co.medimage.api.transport;

import java.io.IOException;

/** The other end does not have the envelope, or has a damaged copy: upload it again. */
public final class EnvelopeLostException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message one sentence for the user
   */
  public EnvelopeLostException(String message) {
    super(message);
  }
}
