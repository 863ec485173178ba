package nz.co.medimage.receiver;

import java.io.IOException;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.PairingRefusedException;

/**
 * The pairing offers as they stand at one listener. Wrong guesses are counted for each listener by
 * itself: anybody can reach a relay, and must not be able to spoil the code for those in the house.
 */
final class PairingIntake {
  private final PairingOffers offers;
  private final Listener listener;

  PairingIntake(PairingOffers offers, Listener listener) {
    this.offers = offers;
    this.listener = listener;
  }

  /**
   * Answers a pairing message.
   *
   * @throws PairingRefusedException if there is no such offer at this listener, or if the code is
   *     wrong
   */
  byte[] answer(String nameplate, byte[] message) throws IOException {
    return offers.answer(listener, nameplate, message);
  }
}
