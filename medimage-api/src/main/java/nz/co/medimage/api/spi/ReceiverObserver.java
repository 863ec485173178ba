package nz.co.medimage.api.spi;

import java.io.IOException;
import java.time.Duration;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;

/**
 * Is told what becomes of photos at a receiver, for a display or a statistic. Nothing depends on
 * it: what these methods throw is logged and does no harm, and a kill of the receiver may repeat or
 * lose a call.
 *
 * <p>Each observer is called on one thread of its own, one call at a time, in the order in which
 * things happened. The receiver waits up to half a second for a call to return before it goes on.
 * Once a call has taken longer, it waits for none of this observer until all that was told to it
 * meanwhile has been. Up to 1,000 calls wait; what comes then is dropped, and the observer is told
 * how many were dropped, as a {@link #problem}, when it has caught up. A call that lasts longer
 * than the receiver's time limit for add-ons is interrupted, and other observers are told that this
 * one is stuck. A call may use the receiver, also close it, but should not wait for a thread that
 * does. While a receiver closes it waits a few seconds for what is still to be told.
 */
public interface ReceiverObserver extends AutoCloseable {

  /**
   * Every required sink has the photo, and nothing can undo that any more. Called once for each
   * photo, or again if the receiver was killed at this very moment.
   *
   * @param photo its file is there until this returns, if that is within half a second and this
   *     observer was not late with an earlier call; otherwise it may be gone at any moment
   */
  default void delivered(StagedPhoto photo, Receipt.Delivered receipt) {}

  /**
   * A photo was rejected for good. It lies in quarantine, unless only its beginning was taken since
   * it is too large.
   *
   * @param id the photo; people are told {@link PhotoId#envelope()}, as devices and receipts are
   * @param from the name of the device
   */
  default void rejected(PhotoId id, String from, Receipt.Rejected receipt) {}

  /**
   * The practice keeps a photo, sealed, until a person there says whose it is: a {@link
   * PatientCheck} did not find exactly one patient.
   *
   * @param id the photo; people are told {@link PhotoId#envelope()}, as devices and receipts are
   * @param from the name of the device
   */
  default void held(PhotoId id, String from, Receipt.Held receipt) {}

  /**
   * A sink is away, or a filter or a sink failed; the photo waits and is tried again.
   *
   * @param id the photo
   * @param step the id of the sink or the filter, or {@code receiver} for the receiver itself
   * @param why one sentence, which can hold a path
   * @param pause how long until then
   * @param cause what it threw; its messages are the add-on's and can name the patient
   */
  default void retrying(PhotoId id, String step, String why, Duration pause, Throwable cause) {}

  /**
   * An add-on has been at one photo for longer than its time limit: it is stuck. Other photos go on
   * beside it. Told again each time that the time has doubled.
   *
   * @param id the photo
   * @param step the id of the sink, filter or check
   * @param lasted for how long
   */
  default void busy(PhotoId id, String step, Duration lasted) {}

  /**
   * A follow-up sink has the photo.
   *
   * @param id the photo
   * @param reference where it is
   */
  default void followedUp(PhotoId id, SinkReference reference) {}

  /**
   * A follow-up sink rejected the photo for good. It is kept and can be replayed.
   *
   * @param id the photo
   * @param sink the id of the sink
   * @param why one sentence
   */
  default void followUpRejected(PhotoId id, String sink, String why) {}

  /**
   * Something needs a person, a damaged file for example. The rest goes on.
   *
   * @param sentence says what, and what to do
   */
  default void problem(String sentence) {}

  /**
   * Ends threads and connections, if there are any. Called once, after the last call, on an
   * observer that a provider made; whoever gives one in code closes it. Default: does nothing.
   */
  @Override
  default void close() throws IOException {}
}
