package nz.co.medimage.api.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Secrets;

/**
 * What a receiver gives one of its {@link Listener}s: where to hand in envelopes, secrets, and whom
 * to let in. {@code medimage-testkit} has a fake for tests. Safe for use by several threads.
 */
public interface ListenerContext {

  /** Returns the intake for senders that connect to the listener itself. Always the same object. */
  Intake intake();

  /** Returns the listener's own store of secrets, for example for the key of its certificate. */
  Secrets secrets();

  /**
   * Returns the pairings that are in force, each with the hash of its token for the listener's
   * transport. A relay needs nothing else to let senders in. The receiver calls {@link
   * Listener#sendersChanged} when this has changed.
   *
   * <p>Each transport has tokens of its own. If a transport never reveals their hashes, only its
   * two halves know them, and each can prove itself to the other with an HMAC.
   *
   * @return a new map, which belongs to the caller
   * @throws IOException if the receiver's disk fails
   */
  Map<PairingId, TokenHash> senders() throws IOException;

  /**
   * Returns an intake that also accepts envelopes that a relay admitted before their pairing was
   * revoked. An envelope that was here in full before the revocation is processed as usual. For any
   * other one, nobody can tell when it reached the relay: it is opened and put in quarantine, where
   * a person decides. Always the same object.
   *
   * <p>Only for a listener that collects from a relay: the relay authenticated the sender, so this
   * intake's methods need no {@link Intake#authenticate}. A pairing id that this receiver never had
   * is refused.
   *
   * <p>An envelope of a later format version is requested again, as if it had been lost, because a
   * byte that was damaged at the relay looks the same.
   */
  Intake intakeForAdmitted();

  /**
   * Reports what is wrong with this route to the people who run the receiver, such as a relay that
   * cannot be reached. Every call is passed on, so report a lasting problem once, not at each try.
   *
   * @param sentence one sentence for the user, without a patient's name or a secret
   */
  void problem(String sentence);

  /**
   * Reports that {@linkplain #problem problems} are over. Default: calls {@link #problem} with
   * {@code sentence}.
   *
   * @param problems the sentences that {@link #problem} was called with
   * @param sentence one sentence for the user that says so, without a patient's name or a secret
   */
  default void problemOver(Set<String> problems, String sentence) {
    problem(sentence);
  }

  /**
   * Returns this run of the receiver: the same for all its listeners, and a new one at each start.
   */
  ReceiverRun run();

  /**
   * Closes the receiver for good, because another computer runs a copy of its home and {@linkplain
   * ReceiverRun#isBefore started first}. Call this only if that computer has proved that it holds
   * the keys of this home too. Returns at once: the receiver and its listeners are closed on
   * another thread. Calling it again has no effect. Default: does nothing.
   *
   * @param sentence one sentence for the user that says why, and what to do
   */
  default void stopForCopy(String sentence) {}

  /**
   * Compares another clock with this computer's, and reports to the people who run the receiver if
   * one of them looks wrong. May be called on every answer: the same problem is reported once a
   * day. Default: does nothing.
   *
   * @param whose names the other clock in a sentence, such as {@code the relay}
   * @param difference how far that clock is ahead of this computer's, negative if it is behind;
   *     only a hint
   */
  default void clockDiffers(String whose, Duration difference) {}
}
