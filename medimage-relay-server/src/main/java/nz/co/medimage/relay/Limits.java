package nz.co.medimage.relay;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a relay takes, {@code spec/relay-v1.md}, section 8. The figures of {@link #standard()} hold
 * unless the operator sets others. Immutable.
 *
 * @param envelope bytes of one envelope, at most; at least 1. Default: 64 MiB
 * @param waiting bytes that wait in one mailbox, at most; at least 1. Default: 2 GiB
 * @param free bytes that a mailbox may take in its life before the operator grants more; not
 *     negative. Default: 500 MB
 * @param mailboxes how many, at most; at least 1. Default: 10,000
 * @param requests of one address in a minute, at most; at least 1. Default: 6,000
 * @param kept how long an envelope waits for its receiver, and a receipt for its sender; more than
 *     zero. Default: 30 days
 * @param unfinished how long an upload that broke off is kept; more than zero. Default: 7 days
 * @param idle how long a mailbox is kept that holds nothing, after its receiver was there last; one
 *     that was never used goes after a day, one to which something was granted never; more than
 *     zero. Default: 180 days
 * @param roomKept bytes of the disk that are left free, so that receipts can always be written; not
 *     negative. Default: 256 MiB
 * @param enrolmentKey what a receiver must show to have a mailbox made, 8 to 200 visible characters
 *     of ASCII; empty if anybody may. Default: empty
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

  /**
   * Sets all of them.
   *
   * @throws IllegalArgumentException with one sentence if one is outside of its range, or if the
   *     key is too short, too long, or has other characters
   */
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

  /** The defaults. */
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
