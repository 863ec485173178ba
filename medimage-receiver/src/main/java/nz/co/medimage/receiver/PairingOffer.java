package nz.co.medimage.receiver;

import java.time.Instant;

/**
 * An invitation to pair: up to 50 devices may do so with its code until it expires, is closed, or
 * is burnt by wrong guesses. The fifth wrong guess over a route burns it for that route alone. Safe
 * for use by several threads.
 */
public interface PairingOffer extends AutoCloseable {

  /** What is typed at the sender, such as {@code 7-QXKD}. A secret while the offer is open. */
  String code();

  /**
   * When it expires, by the receiver's clock as it was when the offer was made. If the clock is set
   * meanwhile, the offer still stays open for the time that was given.
   */
  Instant validUntil();

  /** Whether a device can still pair with it. */
  boolean isOpen();

  /** Takes the offer back. Devices that paired with it stay paired. */
  @Override
  void close();
}
