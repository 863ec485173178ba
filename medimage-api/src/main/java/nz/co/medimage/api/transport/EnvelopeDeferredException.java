package nz.co.medimage.api.transport;

import java.io.IOException;

/**
 * Thrown if the next hop does not accept an envelope now, for example because it has no room or
 * quota for it. The sender keeps the envelope, shows the sentence and tries again later.
 */
public final class EnvelopeDeferredException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception.
   *
   * @param message one sentence for the user
   */
  public EnvelopeDeferredException(String message) {
    super(message);
  }
}
