package nz.co.medimage.relay;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a relay accepts, {@code spec/relay-v1.md}, section 8. Immutable. */
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

  /** The defaults. */
  public static Limits standard() {
    return builder().build();
  }

  /** Begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Begins with these. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** The largest envelope, in bytes. */
  public long envelope() {
    return envelope;
  }

  /** The most bytes that may wait in one mailbox. */
  public long waiting() {
    return waiting;
  }

  /** How many bytes a mailbox may receive in its life before the operator grants more. */
  public long free() {
    return free;
  }

  /** The most mailboxes. */
  public int mailboxes() {
    return mailboxes;
  }

  /** The most requests from one address in a minute. */
  public int requests() {
    return requests;
  }

  /** How long an envelope waits for its receiver, and a receipt for its sender. */
  public Duration kept() {
    return kept;
  }

  /** How long an unfinished upload is kept. */
  public Duration unfinished() {
    return unfinished;
  }

  /** How long an empty mailbox is kept after its receiver last connected. */
  public Duration idle() {
    return idle;
  }

  /** How many bytes of the disk are left free. */
  public long roomKept() {
    return roomKept;
  }

  /** What a receiver must show to get a mailbox; empty if anybody may have one. */
  public Optional<String> enrolmentKey() {
    return Optional.ofNullable(enrolmentKey);
  }

  /** Says whether there is a key, but not which. */
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
     * The largest envelope, in bytes. Default: 64 MiB.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder envelope(long bytes) {
      envelope = atLeast(1, bytes);
      return this;
    }

    /**
     * The most bytes that may wait in one mailbox. Default: 2 GiB.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder waiting(long bytes) {
      waiting = atLeast(1, bytes);
      return this;
    }

    /**
     * How many bytes a mailbox may receive in its life before the operator grants more. Default:
     * 500 MB.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder free(long bytes) {
      free = atLeast(0, bytes);
      return this;
    }

    /**
     * The most mailboxes. Default: 10,000.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder mailboxes(int most) {
      mailboxes = (int) atLeast(1, most);
      return this;
    }

    /**
     * The most requests from one address in a minute. Default: 6,000.
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
     * How long an envelope waits for its receiver, and a receipt for its sender. Default: 30 days.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder kept(Duration time) {
      kept = some(time);
      return this;
    }

    /**
     * How long an unfinished upload is kept. Default: 7 days.
     *
     * @throws IllegalArgumentException if it is not more than zero
     */
    public Builder unfinished(Duration time) {
      unfinished = some(time);
      return this;
    }

    /**
     * How long an empty mailbox is kept after its receiver last connected. One that was never used
     * goes after a day; one that was granted more bytes never goes. Default: 180 days.
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
     * How many bytes of the disk are left free, so that receipts can always be written. Default:
     * 256 MiB.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder roomKept(long bytes) {
      roomKept = atLeast(0, bytes);
      return this;
    }

    /**
     * What a receiver must show to get a mailbox. Default: none, anybody may have one.
     *
     * @param key 8 to 200 visible characters of ASCII
     * @throws IllegalArgumentException with one sentence if it is too short, too long, or has other
     *     characters
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

    /** Makes the limits; later calls of this builder do not change them. */
    public Limits build() {
      return new Limits(this);
    }
  }
}
