package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.SenderPage;
import nz.co.medimage.transport.http.v1.WaitingList;

/**
 * What a relay does for receivers. A <em>message</em> is a sealed envelope or a pairing message;
 * its reply is the sealed receipt, or the receiver's pairing message. Safe for use by several
 * threads; each call looks at the state of that moment. But for {@link #enrol}, the caller has
 * {@linkplain #authenticate authenticated} the mailbox, and but for {@link #endSession}, {@link
 * #reply} and {@link #refuse} its session too.
 */
public interface Mailboxes {

  /**
   * Makes a mailbox, or finds it, and has the receiver's session collect from it. Repeating it is
   * harmless.
   *
   * @return completes with whether the mailbox is new; fails with a {@link ProblemException} if
   *     another session collects and is still there
   * @throws NotPairedException if it is there with another token
   * @throws ProblemException if the relay takes no such mailbox
   */
  CompletionStage<Boolean> enrol(Credential mailbox, Enrolment enrolment) throws IOException;

  /**
   * Lets a receiver in.
   *
   * @throws NotPairedException if there is no such mailbox, or it has another token
   */
  void authenticate(Credential mailbox) throws IOException;

  /**
   * Lets in the session of a receiver that collects.
   *
   * @throws NotPairedException if there is no such mailbox, or it has another token
   * @throws ProblemException if another session collects
   */
  void authenticate(Credential mailbox, UUID session) throws IOException;

  /** Ends a session; nothing happens if it is not the one that collects. */
  void endSession(UUID mailbox, UUID session) throws IOException;

  /**
   * Says who may leave messages, in place of that part of any list before.
   *
   * @throws ProblemException if the list would be too long then
   */
  void admit(UUID mailbox, SenderPage page) throws IOException;

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
   * @return completes with at most {@link WaitingList#MOST} messages, and with none if the session
   *     is to show that it is still there; fails once another session collects. A caller that stops
   *     waiting cancels its future, so that nothing is kept for it
   */
  CompletionStage<WaitingList> waiting(UUID mailbox, UUID session, String after);

  /**
   * How long a message is.
   *
   * @throws EnvelopeLostException if it does not wait here, or no longer
   */
  long size(UUID mailbox, UUID from, UUID id) throws IOException;

  /**
   * The bytes of a message from an offset on. Fails in the middle if the message goes meanwhile,
   * and before the last bytes if another session collects then.
   *
   * @param offset from 0 to its size
   * @return closed by the caller
   */
  InputStream read(UUID mailbox, UUID session, UUID from, UUID id, long offset) throws IOException;

  /**
   * Ends a message with its reply; its bytes are gone then. The first reply stands; repeating is
   * harmless. An envelope's is taken of any session.
   *
   * @throws EnvelopeLostException if there is no such message
   * @throws ProblemException if it is a pairing message, and another session collects
   */
  void reply(UUID mailbox, UUID session, UUID from, UUID id, byte[] reply) throws IOException;

  /**
   * Ends a pairing message with a refusal.
   *
   * @throws EnvelopeLostException if there is no such message
   * @throws ProblemException if another session collects
   */
  void refuse(UUID mailbox, UUID session, UUID from, UUID id, PairingRefusedException refusal)
      throws IOException;

  /**
   * Forgets a message, so that its sender sends it again; nothing happens if it has done so since.
   *
   * @param upload {@link WaitingList.Message#upload()} of what is to be forgotten
   */
  void forget(UUID mailbox, UUID from, UUID id, UUID upload) throws IOException;
}
