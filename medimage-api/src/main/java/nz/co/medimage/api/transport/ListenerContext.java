package nz.co.medimage.api.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Secrets;

/** What a receiver gives one of its {@link Listener}s. Safe for use by several threads. */
public interface ListenerContext {

  /** Takes what paired senders bring to the listener. Always the same object. */
  Intake intake();

  /** The listener's own store of secrets, such as the key of its certificate. */
  Secrets secrets();

  /**
   * The pairings that are in force, each with the hash of its token for the listener's transport:
   * all that a relay needs to let senders in. {@link Listener#sendersChanged} says when to look
   * again.
   *
   * @return a map that belongs to the caller
   * @throws IOException if the receiver's disk fails
   */
  Map<PairingId, TokenHash> senders() throws IOException;

  /**
   * An intake that also accepts envelopes that a relay admitted before their pairing was revoked.
   * An envelope that was here in full before the revocation is processed as usual. Nobody can tell
   * when any other one reached the relay, so it is opened and put in quarantine, where a person
   * decides. Always the same object.
   *
   * <p>An envelope of a later format version is requested again, as if it had been lost: a byte
   * that rotted at the relay looks the same.
   */
  Intake intakeForAdmitted();

  /**
   * Reports to whoever runs the receiver what is wrong with this route, such as a relay that cannot
   * be reached.
   *
   * @param sentence for the user, without a patient's name or a secret
   */
  void problem(String sentence);

  /** This run of the receiver: the same for all its listeners, and a new one at each start. */
  ReceiverRun run();

  /**
   * Closes the receiver for good, because another computer runs a copy of its home and {@linkplain
   * ReceiverRun#isBefore started first}. To be called only about a computer that has proved that it
   * holds the keys of this home too. Returns at once: the receiver and its listeners are closed on
   * another thread. Calling it again has no effect. Default: does nothing.
   *
   * @param sentence for the user: says why, and what to do
   */
  default void stopForCopy(String sentence) {}

  /**
   * Compares clocks: whoever runs the receiver is told if one looks wrong. May be called on every
   * answer; the same thing is told once a day. Default: does nothing.
   *
   * @param whose names the other clock in a sentence, such as {@code the relay}
   * @param difference how far it is ahead of this computer's, negative if it is behind; only a hint
   */
  default void clockDiffers(String whose, Duration difference) {}
}
