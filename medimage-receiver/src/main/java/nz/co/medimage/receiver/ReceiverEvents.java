package nz.co.medimage.receiver;

import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.receiver.filter.Uncleanable;

/**
 * An observer in the program that runs the receiver: a {@link ReceiverObserver} that also learns of
 * pairings and of the receiver's end.
 *
 * <p>It is called as {@link ReceiverObserver} says: on one thread of its own, in order, one call at
 * a time. A call may use the receiver, also {@link Receiver#close}. A user interface hands the
 * event to its own thread and returns, without waiting for that thread if it may itself wait for
 * the receiver:
 *
 * <pre>{@code
 * new ReceiverEvents() {
 *   public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
 *     SwingUtilities.invokeLater(() -> list.add(photo.id()));
 *   }
 *   public void problem(String sentence) {
 *     SwingUtilities.invokeLater(() -> status.setText(sentence));
 *   }
 * }
 * }</pre>
 *
 * <p>Show people {@link PhotoId#envelope()}: devices and receipts use this id. {@link
 * Receiver#delivery(PhotoId)} says the rest. Default of each method: does nothing, except {@link
 * #stopped}. The receiver never calls {@link #close} of an observer that was given in code.
 */
public interface ReceiverEvents extends ReceiverObserver {

  /**
   * A file may tell where it was made, and this cannot be removed from it. If it is held, {@link
   * #rejected} follows, with the code {@code NOT_CLEANED}.
   *
   * @param id the photo
   * @param type the type of the content as an extension, such as {@code pdf}; {@code unknown} if it
   *     is not recognised
   * @param why one sentence with nothing about the patient
   * @param then what becomes of the file
   */
  default void notCleaned(PhotoId id, String type, String why, Uncleanable then) {}

  /** A device has paired. It is in {@link Receiver#pairings} by now. */
  default void paired(PairedDevice device) {}

  /** Wrong guesses over every route have ended a pairing offer; make a new one. */
  default void offerBurnt(PairingOffer offer) {}

  /**
   * The receiver stops for good: another computer on the network runs a copy of its home and
   * started first. The receiver takes no more photos, is closing as if by {@link Receiver#close},
   * and does not come back. Called once. Default: calls {@link #problem}.
   *
   * @param sentence says why, and what to do
   */
  default void stopped(String sentence) {
    problem(sentence);
  }
}
