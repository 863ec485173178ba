package nz.co.medimage.receiver;

import java.time.Instant;

/**
 * An invitation to pair: up to 50 devices may pair with its code, until the offer expires, is
 * closed or is ended by wrong guesses. The fifth wrong guess over one route ends it for that route
 * alone. It ends when the receiver closes, and is not there after a restart.
 *
 * <p>Safe for use by several threads.
 */
public interface PairingOffer extends AutoCloseable {

  /** What people type at the sender, such as {@code 7-QXKD}. A secret while the offer is open. */
  String code();

  /**
   * When the offer expires, by the receiver's clock at the time when it was made. If the clock is
   * set meanwhile, the offer stays open for the same length of time.
   */
  Instant validUntil();

  /** Whether a device can still pair with it over any route. */
  boolean isOpen();

  /** Takes the offer back. Devices that have paired stay paired. Repeating it has no effect. */
  @Override
  void close();
}
