package nz.co.medimage.api.transport;

import java.io.IOException;

/**
 * The next hop will not take this envelope now, for want of room or of quota for example. The
 * sender keeps it, shows the sentence and tries again later.
 */
public final class EnvelopeDeferredException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message one sentence for the user
   */
  public EnvelopeDeferredException(String message) {
    super(message);
  }
}
