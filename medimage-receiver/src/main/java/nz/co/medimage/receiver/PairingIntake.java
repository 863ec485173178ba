package nz.co.medimage.receiver;

import java.io.IOException;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.PairingRefusedException;

/**
 * The pairing offers as they stand over one way. Wrong guesses are counted for each way by itself:
 * anybody can reach a relay, and must not be able to spoil the code for those in the house.
 */
final class PairingIntake {
  private final PairingOffers offers;
  private final Listener way;

  PairingIntake(PairingOffers offers, Listener way) {
    this.offers = offers;
    this.way = way;
  }

  /**
   * Answers a pairing message.
   *
   * @throws PairingRefusedException if there is no such offer over this way or the code is wrong
   */
  byte[] answer(String nameplate, byte[] message) throws IOException {
    return offers.answer(way, nameplate, message);
  }
}
