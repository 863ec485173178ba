package nz.co.medimage.api.spi;

import java.io.IOException;
import nz.co.medimage.api.SinkReference;

/**
 * A place where photos end up, such as folders, practice software or an archive.
 *
 * <pre>{@code
 * public SinkReference write(StagedPhoto photo) throws IOException {
 *   String name = photo.manifest().fileName();
 *   Path note = notes.resolve(photo.id().toString()); // remembers what was stored
 *   return new SinkReference(id(), FilePlacement.placeOnce(photo.file(), folder, name, note));
 * }
 * }</pre>
 *
 * <p>The contract. {@code SinkContract} in {@code medimage-testkit} checks it; the message of a
 * test that fails begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code sink-id}: {@link #id()} is well-formed and the same after a restart.
 *   <li>{@code sink-own-answer}: the reference that {@link #write} returns has that id.
 *   <li>{@code sink-stored}: when {@link #write} returns, the whole photo is in the target, under
 *       the reference returned. The sender then deletes its copy.
 *   <li>{@code sink-durable}: from then on the photo survives a power cut.
 *   <li>{@code sink-whole}: nobody ever sees a part of a photo, because practice software and
 *       people look at the target meanwhile. The sink writes to a name that begins with a dot or
 *       ends in {@code .tmp} or {@code .part}, and renames the file when it is whole; an empty file
 *       may hold the final name until then. The same applies when the photo is written again.
 *   <li>{@code sink-leaves-input}: {@link #write} changes, moves and deletes nothing in the folder
 *       of the staged file. The receiver deletes it.
 *   <li>{@code sink-once}: the receiver may write the same {@link StagedPhoto#id()} again. The
 *       photo does not appear twice, and {@link #write} returns the reference of the first time.
 *   <li>{@code sink-remembers}: this also holds after a restart and after many other photos.
 *   <li>{@code sink-crash}: this also holds after a crash at any moment, such as between storing
 *       the photo and returning.
 *   <li>{@code sink-retry}: after a call that failed half-way or was interrupted, the next call
 *       stores the photo, once.
 *   <li>{@code sink-whole-id}: the whole id, which is the envelope together with the pairing,
 *       identifies a photo, and nothing else does: neither its name nor its content.
 *   <li>{@code sink-keeps-others}: nothing that was there before is overwritten or removed, no
 *       matter who put it there.
 *   <li>{@code sink-threads}: several threads may write different photos at once.
 *   <li>{@code sink-fails-aloud}: if the photo could not be stored, {@link #write} throws an
 *       exception.
 *   <li>{@code sink-tags}: for a tag that the target cannot file, {@link #write} throws an
 *       exception with a sentence.
 *   <li>{@code sink-unknown}: after a request whose answer was lost, the target holds the photo at
 *       most once: the sink recognises it there, or {@link #write} throws an {@link
 *       OutcomeUnknownException} until a person has looked, also after a restart.
 *   <li>{@code sink-settle}: {@link #settle} sends nothing if the person found the photo, and files
 *       it, once, if not.
 * </ul>
 *
 * <p>A repeat can come seconds later, after a write that failed, or years later, if a phone sends a
 * photo again: the receiver itself remembers photos for five years. Its tag, file name and content
 * can differ from those of the first time, for example because a filter was reconfigured meanwhile.
 *
 * <p>{@link #write} may block, and several threads call it at once, but never twice at once for one
 * id. A call that takes longer than the receiver's time limit for add-ons is interrupted: it should
 * then give up soon with an {@link java.io.InterruptedIOException}, and the photo is tried again.
 */
public interface Sink extends AutoCloseable {

  /**
   * The name of this sink among those of one receiver. It is the same after every restart: state
   * and receipts refer to it. A sink that a provider made returns {@link AddOnContext#id()}.
   *
   * @return 1 to 40 of a-z, 0-9 and {@code -}
   */
  String id();

  /**
   * Gets ready. Called by the receiver when it starts, before the first write. A required sink is
   * started once; a follow-up sink that fails is started again after a pause, until it succeeds.
   * May block; a call that takes longer than the receiver's time limit for add-ons is interrupted
   * and counts as failed. Default: does nothing.
   *
   * @throws IOException with one sentence for the user if this sink is misconfigured and a person
   *     must fix it; if the sink is required, the receiver then does not start. Do not throw if the
   *     target merely cannot be reached now: {@link #write} does that for each photo
   */
  default void start() throws IOException {}

  /**
   * Puts the photo, and its companions if this sink can file them, on stable storage.
   *
   * @return where the photo is, under this sink's id; null or another id counts as a failure.
   *     {@link SinkReference} says how much of the text is kept
   * @throws OutcomeUnknownException if nobody can tell whether the target has the photo: the
   *     receiver does not try again until a person has decided
   * @throws IOException if it did not work now but may later: the receiver keeps the photo and
   *     tries again with growing pauses, for as long as it takes
   * @throws PhotoRejectedException if this sink can never file this photo. If the sink is required,
   *     the whole photo is rejected, even if other sinks have filed it; a follow-up sink rejects it
   *     for itself alone. A person may have it written again, under the same tag or another one
   * @throws RuntimeException never on purpose: the receiver tries again, and if only this photo
   *     causes it, the photo goes to quarantine
   */
  SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException;

  /**
   * Ends an unknown outcome, as a person at the practice has decided after looking at the target.
   * Called instead of {@link #write}, only for a photo for which that threw {@link
   * OutcomeUnknownException}, and again after an {@link IOException}. A crash while a photo that
   * was missing is filed is a new question to a person; in all other cases this is called again
   * after a crash. Default: returns an empty reference if the target has the photo, and calls
   * {@link #write} if it does not.
   *
   * @param isFiled whether the person found the photo in the target; if not, it is to be filed now
   * @return where the photo is, as {@link #write} returns it; the person may not have said, so the
   *     reference may be empty
   * @throws OutcomeUnknownException if the photo was sent again and that answer was lost too
   */
  default SinkReference settle(StagedPhoto photo, boolean isFiled)
      throws IOException, PhotoRejectedException {
    return isFiled ? new SinkReference(id(), "") : write(photo);
  }

  /**
   * Stops its threads and closes its connections, if it has any. Called once, after the last write
   * has returned, even if that is long after the receiver was closed, and even if {@link #start}
   * failed or was never called. The receiver's home stays in use until this returns. Default: does
   * nothing.
   */
  @Override
  default void close() throws IOException {}
}
