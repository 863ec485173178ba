package nz.co.medimage.api.spi;

import java.io.IOException;

/**
 * Looks up whether the practice has the patient whose id a photo bears, before any sink gets the
 * photo. What it does not find is not filed: the photo is held at the practice, where a person says
 * whose it is.
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
 *       has precisely this id, apart from case and blanks where the practice's ids ignore those.
 *   <li>{@code check-first-folder}: {@link PatientQuery#typedId} is the id; the rest of the tag
 *       decides nothing.
 *   <li>{@code check-read-only}: asking changes nothing, however often it is done.
 *   <li>{@code check-not-now}: if the practice system cannot be asked, it throws an {@link
 *       IOException}; it never answers {@link PatientMatch#unknown}, or from memory, then.
 *   <li>{@code check-threads}: several threads at once get each their own answer.
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
   * @param query holds the id that was typed
   * @throws IOException if that cannot be told now: the check is unavailable, and configuration
   *     says whether the photo waits or is filed unchecked
   */
  PatientMatch find(PatientQuery query) throws IOException;

  /** Ends threads and connections, if there are any. Called once. Default: does nothing. */
  @Override
  default void close() throws IOException {}
}
