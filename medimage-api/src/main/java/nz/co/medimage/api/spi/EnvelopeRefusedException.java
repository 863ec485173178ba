package nz.co.medimage.api.spi;

import java.io.IOException;

/**
 * The next hop will not take this envelope now, for want of room or of quota for example. The
 * sender keeps it, shows the sentence and tries again later.
 */
public final class EnvelopeRefusedException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * Makes one.
   *
   * @param message one sentence for the user
   */
  public EnvelopeRefusedException(String message) {
    super(message);
  }
}
