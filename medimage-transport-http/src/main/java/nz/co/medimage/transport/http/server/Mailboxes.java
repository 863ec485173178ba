package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.TokenHash;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.api.spi.NotPairedException;
import nz.co.medimage.api.spi.PairingRefusedException;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.WaitingList;

/**
 * What a relay does for receivers. A <em>message</em> is a sealed envelope or a pairing message;
 * its reply is the sealed receipt, or the receiver's pairing message. Safe for use by several
 * threads; each call looks at the state of that moment. But for {@link #enrol}, the caller has
 * {@linkplain #authenticate authenticated} the mailbox.
 */
public interface Mailboxes {

  /**
   * Makes a mailbox, or finds it. Repeating it is harmless.
   *
   * @param key what the operator gave out, as the receiver says
   * @return whether it is new
   * @throws NotPairedException if it is there with another token
   * @throws ProblemException if the relay takes no such mailbox
   */
  boolean enrol(Credential mailbox, Optional<String> key) throws IOException;

  /**
   * Lets a receiver in.
   *
   * @throws NotPairedException if there is no such mailbox, or it has another token
   */
  void authenticate(Credential mailbox) throws IOException;

  /** Says who may leave messages, in place of any list before. */
  void admit(UUID mailbox, Map<PairingId, TokenHash> senders) throws IOException;

  /**
   * Takes a nameplate for a pairing offer, or takes it for longer.
   *
   * @return false if another mailbox has it
   */
  boolean reserve(UUID mailbox, String nameplate, Duration term) throws IOException;

  /** Gives a nameplate free; nothing happens if it is not this mailbox's. */
  void release(UUID mailbox, String nameplate) throws IOException;

  /**
   * What waits, as soon as something does.
   *
   * @param after {@link WaitingList#next()} of the answer before, or {@link
   *     WaitingList#FROM_THE_START}
   * @return completes with at least one message, and at most {@link WaitingList#MOST}; a caller
   *     that stops waiting cancels its future, so that nothing is kept for it
   */
  CompletionStage<WaitingList> waiting(UUID mailbox, String after);

  /**
   * How long a message is.
   *
   * @throws EnvelopeLostException if it does not wait here, or no longer
   */
  long size(UUID mailbox, UUID from, UUID id) throws IOException;

  /**
   * The bytes of a message from an offset on. Fails in the middle if the message goes meanwhile.
   *
   * @param offset from 0 to its size
   * @return closed by the caller
   */
  InputStream read(UUID mailbox, UUID from, UUID id, long offset) throws IOException;

  /**
   * Ends a message with its reply; its bytes are gone then. The first reply stands; repeating is
   * harmless.
   *
   * @throws EnvelopeLostException if there is no such message
   */
  void reply(UUID mailbox, UUID from, UUID id, byte[] reply) throws IOException;

  /**
   * Ends a pairing message with a refusal.
   *
   * @throws EnvelopeLostException if there is no such message
   */
  void refuse(UUID mailbox, UUID from, UUID id, PairingRefusedException refusal) throws IOException;

  /** Forgets a message, so that its sender sends it again. */
  void forget(UUID mailbox, UUID from, UUID id) throws IOException;
}
