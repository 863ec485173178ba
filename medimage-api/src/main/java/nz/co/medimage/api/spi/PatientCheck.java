package nz.co.medimage.api.spi;

import java.io.IOException;

/**
 * Looks up the patient whose id is on a photo, before any sink gets the photo. If it does not find
 * exactly one patient of the practice, the photo is not filed: it is held at the practice until a
 * person says whose it is.
 *
 * <p>The contract. {@code PatientCheckContract} in {@code medimage-testkit} checks it; the message
 * of a test that fails begins with the id of the rule:
 *
 * <ul>
 *   <li>{@code check-id}: {@link #id()} is well-formed and the same after a restart.
 *   <li>{@code check-found}: for a patient of the practice it answers {@link PatientMatch#found}
 *       with the practice's own id, which no other patient has.
 *   <li>{@code check-not-found}: unknown, ambiguous and inactive ids are told apart.
 *   <li>{@code check-no-guess}: it answers {@link PatientMatch#found} only if exactly one patient
 *       has precisely this id, except for case and blanks where the practice's ids ignore them.
 *   <li>{@code check-first-folder}: {@link PatientQuery#typedId} is the id; the rest of the tag
 *       makes no difference.
 *   <li>{@code check-read-only}: asking changes nothing, however often.
 *   <li>{@code check-not-now}: if the practice system cannot be asked, it throws an {@link
 *       IOException}; it answers neither {@link PatientMatch#unknown} nor from memory.
 *   <li>{@code check-threads}: several threads may ask at once, and each gets its own answer.
 * </ul>
 *
 * <p>Called by several threads at once. An interrupt asks it to give up soon with an {@link
 * java.io.InterruptedIOException}.
 */
public interface PatientCheck extends AutoCloseable {

  /**
   * Names this check in events and state, by the same rules as {@link Sink#id()}. A check that a
   * provider made returns {@link AddOnContext#id()}.
   */
  String id();

  /**
   * Gets ready. Called when the receiver starts and, if it fails, again after a pause until it
   * succeeds. Until then the check is unavailable. Default: does nothing.
   *
   * @throws IOException with one sentence for the user, if a person must fix something
   */
  default void start() throws IOException {}

  /**
   * Looks the patient up.
   *
   * @param query contains the id that was typed
   * @throws IOException if that cannot be determined now: the check is unavailable, and
   *     configuration decides whether the photo waits or is filed unchecked
   */
  PatientMatch find(PatientQuery query) throws IOException;

  /**
   * Stops its threads and closes its connections, if it has any. Called once. Default: does
   * nothing.
   */
  @Override
  default void close() throws IOException {}
}
