package nz.co.medimage.crypto;

import java.security.SecureRandom;
import java.time.Clock;
import nz.co.medimage.api.spi.PairingRefusedException;

/**
 * One attempt of a phone to pair: send {@link #hello()}, send {@link #proof} of the answer, and
 * {@link #finish} with the answer to that. The protocol is {@code spec/pairing-v1.md}. Not for use
 * by several threads at once.
 */
public final class PairingGuest {

  /**
   * Begins an attempt.
   *
   * @param deviceName what the receiver will list this phone as, one to 100 characters
   */
  public PairingGuest(PairingCode code, String deviceName, Clock clock, SecureRandom random) {}

  /** The first message; the same each time. */
  public byte[] hello() {
    return Unfinished.value();
  }

  /**
   * The second message: it shows that this side knows the code.
   *
   * @param answer to the first message
   * @throws PairingRefusedException if it is none of this protocol
   * @throws IllegalStateException if this attempt is past this step
   */
  public byte[] proof(byte[] answer) throws PairingRefusedException {
    return Unfinished.value();
  }

  /**
   * Ends the attempt.
   *
   * @param answer to the second message
   * @return the pairing, which the receiver has already stored
   * @throws PairingRefusedException if the other side does not know the code
   * @throws IllegalStateException if this attempt is not at this step
   */
  public SenderPairing finish(byte[] answer) throws PairingRefusedException {
    return Unfinished.value();
  }
}
