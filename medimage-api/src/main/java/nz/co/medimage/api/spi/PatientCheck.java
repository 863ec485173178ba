package nz.co.medimage.api.spi;

import java.io.IOException;
import nz.co.medimage.api.PatientTag;

/**
 * Looks up whether the practice has the patient whose id a photo bears, before any sink gets the
 * photo. What it does not find is not filed: the photo is held at the practice, where a person says
 * whose it is.
 *
 * <p>The contract, which {@code PatientCheckContract} in {@code medimage-testkit} checks:
 *
 * <ul>
 *   <li><b>Read only.</b> Asking changes nothing, however often it is done.
 *   <li><b>No guess.</b> It answers {@link PatientMatch#found} only if exactly one patient has
 *       precisely this id, apart from case and blanks where the practice's ids ignore those.
 *   <li><b>Not now is no answer.</b> If the practice system cannot be asked, it throws an {@link
 *       IOException}; it never answers {@link PatientMatch#unknown} then.
 * </ul>
 *
 * <p>Called by several threads at once. An interrupt asks it to give up soon with an {@link
 * java.io.InterruptedIOException}.
 */
public interface PatientCheck extends AutoCloseable {

  /**
   * Names this check in events and state; the same rules as {@link Sink#id()}. One that a provider
   * made returns {@link AddOnContext#id()}.
   */
  String id();

  /**
   * Gets ready. Called when the receiver starts; again, after a pause, until it succeeds. Until
   * then the check is unavailable. Default: does nothing.
   *
   * @throws IOException with one sentence for the user, if a person must mend something
   */
  default void start() throws IOException {}

  /**
   * Looks the patient up.
   *
   * @param tag the photo's; it has at least one folder, the first of which is the id that was typed
   * @throws IOException if that cannot be told now: the check is unavailable, and configuration
   *     says whether the photo waits or is filed unchecked
   */
  PatientMatch find(PatientTag tag) throws IOException;

  /** Ends threads and connections, if there are any. Called once. Default: does nothing. */
  @Override
  default void close() throws IOException {}
}
