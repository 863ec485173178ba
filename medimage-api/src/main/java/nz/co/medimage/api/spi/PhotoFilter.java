package nz.co.medimage.api.spi;

import java.io.IOException;

/**
 * Looks at a photo before sinks get it, and may reject, rewrite or rename it or add companion
 * files. Filters run in order, each on the result of the one before. One that is bound to a sink
 * runs for that sink alone, after the filters for all sinks. After a crash they all run again from
 * the start.
 *
 * <p>The contract. {@code FilterContract} in {@code medimage-testkit} checks it; the message of a
 * test that fails begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code filter-id}: {@link #id()} is always the same, and not blank.
 *   <li>{@code filter-repeatable}: the same photo again gives the same result, after a restart too,
 *       and whatever an earlier call, or a crash in the middle of one, left behind.
 *   <li>{@code filter-leaves-input}: {@link StagedPhoto#file()} and companions of earlier filters
 *       are neither changed nor moved; what is new is a new file beside them.
 *   <li>{@code filter-truthful}: length and SHA-256 of what it returns are those of the file.
 *   <li>{@code filter-same-folder}: the files that it returns are in the folder of the photo.
 *   <li>{@code filter-same-photo}: what it returns is the photo that came in: its id, device,
 *       patient and references are the same.
 *   <li>{@code filter-companions}: no two companions share a file or a label.
 *   <li>{@code filter-any-content}: content of an unknown type, or a damaged file, passes or is
 *       rejected with a sentence. An {@link IOException} would be tried again for ever.
 *   <li>{@code filter-threads}: photos that are filtered at the same time come out as each would
 *       alone.
 * </ul>
 *
 * <p>Called by several threads at once, never twice at once for one photo and sink. An interrupt
 * asks it to give up soon with an {@link java.io.InterruptedIOException}.
 */
@FunctionalInterface
public interface PhotoFilter extends AutoCloseable {

  /**
   * Names this filter in events, logs and the reason for a rejection. A filter that a provider made
   * returns {@link AddOnContext#id()}. Default: the name of its class.
   */
  default String id() {
    String name = getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  /**
   * Gets ready. Called by the receiver when it starts, before the first photo. If it has not
   * returned within the receiver's time limit for add-ons, it is interrupted and counts as failed.
   * Default: does nothing.
   *
   * @throws IOException with one sentence for the user, if it is misconfigured and a person must
   *     fix it; the receiver then does not start
   */
  default void start() throws IOException {}

  /**
   * Passes the photo on, unchanged or changed.
   *
   * @return {@code photo}, or what its {@code with...} methods make of it, with files in the same
   *     folder; anything else counts as a failure. The receiver checks a changed photo again: its
   *     size, its type, and that length and SHA-256 are those of the file
   * @throws IOException if it did not work now but may later; the receiver tries again for as long
   *     as it takes. Anything else that it throws counts as a fault: if only this photo causes it,
   *     the photo goes to quarantine
   * @throws PhotoRejectedException if this photo must not be filed
   */
  StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException;

  /**
   * Stops its threads and closes its connections, if it has any. Called once; the receiver's home
   * stays in use until it returns. Default: does nothing.
   */
  @Override
  default void close() throws IOException {}
}
