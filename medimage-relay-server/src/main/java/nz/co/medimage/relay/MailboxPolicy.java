package nz.co.medimage.relay;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.transport.http.v1.ProblemException;

/**
 * Decides which receivers a relay serves, and how much each may take. It is for an operator who
 * knows its customers by a licence, a contract or an account. The {@link Limits} apply as well.
 * {@link Relay.Builder#policy} takes a policy. One that only admits receivers is a lambda:
 *
 * <pre>{@code
 * Relay.builder(store).policy((mailbox, key) -> key.isPresent() && licences.take(key.get(), mailbox))
 * }</pre>
 *
 * <p>To refuse with a sentence of its own, a policy throws a {@link ProblemException}: of the type
 * {@code ENROLMENT_REFUSED} from {@link #admits}, of the type {@code QUOTA_USED_UP} from {@link
 * #allowance}. The user at the other end reads the sentence, so write it for that person. What
 * follows the first 400 characters is cut off, and control characters, line breaks among them, are
 * left out.
 *
 * <p>If it throws anything else, another type of problem included, the request fails with status
 * 500, nothing changes, the exception is logged, and the receiver or sender tries again after a
 * pause. So throw an {@link IOException}, rather than refuse, if you cannot answer now.
 *
 * <p>Whatever a policy answers, a receiver collects what has arrived in its mailbox.
 *
 * <p>Several threads call it at once, each on behalf of a request that waits, so it should answer
 * within a second. Anybody who can reach the relay can cause calls.
 */
@FunctionalInterface
public interface MailboxPolicy {

  /**
   * Says whether a receiver may have a mailbox. Called each time that a receiver without a mailbox
   * asks for one, after the {@linkplain Limits#enrolmentKey() enrolment key} was checked, if the
   * relay has one. Not called for a mailbox that exists; {@link #connected} is. A receiver may
   * repeat its request with the same mailbox and key, for example because the first answer was
   * lost: give the same answer. A receiver that is refused tells its user to ask the relay's
   * operator, or reports the sentence of the policy. It asks again after pauses.
   *
   * @param mailbox the id that the receiver chose, at random; it keeps it for good
   * @param key the key that the operator gave to the receiver's user, who entered it there ({@code
   *     RelayListener.Builder.enrolmentKey}, {@code --enrolment-key-file}); empty if there is none.
   *     It is a secret: do not log it
   * @throws ProblemException of the type {@code ENROLMENT_REFUSED}, to refuse with a sentence
   * @throws IOException if the answer is not known now
   */
  boolean admits(UUID mailbox, Optional<String> key) throws IOException;

  /**
   * Tells of a receiver that connects to a mailbox that exists: when it starts, and each time that
   * it connects again. It has shown that the mailbox is its own. So a policy that was added later,
   * or that lost what it knew, learns whose mailboxes there are. It refuses nothing: whatever this
   * throws is logged, and the receiver collects what has arrived. To end the service for it, use
   * {@link #allowance}. Default: does nothing.
   *
   * @param mailbox one that was enrolled
   * @param key the key that the receiver shows now, which nobody has checked, and which may be
   *     another than it was admitted with; empty if there is none. It is a secret: do not log it
   * @throws IOException if it cannot be noted now; the next connection tells again
   */
  default void connected(UUID mailbox, Optional<String> key) throws IOException {}

  /**
   * Returns how many bytes a mailbox may receive over its lifetime. Called whenever the upload of
   * an envelope begins, and every few minutes for a receiver that shows it to its people. An
   * envelope that does not fit waits at its sender, which is told that the receiver has used up its
   * allowance, or the sentence of the policy, and tries again after pauses. What has arrived stays
   * and can be collected. So 0, or any number below what the mailbox has received, ends the service
   * for a receiver without losing a photo.
   *
   * @param mailbox one that was enrolled; perhaps before the relay had this policy
   * @param standard the allowance without a policy: {@link Limits#free()} plus what {@link
   *     nz.co.medimage.relay.store.RelayStore#grant grant} added
   * @return bytes; a negative number counts as 0. Default: {@code standard}
   * @throws ProblemException of the type {@code QUOTA_USED_UP}, to refuse with a sentence
   * @throws IOException if the answer is not known now
   */
  default long allowance(UUID mailbox, long standard) throws IOException {
    return standard;
  }
}
