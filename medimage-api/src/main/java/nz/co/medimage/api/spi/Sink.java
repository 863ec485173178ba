package nz.co.medimage.api.spi;

import java.io.IOException;
import nz.co.medimage.api.SinkReference;

/**
 * Where photos end up: folders, practice software, an archive.
 *
 * <p>The contract, which {@code SinkContract} in {@code medimage-testkit} checks:
 *
 * <ul>
 *   <li><b>Durable.</b> When {@link #write} returns, the photo survives a power cut. The sender
 *       deletes its copy on the strength of it.
 *   <li><b>Idempotent by {@link StagedPhoto#id()}.</b> The same photo may be written again, after a
 *       restart too, after a call that failed half-way too. It must not appear twice, and {@link
 *       #write} then returns the reference of the first time.
 *   <li><b>Never destructive.</b> Nothing that was there before is overwritten or removed.
 * </ul>
 *
 * <p>{@link #write} may block and is called from several threads, never twice at once for one id.
 * An interrupt asks it to give up soon with an {@link java.io.InterruptedIOException}.
 */
public interface Sink extends AutoCloseable {

  /**
   * Names this sink among those of one receiver, stable over restarts: state and receipts refer to
   * it. One that a provider made returns {@link AddOnContext#id()}.
   *
   * @return 1 to 40 of a-z, 0-9 and {@code -}
   */
  String id();

  /**
   * Gets ready. Called by the receiver when it starts, before the first write: once for a required
   * sink; for a follow-up sink again, after a pause, until it succeeds.
   *
   * @throws IOException with one sentence for the user, if something is set up wrongly and a person
   *     must mend it; with a required sink the receiver then does not start. A target that is
   *     merely away is no error: {@link #write} says so for each photo
   */
  default void start() throws IOException {}

  /**
   * Puts the photo on stable storage.
   *
   * @return where, under this sink's id; an answer under another id counts as a failure, and a
   *     reference is kept as far as {@link SinkReference} says
   * @throws IOException if it did not work now but may later: the receiver tries again with growing
   *     pauses and holds on to the photo meanwhile
   * @throws PhotoRejectedException if it will never work for this photo
   * @throws RuntimeException never by intention: the receiver tries again, and if only this photo
   *     makes it throw, the photo goes to quarantine
   */
  SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException;

  /**
   * Ends threads and connections, if there are any. Called once, when the last write has returned,
   * however long after the receiver was closed that is.
   */
  @Override
  default void close() throws IOException {}
}
