package nz.co.medimage.sender;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The status of a photo on its way. Immutable; compared by value.
 *
 * <p>An app that shows it in another language translates {@link #state()}, and for {@link
 * State#HELD} and {@link State#REJECTED} the code in {@link Delivery#receipt()}, for which {@link
 * nz.co.medimage.api.OutcomeTexts} has sentences.
 */
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

  /** Where the photo is. */
  public State state() {
    return state;
  }

  /** The bytes of the sealed envelope that have left this device, as far as is known. */
  public long sent() {
    return sent;
  }

  /** The size of the sealed envelope in bytes. */
  public long total() {
    return total;
  }

  /**
   * One sentence for the user, such as why the photo waits; empty if there is nothing to say. It is
   * in English; for a photo that is held or rejected, in the language of {@link
   * java.util.Locale#getDefault()} if there are texts for that.
   */
  public String detail() {
    return detail;
  }

  /** About when the next try is due, by the system's clock; empty if no try is planned. */
  public Optional<Instant> nextTry() {
    return Optional.ofNullable(nextTry);
  }

  /** Where a photo can be. The last five states are final. */
  public enum State {
    /** Safe in the outbox, and sent as soon as a place is free. */
    SEALED,
    /** On its way to the receiver or to a relay. */
    SENDING,
    /** Safe in the outbox until the next try, because the last one failed. */
    WAITING,
    /**
     * Safe in the outbox, but the receiver itself, not just a relay, no longer accepts this device.
     * Pair again and send the photo again, because this envelope is sealed for the earlier pairing.
     * If it may have arrived before, {@code detail} says to ask first whether it is filed. The
     * sender keeps trying, as for a photo that waits.
     */
    UNPAIRED,
    /**
     * All of it is at the relay; the receiver has not collected it yet, as far as is known. It
     * stays safe in the outbox too until the receipt is here. If the relay cannot be asked now,
     * {@code detail} says so.
     */
    AT_RELAY,
    /**
     * All of it is at the receiver itself; the receipt is not here yet. It stays safe in the outbox
     * too.
     */
    ARRIVED,
    /** The receiver has filed it; the copy in the outbox is gone. */
    DELIVERED,
    /**
     * The practice keeps it until a person there says whose it is; {@code detail} says why. The
     * copy in the outbox is gone.
     */
    HELD,
    /**
     * The receiver rejected it for good; {@code detail} says why. The copy in the outbox is gone.
     */
    REJECTED,
    /** Withdrawn on this device; the copy in the outbox is gone. */
    CANCELLED,
    /**
     * The copy in the outbox is damaged or missing, so it cannot be sent: send the photo again from
     * the original; {@code detail} says to ask first if it may have arrived before.
     */
    DAMAGED;

    /** Whether this state never changes again. */
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

  /** Shows everything except the sentence. */
  @Override
  public String toString() {
    return "DeliveryStatus[" + state + ", " + sent + " of " + total + "]";
  }
}
