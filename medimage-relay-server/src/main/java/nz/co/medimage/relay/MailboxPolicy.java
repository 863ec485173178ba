package nz.co.medimage.relay;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides which receivers a relay serves, and how much each may take. It is for an operator who
 * knows its customers by a licence, a contract or an account. The {@link Limits} apply as well.
 * {@link Relay.Builder#policy} takes a policy. One that only admits receivers is a lambda:
 *
 * <pre>{@code
 * Relay.builder(store).policy((mailbox, key) -> key.isPresent() && licences.take(key.get(), mailbox))
 * }</pre>
 *
 * <p>Several threads call it at once, each on behalf of a request that waits, so it should answer
 * within a second. If it throws, the request fails with status 500, nothing changes, the exception
 * is logged, and the receiver or sender tries again after a pause. So throw, rather than refuse, if
 * you cannot answer now. Anybody who can reach the relay can cause calls.
 */
@FunctionalInterface
public interface MailboxPolicy {

  /**
   * Says whether a receiver may have a mailbox. Called each time that a receiver without a mailbox
   * asks for one, after the {@linkplain Limits#enrolmentKey() enrolment key} was checked, if the
   * relay has one. Not called for a mailbox that exists. A receiver may repeat its request with the
   * same mailbox and key, for example because the first answer was lost: give the same answer. A
   * receiver that is refused tells its user to ask the relay's operator.
   *
   * @param mailbox the id that the receiver chose, at random; it keeps it for good
   * @param key the key that the operator gave to the receiver's user, who entered it there ({@code
   *     RelayListener.Builder.enrolmentKey}, {@code --enrolment-key-file}); empty if there is none.
   *     It is a secret: do not log it
   * @throws IOException if the answer is not known now
   */
  boolean admits(UUID mailbox, Optional<String> key) throws IOException;

  /**
   * Returns how many bytes a mailbox may receive over its lifetime. Called whenever the upload of
   * an envelope begins. An envelope that does not fit waits at its sender, which is told that the
   * receiver has used up its allowance, and tries again after pauses. What has arrived stays and
   * can be collected. So 0, or any number below what the mailbox has received, ends the service for
   * a receiver without losing a photo.
   *
   * @param mailbox one that was enrolled
   * @param standard the allowance without a policy: {@link Limits#free()} plus what {@link
   *     nz.co.medimage.relay.store.RelayStore#grant grant} added
   * @return bytes; a negative number counts as 0. Default: {@code standard}
   * @throws IOException if the answer is not known now
   */
  default long allowance(UUID mailbox, long standard) throws IOException {
    return standard;
  }
}
