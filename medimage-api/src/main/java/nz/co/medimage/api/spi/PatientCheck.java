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
 *   <li>{@code check-found}: for a patient of the practice, {@link #find} returns {@link
 *       PatientMatch#found} with the practice's own id, which no other patient has.
 *   <li>{@code check-not-found}: {@link #find} tells unknown, ambiguous and inactive ids apart.
 *   <li>{@code check-no-guess}: {@link #find} returns {@link PatientMatch#found} only if exactly
 *       one patient has precisely this id, ignoring case and blanks only where the practice's ids
 *       do.
 *   <li>{@code check-any-id}: no id, however odd or long, makes {@link #find} throw: an id that the
 *       practice system cannot hold is unknown. Otherwise whoever types it could have the check
 *       counted as unavailable.
 *   <li>{@code check-why}: the sentence of {@link PatientMatch#unknown(String)} is a whole one that
 *       speaks of what was typed, and of no patient.
 *   <li>{@code check-echo}: an echo shows neither a whole name nor a whole date of birth.
 *   <li>{@code check-first-folder}: {@link PatientQuery#typedId} is the id; the rest of the tag
 *       makes no difference.
 *   <li>{@code check-read-only}: {@link #find} changes nothing, however often it is called.
 *   <li>{@code check-not-now}: if the practice system cannot be asked now, {@link #find} throws an
 *       {@link IOException}; it returns neither {@link PatientMatch#unknown} nor an earlier answer.
 *   <li>{@code check-threads}: several threads may call {@link #find} at once, and each gets its
 *       own answer.
 * </ul>
 *
 * <p>{@link #find} may block, and several threads call it at once. A call that takes longer than
 * the receiver's time limit for add-ons is interrupted: it should then give up soon with an {@link
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
   * succeeds; until then the check counts as unavailable. May block. Default: does nothing.
   *
   * @throws IOException with one sentence for the user if a person must fix something
   */
  default void start() throws IOException {}

  /**
   * Looks the patient up.
   *
   * @param query contains the id that was typed
   * @return never null, which counts as a failure
   * @throws IOException if that cannot be determined now: the check counts as unavailable, and
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
