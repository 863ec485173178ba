package nz.co.medimage.api.spi;

import java.io.IOException;
import nz.co.medimage.api.SinkReference;

/**
 * Where photos end up: folders, practice software, an archive.
 *
 * <p>The contract. {@code SinkContract} in {@code medimage-testkit} checks it; the message of a
 * test that fails begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code sink-id}: {@link #id()} is well-formed and the same after a restart.
 *   <li>{@code sink-own-answer}: the reference that {@link #write} returns is under that id.
 *   <li>{@code sink-stored}: when {@link #write} returns, the whole photo is in the target, under
 *       the reference returned. The sender deletes its copy on the strength of it.
 *   <li>{@code sink-durable}: by then the photo survives a power cut.
 *   <li>{@code sink-whole}: nobody ever sees a part of a photo, for practice software and people
 *       look at the target meanwhile. It is written aside, to a name that begins with a dot or ends
 *       in {@code .tmp} or {@code .part}, and gets its final name when it is whole; an empty file
 *       may hold that name until then. This holds when the photo is written again too.
 *   <li>{@code sink-leaves-input}: the staged file and its folder are left as they are.
 *   <li>{@code sink-once}: the same {@link StagedPhoto#id()} may be written again. The photo does
 *       not appear twice, and {@link #write} returns the reference of the first time.
 *   <li>{@code sink-remembers}: that holds after a restart and after many other photos too.
 *   <li>{@code sink-crash}: that holds after a crash at any moment too, also between storing the
 *       photo and returning.
 *   <li>{@code sink-retry}: after a call that failed half-way, or was interrupted, the next one
 *       stores the photo, once.
 *   <li>{@code sink-whole-id}: photos are told apart by the whole id, which is the envelope
 *       together with the pairing, and by nothing else.
 *   <li>{@code sink-keeps-others}: nothing that was there before is overwritten or removed, whoever
 *       put it there.
 *   <li>{@code sink-threads}: several threads may write different photos at once.
 *   <li>{@code sink-fails-aloud}: if the photo could not be stored, {@link #write} throws.
 *   <li>{@code sink-tags}: a tag that the target cannot file makes it throw, with a sentence.
 * </ul>
 *
 * <p>{@link #write} may block and is called from several threads, never twice at once for one id.
 * An interrupt asks it to give up soon with an {@link java.io.InterruptedIOException}.
 */
public interface Sink extends AutoCloseable {

  /**
   * Names this sink among those of one receiver. It is the same after every restart: state and
   * receipts refer to it. A sink that a provider made returns {@link AddOnContext#id()}.
   *
   * @return 1 to 40 of a-z, 0-9 and {@code -}
   */
  String id();

  /**
   * Gets ready. Called by the receiver when it starts, before the first write: once for a required
   * sink; for a follow-up sink, if it fails, again after a pause until it succeeds. If it has not
   * returned within the receiver's time limit for add-ons, it is interrupted and counts as failed.
   * Default: does nothing.
   *
   * @throws IOException with one sentence for the user, if it is misconfigured and a person must
   *     fix it; if the sink is required, the receiver then does not start. A target that merely
   *     cannot be reached is no error here: {@link #write} says so for each photo
   */
  default void start() throws IOException {}

  /**
   * Puts the photo on stable storage.
   *
   * @return where the photo is, under this sink's id; an answer under another id counts as a
   *     failure. {@link SinkReference} says how much of it is kept
   * @throws IOException if it did not work now but may later: the receiver tries again with growing
   *     pauses and holds on to the photo meanwhile
   * @throws PhotoRejectedException if it will never work for this photo
   * @throws RuntimeException never on purpose: the receiver tries again, and if only this photo
   *     makes it throw, the photo goes to quarantine
   */
  SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException;

  /**
   * Stops its threads and closes its connections, if it has any. Called once, after the last write
   * has returned, even if that is long after the receiver was closed. The receiver's home stays in
   * use until this returns. Default: does nothing.
   */
  @Override
  default void close() throws IOException {}
}
