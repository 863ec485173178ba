package nz.co.medimage.sender;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a photo on its way is doing. Immutable; compared by value. */
public final class DeliveryStatus {
  private final State state;
  private final long sent;
  private final long total;
  private final String detail;
  private final @Nullable Instant nextTry;

  DeliveryStatus(State state, long sent, long total, String detail, @Nullable Instant nextTry) {
    this.state = Objects.requireNonNull(state, "state");
    this.sent = sent;
    this.total = total;
    this.detail = Objects.requireNonNull(detail, "detail");
    this.nextTry = nextTry;
  }

  /** Where it is. */
  public State state() {
    return state;
  }

  /** Bytes of the sealed envelope that have left, as far as is known. */
  public long sent() {
    return sent;
  }

  /** Bytes of the sealed envelope. */
  public long total() {
    return total;
  }

  /** One sentence for the user, such as why it waits; empty if there is nothing to say. */
  public String detail() {
    return detail;
  }

  /** About when the next try is due, by the system's clock; empty if none is planned. */
  public Optional<Instant> nextTry() {
    return Optional.ofNullable(nextTry);
  }

  /** Where a photo can be. The last five are final. */
  public enum State {
    /** Safe in the outbox; its turn comes as soon as a place is free. */
    SEALED,
    /** Being brought to the receiver or to a relay. */
    SENDING,
    /** Safe in the outbox until the next try, because the last one failed. */
    WAITING,
    /**
     * Safe in the outbox, but the receiver itself, not just a relay, no longer accepts this device:
     * pair again and send the photo again, as this one stays sealed for the earlier pairing. If it
     * may have arrived before, {@code detail} says to ask first whether it is filed. It is still
     * tried, like one that waits.
     */
    UNPAIRED,
    /**
     * All of it is at the relay; the receiver has not collected it yet, as far as is known. It also
     * stays safe in the outbox until the receipt is here. {@code detail} says so if the relay
     * cannot be asked now.
     */
    AT_RELAY,
    /** All of it is at the receiver itself; the receipt is still to come. */
    ARRIVED,
    /** The receiver has filed it; the copy in the outbox is gone. */
    DELIVERED,
    /**
     * The practice keeps it until a person there says whose it is, as {@code detail} tells; the
     * copy in the outbox is gone.
     */
    HELD,
    /** The receiver rejected it for good; the copy in the outbox is gone. */
    REJECTED,
    /** Withdrawn on this device; the copy in the outbox is gone. */
    CANCELLED,
    /**
     * The copy in the outbox is damaged or missing, so it cannot be sent: send the photo again from
     * the original; {@code detail} says to ask first if it may have arrived before.
     */
    DAMAGED;

    /** Whether nothing will change any more. */
    public boolean isFinal() {
      return compareTo(DELIVERED) >= 0;
    }
  }

  static DeliveryStatus of(State state, long sent, long total) {
    return new DeliveryStatus(state, sent, total, "", null);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DeliveryStatus that
        && state.equals(that.state)
        && sent == that.sent
        && total == that.total
        && detail.equals(that.detail)
        && Objects.equals(nextTry, that.nextTry);
  }

  @Override
  public int hashCode() {
    return Objects.hash(state, sent, total, detail, nextTry);
  }

  /** Everything except the sentence. */
  @Override
  public String toString() {
    return "DeliveryStatus[" + state + ", " + sent + " of " + total + "]";
  }
}
