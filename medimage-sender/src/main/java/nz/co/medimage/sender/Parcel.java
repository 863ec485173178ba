package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.spi.SealedEnvelope;
import nz.co.medimage.sender.SendStatus.State;
import org.jspecify.annotations.Nullable;

/** An entry of the outbox in the hands of its courier. */
final class Parcel {

  /** What is done with it. */
  enum Phase {
    TO_SEND,
    SENDING,
    TO_ASK,
    ASKING
  }

  final SealedEnvelope envelope;
  final Sending sending;

  // Of the courier, under its lock.
  Phase phase = Phase.TO_SEND;
  int failures;
  int losses;
  long notBefore;

  /** Whether it is to look for a better way before it is asked for again. */
  boolean recalled;

  /** Where its last upload began, for each route: each end has its own part of it. */
  final Map<Integer, Long> begunAt = new HashMap<>();

  // Of the questions about it, under the same lock.
  @Nullable Questions askedBy;
  int unanswered;
  long notAskedBefore;
  long pausedUntil;

  // The ways that all of it has gone, as far as this process knows.
  private volatile @Nullable Way toReceiver;
  private volatile @Nullable Way toRelay;

  /** Whether the receiver may have filed it: all of it had arrived once. */
  private volatile boolean mayBeFiled;

  private volatile boolean settled;

  Parcel(SealedEnvelope envelope, Sending sending, long now) {
    this.envelope = envelope;
    this.sending = sending;
    this.notBefore = now;
    this.notAskedBefore = now;
    this.pausedUntil = now;
  }

  EnvelopeId id() {
    return envelope.id();
  }

  /** Whether nothing more may be done with it: it has ended, or the sender is closed. */
  boolean isSettled() {
    return settled;
  }

  /** Whether it may be filed at any moment. */
  boolean hasArrived() {
    return toReceiver != null || toRelay != null;
  }

  boolean hasArrivedAtReceiver() {
    return toReceiver != null;
  }

  boolean isAtRelay() {
    return toRelay != null && toReceiver == null;
  }

  /** The way to the relay that has it, whether or not the receiver has it too. */
  Optional<Way> relay() {
    return Optional.ofNullable(toRelay);
  }

  /** The way at whose end to ask for the receipt. */
  Way whereToAsk() {
    Way way = toReceiver == null ? toRelay : toReceiver;
    if (way == null) {
      throw new IllegalStateException("has not arrived");
    }
    return way;
  }

  void arrived(Way way) {
    if (way.leadsToRelay()) {
      toRelay = way;
    } else {
      toReceiver = way;
    }
    mayBeFiled = true;
  }

  boolean mayBeFiled() {
    return mayBeFiled;
  }

  /** The receiver may not have it after all. */
  void lost() {
    toReceiver = null;
  }

  void goneFromRelay() {
    toRelay = null;
  }

  /**
   * Ends it, on the disk too, unless it has ended or the sender is closed.
   *
   * @return whether this call ended it
   * @throws IOException if the disk fails; it has then not ended
   */
  synchronized boolean end(DiskOutbox outbox, EndedRecord how) throws IOException {
    if (settled || (how.outcome() == State.CANCELLED && hasArrived())) {
      return false;
    }
    outbox.end(how);
    settled = true;
    return true;
  }

  /** Leaves it to the next sender of this home; false if it has ended before. */
  synchronized boolean leave() {
    boolean left = !settled;
    settled = true;
    return left;
  }

  /** A status of one on its way; what lies at a relay lies there whatever else fails. */
  SendStatus status(State state, String detail, @Nullable Instant nextTry) {
    long size = envelope.size();
    return isAtRelay()
        ? new SendStatus(State.AT_RELAY, size, size, detail, nextTry)
        : new SendStatus(state, sending.status().sent(), size, detail, nextTry);
  }
}
