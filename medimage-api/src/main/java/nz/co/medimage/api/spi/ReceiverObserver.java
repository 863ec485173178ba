package nz.co.medimage.api.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;

/**
 * Observes what happens to photos at a receiver, for a display or for statistics. Nothing depends
 * on it: exceptions that these methods throw are logged and ignored, and if the receiver is killed,
 * a call may be repeated or lost.
 *
 * <p>The receiver calls each observer on a thread of its own, one call at a time, in the order in
 * which things happened. The receiver waits up to half a second for a call to return before it goes
 * on. After a call that took longer, it does not wait for this observer again until the observer
 * has caught up. Up to 1,000 calls are queued; more are dropped, and once the observer has caught
 * up, a {@link #problem} tells it how many. A call that takes longer than the receiver's time limit
 * for add-ons is interrupted, and a {@link #problem} tells the other observers that this one is
 * stuck. A method may call the receiver, and even close it, but should not wait for another thread
 * that does. A receiver that closes waits a few seconds for the calls that are still queued.
 */
public interface ReceiverObserver extends AutoCloseable {

  /**
   * Every required sink has the photo, and that is final. Called once for each photo, and again
   * only if the receiver was killed at this very moment.
   *
   * @param photo the photo; its file exists until this method returns, provided that it returns
   *     within half a second and this observer is not behind with earlier calls; otherwise the file
   *     may disappear at any moment
   */
  default void delivered(StagedPhoto photo, Receipt.Delivered receipt) {}

  /**
   * A photo was rejected for good. It is in quarantine, unless it was too large and the receiver
   * took only its beginning.
   *
   * @param id the photo; show people {@link PhotoId#envelope()}, as devices and receipts do
   * @param from the name of the paired device that sent it
   * @param receipt why, with a code and a sentence
   */
  default void rejected(PhotoId id, String from, Receipt.Rejected receipt) {}

  /**
   * The practice keeps a photo, sealed, until a person there says whose it is: a {@link
   * PatientCheck} did not find exactly one patient.
   *
   * @param id the photo; show people {@link PhotoId#envelope()}, as devices and receipts do
   * @param from the name of the paired device that sent it
   * @param receipt why, with a code and a sentence
   */
  default void held(PhotoId id, String from, Receipt.Held receipt) {}

  /**
   * A filter, a check or a sink failed, for example because it cannot be reached; the photo waits
   * and is tried again.
   *
   * @param id the photo
   * @param step the id of the sink, filter or check, or {@code receiver} for the receiver itself
   * @param why one sentence, which can contain a path
   * @param pause how long until the next try
   * @param cause what the step threw; the add-on wrote its message, which can name the patient
   */
  default void retrying(PhotoId id, String step, String why, Duration pause, Throwable cause) {}

  /**
   * An add-on has been working on one photo for longer than its time limit: it is stuck. Other
   * photos continue meanwhile. Called again whenever the time has doubled.
   *
   * @param id the photo
   * @param step the id of the sink, filter or check
   * @param lasted how long the call has taken so far
   */
  default void busy(PhotoId id, String step, Duration lasted) {}

  /**
   * A follow-up sink has the photo.
   *
   * @param id the photo
   * @param reference where that sink put it
   */
  default void followedUp(PhotoId id, SinkReference reference) {}

  /**
   * A follow-up sink rejected the photo for good. The receiver keeps the photo, and a person can
   * have it tried again.
   *
   * @param id the photo
   * @param sink the id of the sink
   * @param why one sentence
   */
  default void followUpRejected(PhotoId id, String sink, String why) {}

  /**
   * A sink or the patient check cannot be used now, such as a practice system that is down: what
   * waits for it pauses, and one photo at a time finds out whether it can be used again. Called
   * once, and after a restart once more; {@link #available} ends it.
   *
   * @param step the id of the sink or check
   * @param why one sentence, which can contain a path
   */
  default void unavailable(String step, String why) {}

  /**
   * A sink or the patient check that was {@linkplain #unavailable unavailable} works again.
   *
   * @param step the id of the sink or check
   */
  default void available(String step) {}

  /**
   * Nobody can tell whether a sink's target has the photo, so a person must look and decide; until
   * then that sink does not get it again. Other sinks and photos continue. If the person finds that
   * a follow-up sink's target has it, or once it is filed, {@link #followedUp} is called.
   *
   * @param id the photo
   * @param sink the id of the sink
   * @param why one sentence that says where to look
   */
  default void outcomeUnknown(PhotoId id, String sink, String why) {}

  /**
   * Something needs a person, such as a damaged file. Everything else continues.
   *
   * @param sentence says what is wrong, and what to do
   */
  default void problem(String sentence) {}

  /**
   * {@linkplain #problem Problems} are over, such as those of a relay that can be reached again.
   * Few have an end that the receiver can tell: most end when a person has seen to them. Default:
   * calls {@link #problem} with {@code sentence}.
   *
   * @param problems the sentences that {@link #problem} was called with
   * @param sentence says that it is over
   */
  default void problemOver(Set<String> problems, String sentence) {
    problem(sentence);
  }

  /**
   * Stops its threads and closes its connections, if it has any. Called once, after the last call,
   * for an observer that a provider made. The receiver does not close an observer that was supplied
   * in code. Default: does nothing.
   */
  @Override
  default void close() throws IOException {}
}
