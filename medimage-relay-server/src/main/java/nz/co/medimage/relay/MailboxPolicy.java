package nz.co.medimage.relay;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * Decides whose receivers a relay serves, and how much each may take: for an operator who knows its
 * customers by a licence, a contract or an account. It is asked in addition to the {@link Limits},
 * which hold for all. {@link Relay.Builder#policy} takes one; an entitlement alone is a lambda:
 *
 * <pre>{@code
 * Relay.builder(store).policy((mailbox, key) -> key.isPresent() && licences.take(key.get(), mailbox))
 * }</pre>
 *
 * <p>It is called by several threads at once, on the thread of the request that waits for it, so it
 * should answer within a second. When it throws, the request fails with status 500, nothing is
 * changed, the exception is logged, and the receiver or sender comes again after a pause: throw if
 * an answer cannot be had now, rather than refuse. Anybody who reaches the relay can make it ask.
 */
@FunctionalInterface
public interface MailboxPolicy {

  /**
   * Whether a receiver may have a mailbox. Asked each time that a receiver without one comes, after
   * the {@linkplain Limits#enrolmentKey() enrolment key} if the relay has one; not asked again for
   * a mailbox that is there. A receiver may come again with the same mailbox and key, for example
   * because the answer to its first request was lost: repeat what was answered then. One that is
   * refused tells whoever runs it to ask the relay's operator.
   *
   * @param mailbox the id that the receiver chose, at random; it keeps it for good
   * @param key what the operator gave to whoever runs the receiver, who enters it there ({@code
   *     RelayListener.Builder.enrolmentKey}, {@code --enrolment-key-file}); empty if there is none.
   *     A secret: do not log it
   * @throws IOException if that cannot be found out now
   */
  boolean admits(UUID mailbox, Optional<String> key) throws IOException;

  /**
   * How many bytes a mailbox may receive in its life. Asked whenever an envelope begins. One that
   * does not fit waits at its sender, which is told that the receiver has used up its allowance and
   * comes again after pauses; what has arrived stays and can be collected. So 0, or anything else
   * below what it has taken, ends the service for a receiver without losing a photo.
   *
   * @param mailbox one that was enrolled
   * @param standard what it would be without a policy: {@link Limits#free()} and what {@link
   *     nz.co.medimage.relay.store.RelayStore#grant grant} added
   * @return bytes; a negative number counts as 0. Default: {@code standard}
   * @throws IOException if that cannot be found out now
   */
  default long allowance(UUID mailbox, long standard) throws IOException {
    return standard;
  }
}
