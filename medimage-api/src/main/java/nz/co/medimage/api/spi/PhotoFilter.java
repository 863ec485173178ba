package nz.co.medimage.api.spi;

import java.io.IOException;

/**
 * Looks at a photo before sinks get it, and may reject, rewrite or rename it or add companion
 * files. Filters run in order, each on the result of the one before. After a crash they all run
 * again from the start.
 *
 * <p>A filter that is bound to one sink runs after the filters for all sinks, and only that sink
 * gets its result. It works on copies in a folder that only this sink and its filters use: the
 * filters of two sinks never meet each other's files. Filters for all sinks share one folder.
 *
 * <p>A rejection is not limited like this: if any filter or required sink rejects a photo, the
 * whole photo is rejected and its sender is told so, even if other sinks have filed it already.
 * Only what a follow-up sink or a filter bound to one rejects is rejected for that sink alone.
 *
 * <pre>{@code
 * PhotoFilter noPdf =
 *     photo -> {
 *       if (photo.manifest().mediaType().equals("application/pdf")) {
 *         throw new PhotoRejectedException("This practice takes no PDF files.");
 *       }
 *       return photo;
 *     };
 * }</pre>
 *
 * <p>The contract. {@code FilterContract} in {@code medimage-testkit} checks it; the message of a
 * test that fails begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code filter-id}: {@link #id()} is always the same, and not blank.
 *   <li>{@code filter-repeatable}: the same photo again gives the same result, also after a
 *       restart, and no matter what an earlier call, or a crash in the middle of one, left behind.
 *   <li>{@code filter-leaves-input}: {@link StagedPhoto#file()} and companions of earlier filters
 *       are neither changed nor moved; new content goes into a new file beside them.
 *   <li>{@code filter-truthful}: the manifest that it returns has the length and the SHA-256 of the
 *       file that it returns.
 *   <li>{@code filter-same-folder}: the files that it returns are in the folder of the photo.
 *   <li>{@code filter-same-photo}: the photo that it returns has the id, device, patient and
 *       references of the one that it was given.
 *   <li>{@code filter-companions}: no two companions share a file or a label.
 *   <li>{@code filter-any-content}: it passes on or rejects content of an unknown type and damaged
 *       files. After an {@link IOException} the receiver would try again for ever.
 *   <li>{@code filter-threads}: photos that are filtered at the same time do not affect each other.
 * </ul>
 *
 * <p>{@link #apply} may block, and several threads call it at once, but never twice at once for one
 * photo and sink. A call that takes longer than the receiver's time limit for add-ons is
 * interrupted: it should then give up soon with an {@link java.io.InterruptedIOException}, and the
 * photo is tried again.
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
   * Gets ready. Called once by the receiver when it starts, before the first photo. May block; a
   * call that takes longer than the receiver's time limit for add-ons is interrupted and counts as
   * failed. Default: does nothing.
   *
   * @throws IOException with one sentence for the user if this filter is misconfigured and a person
   *     must fix it; the receiver then does not start
   */
  default void start() throws IOException {}

  /**
   * Passes the photo on, unchanged or changed.
   *
   * @return {@code photo}, or what its {@code with...} methods make of it, with files in the same
   *     folder; anything else, such as null, counts as a failure. The receiver checks a changed
   *     photo again: its size, its type, and its length and SHA-256. A companion must not be larger
   *     than a photo may be, and its content must fit its extension if the receiver knows that type
   * @throws IOException if it did not work now but may later: the receiver tries again with growing
   *     pauses, for as long as it takes
   * @throws PhotoRejectedException if no sink may file this photo; from a filter that is bound to a
   *     follow-up sink, if that sink may not file it
   * @throws RuntimeException never on purpose: the receiver tries again, and if only this photo
   *     causes it, the photo goes to quarantine
   */
  StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException;

  /**
   * Stops its threads and closes its connections, if it has any. Called once, when no call of
   * {@link #apply} is in progress, even if {@link #start} failed or was never called. The
   * receiver's home stays in use until it returns. Default: does nothing.
   */
  @Override
  default void close() throws IOException {}
}
