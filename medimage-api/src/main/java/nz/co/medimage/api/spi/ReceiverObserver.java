package nz.co.medimage.api.spi;

import java.io.IOException;
import java.time.Duration;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;

/**
 * Is told what becomes of photos at a receiver, for a display or for statistics. Nothing depends on
 * it: what these methods throw is logged and does no harm, and if the receiver is killed, a call
 * may be repeated or lost.
 *
 * <p>Each observer is called on one thread of its own, one call at a time, in the order in which
 * things happened. The receiver waits up to half a second for a call to return before it goes on.
 * Once a call has taken longer, the receiver no longer waits for this observer until it has caught
 * up. Up to 1,000 calls are queued; more are dropped, and once the observer has caught up, a {@link
 * #problem} tells it how many. A call that lasts longer than the receiver's time limit for add-ons
 * is interrupted, and other observers are told that this one is stuck. A call may use the receiver,
 * and even close it, but should not wait for another thread that does. A receiver that closes waits
 * a few seconds for the calls that are still queued.
 */
public interface ReceiverObserver extends AutoCloseable {

  /**
   * Every required sink has the photo, and that is final. Called once for each photo, and again
   * only if the receiver was killed at this very moment.
   *
   * @param photo the photo; its file exists until this returns, if that is within half a second and
   *     this observer is not behind with earlier calls; otherwise the file may disappear at any
   *     moment
   */
  default void delivered(StagedPhoto photo, Receipt.Delivered receipt) {}

  /**
   * A photo was rejected for good. It is in quarantine, unless it was too large and only its
   * beginning was taken.
   *
   * @param id the photo; show people {@link PhotoId#envelope()}, as devices and receipts do
   * @param from the name of the device
   */
  default void rejected(PhotoId id, String from, Receipt.Rejected receipt) {}

  /**
   * The practice keeps a photo, sealed, until a person there says whose it is: a {@link
   * PatientCheck} did not find exactly one patient.
   *
   * @param id the photo; show people {@link PhotoId#envelope()}, as devices and receipts do
   * @param from the name of the device
   */
  default void held(PhotoId id, String from, Receipt.Held receipt) {}

  /**
   * A sink cannot be reached, or a filter or a sink failed; the photo waits and is tried again.
   *
   * @param id the photo
   * @param step the id of the sink or the filter, or {@code receiver} for the receiver itself
   * @param why one sentence, which can contain a path
   * @param pause how long until the next try
   * @param cause what the step threw; its message is the add-on's and can name the patient
   */
  default void retrying(PhotoId id, String step, String why, Duration pause, Throwable cause) {}

  /**
   * An add-on has been working on one photo for longer than its time limit: it is stuck. Other
   * photos go on meanwhile. Called again each time that the time has doubled.
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
   * Something needs a person, such as a damaged file. Everything else goes on.
   *
   * @param sentence says what, and what to do
   */
  default void problem(String sentence) {}

  /**
   * Stops its threads and closes its connections, if it has any. Called once, after the last call,
   * for an observer that a provider made; whoever supplies one in code closes it. Default: does
   * nothing.
   */
  @Override
  default void close() throws IOException {}
}
