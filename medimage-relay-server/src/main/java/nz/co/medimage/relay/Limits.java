package nz.co.medimage.relay;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How much a relay accepts and how long it keeps it; {@code spec/relay-v1.md}, section 8. The
 * limits are the same for all mailboxes.
 *
 * <pre>{@code
 * Limits limits = Limits.builder().envelope(32L << 20).kept(Duration.ofDays(14)).build();
 * }</pre>
 *
 * <table>
 * <caption>What a sender sees</caption>
 * <tr><th>limit</th><th>answer</th><th>what the sender does</th></tr>
 * <tr><td>{@link #envelope}</td><td>413 {@code envelope-too-large}</td><td>reports it, and tries
 *     other routes</td></tr>
 * <tr><td>{@link #waiting}</td><td>507 {@code mailbox-full}</td><td>keeps the photo and tries
 *     later</td></tr>
 * <tr><td>{@link #free}</td><td>403 {@code quota-used-up}</td><td>reports it, keeps the photo and
 *     tries later</td></tr>
 * <tr><td>{@link #roomKept}</td><td>507 {@code relay-full}</td><td>keeps the photo and tries
 *     later</td></tr>
 * <tr><td>{@link #requests}</td><td>429 {@code too-many-requests}</td><td>waits for {@code
 *     Retry-After}</td></tr>
 * <tr><td>{@link #kept}, {@link #unfinished}</td><td>410 {@code envelope-expired}, or 404</td><td>sends
 *     the photo again</td></tr>
 * <tr><td>{@link #mailboxes}, {@link #enrolmentKey}</td><td>403 {@code
 *     enrolment-refused}</td><td>nothing: the receiver reports it</td></tr>
 * </table>
 *
 * <p>Immutable.
 */
public final class Limits {
  private static final Pattern KEY = Pattern.compile("[!-~]{8,200}");

  private final long envelope;
  private final long waiting;
  private final long free;
  private final int mailboxes;
  private final int requests;
  private final Duration kept;
  private final Duration unfinished;
  private final Duration idle;
  private final long roomKept;
  private final @Nullable String enrolmentKey;

  private Limits(Builder builder) {
    envelope = builder.envelope;
    waiting = builder.waiting;
    free = builder.free;
    mailboxes = builder.mailboxes;
    requests = builder.requests;
    kept = builder.kept;
    unfinished = builder.unfinished;
    idle = builder.idle;
    roomKept = builder.roomKept;
    enrolmentKey = builder.enrolmentKey;
  }

  /** The default limits. */
  public static Limits standard() {
    return builder().build();
  }

  /** A builder that begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A builder that begins with these limits. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The largest envelope in bytes; see {@link Builder#envelope}. */
  public long envelope() {
    return envelope;
  }

  /** The most bytes that may wait in one mailbox; see {@link Builder#waiting}. */
  public long waiting() {
    return waiting;
  }

  /** How many bytes a mailbox may take without a grant; see {@link Builder#free}. */
  public long free() {
    return free;
  }

  /** The most mailboxes; see {@link Builder#mailboxes}. */
  public int mailboxes() {
    return mailboxes;
  }

  /** The most requests from one address in a minute; see {@link Builder#requests}. */
  public int requests() {
    return requests;
  }

  /** How long envelopes and receipts are kept; see {@link Builder#kept}. */
  public Duration kept() {
    return kept;
  }

  /** How long an unfinished upload is kept; see {@link Builder#unfinished}. */
  public Duration unfinished() {
    return unfinished;
  }

  /** How long an empty mailbox is kept; see {@link Builder#idle}. */
  public Duration idle() {
    return idle;
  }

  /** How many bytes of the disk are left free; see {@link Builder#roomKept}. */
  public long roomKept() {
    return roomKept;
  }

  /** The key that a receiver must show to get a mailbox; empty if anybody may have one. */
  public Optional<String> enrolmentKey() {
    return Optional.ofNullable(enrolmentKey);
  }

  /** Shows whether there is an enrolment key, but not the key. */
  @Override
  public String toString() {
    return "Limits[envelope="
        + envelope
        + ", waiting="
        + waiting
        + ", mailboxes="
        + mailboxes
        + (enrolmentKey == null ? ", open]" : ", with an enrolment key]");
  }

  /** Assembles {@link Limits}. Not for use by several threads at once. */
  public static final class Builder {
    private static final long MIB = 1024 * 1024;

    private long envelope = 64 * MIB;
    private long waiting = 2048 * MIB;
    private long free = 500_000_000;
    private int mailboxes = 10_000;
    private int requests = 6_000;
    private Duration kept = Duration.ofDays(30);
    private Duration unfinished = Duration.ofDays(7);
    private Duration idle = Duration.ofDays(180);
    private long roomKept = 256 * MIB;
    private @Nullable String enrolmentKey;

    private Builder() {}

    private Builder(Limits limits) {
      envelope = limits.envelope;
      waiting = limits.waiting;
      free = limits.free;
      mailboxes = limits.mailboxes;
      requests = limits.requests;
      kept = limits.kept;
      unfinished = limits.unfinished;
      idle = limits.idle;
      roomKept = limits.roomKept;
      enrolmentKey = limits.enrolmentKey;
    }

    /**
     * The largest envelope in bytes. An envelope is slightly larger than its photo. Default: 64
     * MiB.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder envelope(long bytes) {
      envelope = atLeast(1, bytes);
      return this;
    }

    /**
     * The most bytes that may wait in one mailbox. An envelope counts with its whole size from the
     * beginning of its upload until its receipt. If there is no room, uploads that stand still give
     * way: after 1 minute without a byte, or 10 minutes since their last one. Default: 2 GiB.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder waiting(long bytes) {
      waiting = atLeast(1, bytes);
      return this;
    }

    /**
     * How many bytes a mailbox may take in its life, before the operator {@linkplain
     * nz.co.medimage.relay.store.RelayStore#grant grants} more. An envelope counts once, from the
     * beginning of its upload; if it ends without a receipt, it counts no longer. Pairing messages
     * do not count. With 0, a mailbox takes nothing without a grant. Default: 500,000,000.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder free(long bytes) {
      free = atLeast(0, bytes);
      return this;
    }

    /**
     * The most mailboxes of all nodes. Beyond that, no further receiver can enrol. Default: 10,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder mailboxes(int most) {
      mailboxes = (int) atLeast(1, most);
      return this;
    }

    /**
     * The most requests from one address, or one /64 network of IPv6, in a minute and at one node.
     * A pairing message costs a twentieth of this number, so there are at most 20 a minute;
     * enrolling and reserving a pairing code cost 30 requests. Default: 6,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder requests(int aMinute) {
      requests = (int) atLeast(1, aMinute);
      return this;
    }

    private static long atLeast(long least, long limit) {
      if (limit < least) {
        throw new IllegalArgumentException("a limit must leave room for something");
      }
      return limit;
    }

    /**
     * How long an envelope is kept for its receiver once it is whole, and a receipt for its sender.
     * What is too old is removed within an hour. Default: 30 days.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder kept(Duration time) {
      kept = some(time);
      return this;
    }

    /**
     * How long an unfinished upload is kept after its last byte. Default: 7 days.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder unfinished(Duration time) {
      unfinished = some(time);
      return this;
    }

    /**
     * How long an empty mailbox is kept after its receiver was last there. A mailbox that never had
     * a sender or an envelope is kept for a day at most; one with a grant is kept for ever. A
     * receiver whose mailbox is gone enrols again by itself. Default: 180 days.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder idle(Duration time) {
      idle = some(time);
      return this;
    }

    private static Duration some(Duration time) {
      Objects.requireNonNull(time, "time");
      if (time.isNegative() || time.isZero()) {
        throw new IllegalArgumentException("what is kept must be kept for some time");
      }
      return time;
    }

    /**
     * How many bytes of the disks of store and spool are left free, so that receipts can always be
     * written. Has no effect for a store that does not know its {@linkplain
     * nz.co.medimage.relay.store.RelayStore#room room}. Default: 256 MiB.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder roomKept(long bytes) {
      roomKept = atLeast(0, bytes);
      return this;
    }

    /**
     * The key that a receiver must show to get a mailbox. Set one if strangers can reach the relay.
     * Default: none, and anybody may have a mailbox.
     *
     * @param key 8 to 200 visible ASCII characters, without spaces
     * @throws IllegalArgumentException with one sentence if the key has another form
     */
    public Builder enrolmentKey(String key) {
      Objects.requireNonNull(key, "key");
      if (!KEY.matcher(key).matches()) {
        throw new IllegalArgumentException(
            "an enrolment key has 8 to 200 letters, digits and signs, without spaces");
      }
      enrolmentKey = key;
      return this;
    }

    /** Makes the limits. Later calls of this builder do not change them. */
    public Limits build() {
      return new Limits(this);
    }
  }
}
