package nz.co.medimage.crypto;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import nz.co.medimage.api.Route;

/**
 * One pairing offer at the receiver: any number of phones may use it, until the fifth wrong guess
 * burns it. The protocol is {@code spec/pairing-v1.md}. Safe for use by several threads; how long
 * the offer stands is the caller's business.
 */
public final class PairingHost {

  /** Keeps what a pairing is made of. */
  @FunctionalInterface
  public interface Keeper {
    /**
     * Stores a pairing durably, before the phone learns that it is paired. Called again for the
     * same pairing if it failed and the phone asks again.
     *
     * @throws IOException if it cannot be stored; the pairing then does not come about
     */
    void keep(ReceiverPairing pairing) throws IOException;
  }

  /**
   * Opens an offer.
   *
   * @param receiverName one to 100 characters
   * @param routes asked at each pairing for the ways to this receiver
   */
  public PairingHost(
      PairingCode code,
      String receiverName,
      ReceiverIdentity identity,
      Supplier<List<Route>> routes,
      Clock clock,
      SecureRandom random,
      Keeper keeper) {}

  /**
   * Answers one message of a phone; the same message gets the same answer. Takes some tenths of a
   * second.
   *
   * @throws nz.co.medimage.api.spi.PairingRefusedException if the code was wrong, the offer is
   *     burnt, or the message is none of this protocol
   * @throws IOException if the keeper failed
   */
  public byte[] answer(byte[] message) throws IOException {
    return Unfinished.value();
  }

  /** Whether five wrong guesses have ended the offer. */
  public boolean isBurnt() {
    return Unfinished.value();
  }
}
