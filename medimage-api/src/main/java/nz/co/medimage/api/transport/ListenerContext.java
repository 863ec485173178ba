package nz.co.medimage.api.transport;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Secrets;

/** What a receiver gives one of its {@link Listener}s. Safe for use by several threads. */
public interface ListenerContext {

  /** Where the listener hands over what paired senders bring to it. Always the same. */
  Intake intake();

  /** Where the listener keeps what only it may know, such as the key of its certificate. */
  Secrets secrets();

  /**
   * The pairings that stand, each with the hash of its token for the listener's transport: all that
   * a relay needs to let senders in. {@link Listener#sendersChanged} tells when to look again.
   *
   * @return a map of the caller's own
   * @throws IOException if the receiver's disk fails
   */
  Map<PairingId, TokenHash> senders() throws IOException;

  /**
   * An intake that also accepts envelopes that a relay admitted before their pairing was revoked.
   * One that was here, all of it, before the revocation goes on its way. Nobody can tell when any
   * other came to the relay, so it is opened and put in quarantine, where a person decides. Always
   * the same.
   *
   * <p>An envelope of a later version is asked for again, as if it were lost: a byte that rotted at
   * the relay looks the same.
   */
  Intake intakeForAdmitted();

  /**
   * Tells whoever runs the receiver what is wrong with this route, such as a relay that cannot be
   * reached.
   *
   * @param sentence for the user, without the name of a patient or a secret
   */
  void problem(String sentence);

  /** This run of the receiver: the same for all its listeners, and another after each start. */
  ReceiverRun run();

  /**
   * Closes the receiver for good, since another computer runs a copy of its home and {@linkplain
   * ReceiverRun#isBefore started first}. Only to be called of a computer that has proved that it
   * holds the keys of this home too. Returns at once: the receiver closes on a thread of its own,
   * and its listeners with it. Calling it again does nothing more. Does nothing by default.
   *
   * @param sentence for the user: says why, and what to do
   */
  default void stopForCopy(String sentence) {}

  /**
   * Compares clocks: whoever runs the receiver is told if one looks wrong. May be called at each
   * answer; it says the same thing once a day. Does nothing by default.
   *
   * @param whose names the other clock in a sentence, such as {@code the relay}
   * @param difference how far it is ahead of this computer's, negative if it is behind; a hint
   */
  default void clockDiffers(String whose, Duration difference) {}
}
