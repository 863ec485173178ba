package nz.co.medimage.api.spi;

import java.io.IOException;

/**
 * Looks at a photo before sinks get it, and may reject, rewrite or rename it or add companion
 * files. Filters run in order, each on what the one before it returned; one that is bound to a sink
 * runs for that sink alone, behind those for all. After a crash they run again from the start.
 *
 * <p>The contract, which {@code FilterContract} in {@code medimage-testkit} checks:
 *
 * <ul>
 *   <li><b>Repeatable.</b> The same photo again gives the same result, whatever an earlier call
 *       left behind.
 *   <li><b>Leaves its input alone.</b> {@link StagedPhoto#file()} is neither changed nor moved;
 *       what is new is a new file beside it.
 *   <li><b>Truthful.</b> Length and SHA-256 of what it returns are those of the file.
 * </ul>
 *
 * <p>Called by several threads at once, never twice at once for one photo and sink. An interrupt
 * asks it to give up soon with an {@link java.io.InterruptedIOException}.
 */
@FunctionalInterface
public interface PhotoFilter extends AutoCloseable {

  /**
   * Names this filter in events, logs and the reason for a rejection. One that a provider made
   * returns {@link AddOnContext#id()}. Default: the name of its class.
   */
  default String id() {
    String name = getClass().getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }

  /**
   * Gets ready. Called by the receiver when it starts, before the first photo. Default: does
   * nothing.
   *
   * @throws IOException with one sentence for the user, if something is set up wrongly and a person
   *     must mend it; the receiver then does not start
   */
  default void start() throws IOException {}

  /**
   * Lets the photo pass, as it is or changed.
   *
   * @return {@code photo}, or what its {@code with...} methods make of it, with files in the same
   *     folder; anything else counts as a failure. A photo that was changed is checked again: its
   *     size, its type, and that length and SHA-256 are those of the file
   * @throws IOException if it did not work now but may later; the receiver tries again for as long
   *     as it takes. Anything else that it throws counts as a fault: if only this photo causes it,
   *     the photo goes to quarantine
   * @throws PhotoRejectedException if this photo must not be filed
   */
  StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException;

  /** Ends threads and connections, if there are any. Called once. Default: does nothing. */
  @Override
  default void close() throws IOException {}
}
