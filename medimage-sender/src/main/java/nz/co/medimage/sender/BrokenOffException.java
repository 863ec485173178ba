package nz.co.medimage.sender;

import java.io.IOException;

/**
 * Thrown if there may be a better route now: {@link LinkPool#renew} or {@link LinkPool#leaveRelays}
 * was called meanwhile.
 */
final class BrokenOffException extends IOException {
  private static final long serialVersionUID = 1L;

  BrokenOffException() {
    super("there may be a better route");
  }
}
