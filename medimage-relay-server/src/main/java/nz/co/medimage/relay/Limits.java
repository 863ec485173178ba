package nz.co.medimage.relay;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a relay takes, {@code spec/relay-v1.md}, section 8. The figures of {@link #standard()} hold
 * unless the operator sets others. Immutable.
 *
 * @param envelope bytes of one envelope, at most
 * @param waiting bytes that wait in one mailbox, at most
 * @param free bytes that a mailbox may take in its life before the operator grants more
 * @param mailboxes how many, at most
 * @param requests of one address in a minute, at most
 * @param kept how long an envelope waits for its receiver, and a receipt for its sender
 * @param unfinished how long an upload that broke off is kept
 * @param idle how long a mailbox is kept that holds nothing, after its receiver was there last; one
 *     that was never used goes after a day, one to which something was granted never
 * @param roomKept bytes of the disk that are left free, so that receipts can always be written
 * @param enrolmentKey what a receiver must show to have a mailbox made, 8 to 200 visible characters
 *     of ASCII; empty if anybody may
 */
public record Limits(
    long envelope,
    long waiting,
    long free,
    int mailboxes,
    int requests,
    Duration kept,
    Duration unfinished,
    Duration idle,
    long roomKept,
    Optional<String> enrolmentKey) {
  private static final Pattern KEY = Pattern.compile("[!-~]{8,200}");
  private static final long MIB = 1024 * 1024;

  /** Refuses null, and figures that leave no room for anything. */
  public Limits {
    Objects.requireNonNull(enrolmentKey, "enrolmentKey");
    if (envelope < 1 || waiting < 1 || free < 0 || mailboxes < 1 || requests < 1 || roomKept < 0) {
      throw new IllegalArgumentException("a limit must leave room for something");
    }
    if (!isSome(kept) || !isSome(unfinished) || !isSome(idle)) {
      throw new IllegalArgumentException("what is kept must be kept for some time");
    }
    if (enrolmentKey.isPresent() && !KEY.matcher(enrolmentKey.get()).matches()) {
      throw new IllegalArgumentException(
          "an enrolment key has 8 to 200 letters, digits and signs, without spaces");
    }
  }

  private static boolean isSome(Duration time) {
    return !time.isNegative() && !time.isZero();
  }

  /** What holds if nobody says otherwise. */
  public static Limits standard() {
    return new Limits(
        64 * MIB,
        2048 * MIB,
        500_000_000,
        10_000,
        6_000,
        Duration.ofDays(30),
        Duration.ofDays(7),
        Duration.ofDays(180),
        256 * MIB,
        Optional.empty());
  }
}
