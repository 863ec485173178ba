package nz.co.medimage.receiver;

import java.time.Duration;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * Is told what happens at a receiver, on the receiver's threads and several of them at once: be
 * quick. What these methods throw is logged and does no harm.
 */
public interface ReceiverEvents {

  /**
   * Every required sink has the photo, and nothing can undo that any more. Called once for each
   * photo, or again if the receiver was killed at this very moment.
   *
   * @param photo its file is there until this returns
   */
  default void delivered(StagedPhoto photo, Receipt.Delivered receipt) {}

  /**
   * A photo was refused for good. It lies in quarantine, unless its beginning alone was taken since
   * it is too large.
   *
   * @param from the name of the device
   */
  default void rejected(String from, Receipt.Rejected receipt) {}

  /**
   * A file may tell where it was made, and that cannot be removed from it. If it is held, {@link
   * #rejected} follows.
   *
   * @param id the envelope
   * @param type what the content is, as an extension such as {@code pdf}; {@code unknown} if nobody
   *     can tell
   * @param why one sentence without anything of the patient
   * @param then what becomes of it
   */
  default void notCleaned(EnvelopeId id, String type, String why, Uncleanable then) {}

  /**
   * A sink is away, or a filter or a sink failed; the photo waits and is tried again.
   *
   * @param id the envelope, as devices and receipts name it; here and below two devices may use one
   * @param step the id of the sink or the filter, or {@code receiver} for the receiver itself
   * @param why one sentence, which can hold a path
   * @param pause how long until then
   * @param cause what it threw; its messages are the add-on's and can name the patient
   */
  default void retrying(EnvelopeId id, String step, String why, Duration pause, Throwable cause) {}

  /**
   * A filter or a sink has been at one photo for very long: it may hang. Other photos go on beside
   * it as long as no more than a dozen such calls do. Told after five minutes, and again each time
   * that the time has doubled.
   *
   * @param id the envelope
   * @param step the id of the sink or the filter
   * @param lasted for how long
   */
  default void busy(EnvelopeId id, String step, Duration lasted) {}

  /**
   * A follow-up sink has the photo.
   *
   * @param id the envelope
   * @param filed where it is
   */
  default void followedUp(EnvelopeId id, SinkReference filed) {}

  /**
   * A follow-up sink refused the photo for good. It is kept and can be replayed.
   *
   * @param id the envelope
   * @param sink the id of the sink
   * @param why one sentence
   */
  default void followUpRefused(EnvelopeId id, String sink, String why) {}

  /** A device was paired. */
  default void paired(PairedDevice device) {}

  /** A pairing offer was burnt by too many wrong guesses over every way; make a new one. */
  default void offerBurnt(PairingOffer offer) {}

  /**
   * Something needs a person, a damaged file for one. The rest goes on.
   *
   * @param sentence says what, and what to do
   */
  default void problem(String sentence) {}

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
