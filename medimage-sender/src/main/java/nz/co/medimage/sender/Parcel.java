package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Instant;
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
  long notBefore;
  long begunAt;

  /** Over which route all of it arrived, as far as this process knows. */
  private volatile @Nullable Integer arrivedOver;

  /** Whether the receiver may have filed it: all of it had arrived once. */
  private volatile boolean mayBeFiled;

  private volatile boolean settled;

  Parcel(SealedEnvelope envelope, Sending sending, long now) {
    this.envelope = envelope;
    this.sending = sending;
    this.notBefore = now;
  }

  EnvelopeId id() {
    return envelope.id();
  }

  /** Whether nothing more may be done with it: it has ended, or the sender is closed. */
  boolean isSettled() {
    return settled;
  }

  boolean hasArrived() {
    return arrivedOver != null;
  }

  int arrivedOver() {
    Integer route = arrivedOver;
    if (route == null) {
      throw new IllegalStateException("has not arrived");
    }
    return route;
  }

  void arrived(int route) {
    arrivedOver = route;
    mayBeFiled = true;
  }

  boolean mayBeFiled() {
    return mayBeFiled;
  }

  void lost() {
    arrivedOver = null;
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

  SendStatus status(State state, String detail, @Nullable Instant nextTry) {
    SendStatus now = sending.status();
    return new SendStatus(state, now.sent(), envelope.size(), detail, nextTry);
  }
}
