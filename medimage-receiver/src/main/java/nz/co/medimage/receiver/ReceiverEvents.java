package nz.co.medimage.receiver;

import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.receiver.filter.Uncleanable;

/**
 * Is told what happens at a receiver, as a {@link ReceiverObserver} is and on the same terms, and
 * what concerns whoever runs it: pairing, and its end. It has one thread of its own, on which one
 * call follows the other.
 */
public interface ReceiverEvents extends ReceiverObserver {

  /**
   * A file may tell where it was made, and that cannot be removed from it. If it is held, {@link
   * #rejected} follows.
   *
   * @param id the photo
   * @param type what the content is, as an extension such as {@code pdf}; {@code unknown} if nobody
   *     can tell
   * @param why one sentence without anything of the patient
   * @param then what becomes of it
   */
  default void notCleaned(PhotoId id, String type, String why, Uncleanable then) {}

  /** A device was paired. */
  default void paired(PairedDevice device) {}

  /** A pairing offer was burnt by too many wrong guesses over every route; make a new one. */
  default void offerBurnt(PairingOffer offer) {}

  /**
   * The receiver stops for good: another computer on the network runs a copy of its home and
   * started first. It takes no more photos and is closing, as by {@link Receiver#close}, which
   * waits until that has ended; it does not come back by itself. Told once. By default this is told
   * as a {@linkplain #problem problem}.
   *
   * @param sentence says why, and what to do
   */
  default void stopped(String sentence) {
    problem(sentence);
  }
}
