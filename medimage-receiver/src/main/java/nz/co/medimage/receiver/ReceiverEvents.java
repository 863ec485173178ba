package nz.co.medimage.receiver;

import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.receiver.filter.Uncleanable;

/**
 * A {@link ReceiverObserver}, called on the same terms, that is also told what concerns whoever
 * runs the receiver: pairing, and its end.
 */
public interface ReceiverEvents extends ReceiverObserver {

  /**
   * A file may tell where it was made, and this cannot be removed from it. If it is held, {@link
   * #rejected} follows.
   *
   * @param id the photo
   * @param type what the content is, as an extension such as {@code pdf}; {@code unknown} if nobody
   *     can tell
   * @param why one sentence with nothing about the patient
   * @param then what becomes of it
   */
  default void notCleaned(PhotoId id, String type, String why, Uncleanable then) {}

  /** A device was paired. */
  default void paired(PairedDevice device) {}

  /** A pairing offer was burnt by too many wrong guesses over every route; make a new one. */
  default void offerBurnt(PairingOffer offer) {}

  /**
   * The receiver stops for good: another computer on the network runs a copy of its home and
   * started first. It takes no more photos and is closing, as with {@link Receiver#close}, which
   * waits until that has ended; it does not come back by itself. Called once. Default: reports it
   * as a {@linkplain #problem problem}.
   *
   * @param sentence says why, and what to do
   */
  default void stopped(String sentence) {
    problem(sentence);
  }
}
