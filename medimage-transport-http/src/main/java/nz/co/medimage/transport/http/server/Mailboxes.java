package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.transport.http.v1.MailboxAllowance;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.SenderPage;
import nz.co.medimage.transport.http.v1.WaitingList;

/**
 * The mailboxes of a relay, as receivers use them. A <em>message</em> is a sealed envelope or a
 * pairing message; its reply is the sealed receipt or the receiver's pairing message.
 *
 * <p>Before any method except {@link #enrol}, the caller must {@linkplain #authenticate
 * authenticate} the mailbox, and its session too except for {@link #endSession}, {@link #reply} and
 * {@link #refuse}. Each call looks at the current state. Stages complete on a thread of the relay
 * or on the calling thread, and a callback may get exceptions wrapped in a {@link
 * java.util.concurrent.CompletionException}. All methods may block while the store is busy, and
 * throw an {@link IOException} if it fails. Safe for use by several threads.
 */
public interface Mailboxes {

  /**
   * Creates a mailbox if it is missing, and lets the receiver's session collect from it. Repeating
   * it is harmless.
   *
   * @return completes with true if the mailbox is new; fails with a {@link ProblemException} if
   *     another session collects and is still there
   * @throws NotPairedException if the mailbox exists with another token
   * @throws ProblemException if the relay does not accept this mailbox
   */
  CompletionStage<Boolean> enrol(Credential mailbox, Enrolment enrolment) throws IOException;

  /**
   * Authenticates a receiver.
   *
   * @throws NotPairedException if there is no such mailbox, or it has another token
   */
  void authenticate(Credential mailbox) throws IOException;

  /**
   * Authenticates a receiver whose session collects.
   *
   * @throws NotPairedException if there is no such mailbox, or it has another token
   * @throws ProblemException if another session collects
   */
  void authenticate(Credential mailbox, UUID session) throws IOException;

  /** Ends a session; does nothing if another one collects. */
  void endSession(UUID mailbox, UUID session) throws IOException;

  /**
   * Replaces a part of the list of senders who may leave messages.
   *
   * @throws ProblemException if the list would become too long
   */
  void admit(UUID mailbox, SenderPage page) throws IOException;

  /**
   * Reserves a nameplate for a pairing offer, or extends the reservation.
   *
   * @return false if another mailbox has it
   */
  boolean reserve(UUID mailbox, String nameplate, Duration term) throws IOException;

  /** Releases a nameplate; does nothing if it is not this mailbox's. */
  void release(UUID mailbox, String nameplate) throws IOException;

  /**
   * Waits for messages, without blocking.
   *
   * @param after {@link WaitingList#next()} of the last answer, or {@link
   *     WaitingList#FROM_THE_START}
   * @param scope of what it wants to be told
   * @return completes with at most {@link WaitingList#MOST} messages as soon as there is one, or
   *     with none if the session must show that it is still there; fails once another session
   *     collects. A caller that stops waiting cancels its future, so that nothing is kept for it
   */
  CompletionStage<WaitingList> waiting(UUID mailbox, UUID session, String after, Scope scope);

  /** Of what a receiver wants to be told. */
  enum Scope {
    /** Of whole messages. */
    WHOLE,
    /** Of envelopes that are coming in too. */
    COMING_TOO
  }

  /**
   * Returns the envelopes whose upload was begun and stands still.
   *
   * @return at most {@link WaitingList#MOST}, those that grew last
   */
  WaitingList unfinished(UUID mailbox) throws IOException;

  /** Returns how much a mailbox has taken, and may take. */
  MailboxAllowance allowance(UUID mailbox) throws IOException;

  /**
   * Returns the size of a message in bytes.
   *
   * @throws EnvelopeLostException if the mailbox does not hold the message, or no longer
   */
  long size(UUID mailbox, UUID from, UUID id) throws IOException;

  /**
   * Opens a message at an offset, also one that is coming in. The reader fails if the message is
   * removed meanwhile, if nothing comes for some seconds, and before the last bytes if another
   * session collects by then.
   *
   * @param offset from 0 to less than the size
   * @return the bytes from there on
   * @throws EnvelopeLostException if the mailbox does not hold the message, or no longer
   */
  MessageReader read(UUID mailbox, UUID session, UUID from, UUID id, long offset)
      throws IOException;

  /**
   * Ends a message with its reply, also an unfinished one, and deletes its bytes. The first reply
   * counts; repeating is harmless. For an envelope, any session may reply.
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
   * Forgets a message, so that its sender sends it again; does nothing if the sender has already
   * done so.
   *
   * @param upload the {@link WaitingList.Message#upload()} to forget
   */
  void forget(UUID mailbox, UUID from, UUID id, UUID upload) throws IOException;
}
