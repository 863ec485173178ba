package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the outbox in its delivery queue: where it is, and how often it failed. A queue's
 * structures look at few envelopes at a time; a test counts that, so this is not final.
 */
class QueuedEnvelope {
  private final DiskOutbox.Entry entry;
  private final Delivery handle;
  private final boolean leftBefore;

  // Of the delivery queue, under its lock.
  private int failures;
  private int losses;
  private long notBefore;
  private boolean recalled;
  private int openedBefore;

  /** Where its last upload began, for each route: each end has its own part of it. */
  private final Map<Integer, Long> begunAt = new HashMap<>(2);

  // The routes that all of it has gone, as far as this process knows.
  private volatile @Nullable RouteRef toReceiver;
  private volatile @Nullable RouteRef toRelay;

  private volatile boolean begun;
  private volatile boolean tookOwnRoute;
  private volatile boolean settled;

  // Of this object, under its lock, once it has ended.
  private @Nullable EndedRecord ended;
  private @Nullable Receipt word;

  QueuedEnvelope(DiskOutbox.Entry entry, Delivery handle, long now) {
    this.entry = entry;
    this.handle = handle;
    this.leftBefore = handle.mayBeFiled();
    this.notBefore = now;
  }

  EnvelopeId id() {
    return entry.envelope().id();
  }

  SealedEnvelope sealed() {
    return entry.envelope();
  }

  /** For an upload that begins now; only the first one is of a fresh envelope. */
  SealedEnvelope begin() {
    SealedEnvelope envelope = sealed();
    if (begun) {
      return SealedEnvelope.of(envelope.id(), entry.file(), envelope.size());
    }
    begun = true;
    return envelope;
  }

  /**
   * Whether more of it may leave this device. Waits for an end that is just being noted down: that
   * takes as long as the disk does, in which a small photo would arrive as a whole.
   */
  synchronized boolean mayGoOn() {
    return !settled;
  }

  /** What the disk has of it. */
  DiskOutbox.Entry entry() {
    return entry;
  }

  Delivery handle() {
    return handle;
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

  /** The route to the relay that has it, whether or not the receiver has it too. */
  Optional<RouteRef> relay() {
    return Optional.ofNullable(toRelay);
  }

  /** The route at whose end to ask for the receipt. */
  RouteRef whereToAsk() {
    RouteRef route = toReceiver == null ? toRelay : toReceiver;
    if (route == null) {
      throw new IllegalStateException("has not arrived");
    }
    return route;
  }

  void arrived(RouteRef route) {
    if (route.countsAsRelay()) {
      toRelay = route;
    } else {
      toReceiver = route;
    }
  }

  /** All of it has left this device; that is noted down before the other end confirms it. */
  void left(DiskOutbox outbox) {
    if (!handle.mayBeFiled()) {
      handle.left();
      outbox.sent().add(id());
    }
  }

  /** When it may be sent again, in the time of {@link RetryClock#now()}. */
  long notBefore() {
    return notBefore;
  }

  /**
   * It may be sent at once, and is to look for a better route before it is asked for again. Whether
   * the receiver accepts this device is to be seen anew: it may have been paired again.
   */
  void recall(long now) {
    if (handle.status().state() == State.UNPAIRED) {
      handle.post(status(State.WAITING, "", null));
    }
    failures = 0;
    notBefore = now;
    recalled = true;
    tookOwnRoute = false;
  }

  /**
   * It looks for a route.
   *
   * @param opened how often one to the receiver itself has opened so far
   */
  void setOut(int opened) {
    recalled = false;
    openedBefore = opened;
  }

  /** It is asked for, over the route that it went. */
  void isAsked() {
    recalled = false;
  }

  /** It takes a route to the receiver itself. If that breaks it does not come back by itself. */
  void takesOwnRoute() {
    tookOwnRoute = true;
  }

  /** Whether it has yet to try a route to the receiver itself, since all were to be tried anew. */
  boolean mayTakeOwnRoute() {
    return !tookOwnRoute;
  }

  /** Whether it may take a route to the receiver itself that opened since it looked for one. */
  boolean missed(int opened) {
    return mayTakeOwnRoute() && opened != openedBefore;
  }

  boolean isRecalled() {
    return recalled;
  }

  /**
   * The other end of a route has so much of it. If that is more than the last time, the last
   * attempt was of use. After a loss it begins anew.
   */
  void beginsAt(int route, long offset) {
    Long before = begunAt.put(route, offset);
    if (offset > (before == null ? 0 : before)) {
      failures = 0;
    }
  }

  /** Over days of asking some questions break; what is lost again and again is another matter. */
  void liesAtRelay() {
    failures = losses;
  }

  /** An attempt failed: the receiver may not have it after all. */
  void failed(UndeliveredException why) {
    toReceiver = null;
    if (why.goneFromRelay()) {
      toRelay = null;
    }
    if (why.goneFromRelay() || why.isLoss()) {
      losses++;
    }
  }

  /** That was a matter of this photo alone, which waits ever longer. */
  void delay(RetryClock retryClock) {
    failures++;
    notBefore = retryClock.afterFailures(Math.max(failures, losses));
  }

  /** Whether the last attempt got no further than the one before. */
  boolean failsAgain() {
    return failures > 0;
  }

  /**
   * Whether its copy on this device is not what was sealed any more.
   *
   * @param everyByte reads all of it
   * @throws UndeliveredException if it cannot be read now
   */
  boolean isDamaged(DiskOutbox outbox, boolean everyByte) throws UndeliveredException {
    try {
      return outbox.isDamaged(entry, everyByte);
    } catch (IOException e) {
      throw UndeliveredException.unreadable(id(), e);
    }
  }

  /**
   * Ends it with its receipt, on the disk too, unless it has ended or the sender is closed.
   *
   * @return whether this call ended it; {@link #tellEnd} follows
   * @throws UndeliveredException if the disk fails; it has then not ended
   */
  boolean endWith(Receipt receipt, DiskOutbox outbox) throws UndeliveredException {
    return noted(EndedRecord.of(receipt, handle.to(), handle.size()), receipt, outbox);
  }

  /** Ends it as {@link #endWith} does, because its copy on this device is damaged. */
  boolean endDamaged(DiskOutbox outbox, Clock clock) throws UndeliveredException {
    return noted(EndedRecord.here(handle, State.DAMAGED, clock), null, outbox);
  }

  private boolean noted(EndedRecord how, @Nullable Receipt receipt, DiskOutbox outbox)
      throws UndeliveredException {
    try {
      return end(how, receipt, outbox);
    } catch (IOException e) {
      throw new UndeliveredException(
          "How the photo ended cannot be noted down: " + e.getMessage(), false);
    }
  }

  /**
   * Ends it because it was withdrawn, unless it has arrived.
   *
   * @return whether this call ended it; {@link #tellEnd} follows
   * @throws IOException if the disk fails; it has then not ended
   */
  boolean withdraw(DiskOutbox outbox, Clock clock) throws IOException {
    return end(EndedRecord.here(handle, State.CANCELLED, clock), null, outbox);
  }

  private synchronized boolean end(EndedRecord how, @Nullable Receipt receipt, DiskOutbox outbox)
      throws IOException {
    if (settled || (how.outcome() == State.CANCELLED && hasArrived())) {
      return false;
    }
    String reference = handle.reference().orElse(null);
    outbox.end(outbox.notes().seal(how, reference, receipt), entry.mark());
    ended = how;
    word = receipt;
    settled = true;
    return true;
  }

  /** Tells the holders of its handle how it ended, once the queue has forgotten it. */
  void tellEnd() {
    EndedRecord how;
    Receipt receipt;
    synchronized (this) {
      how = Objects.requireNonNull(ended, "ended");
      receipt = word;
    }
    boolean mayBeFiled = relay().isPresent() || leftBefore;
    handle.publish(receipt == null ? how.status(mayBeFiled) : how.status(receipt));
    if (receipt != null) {
      handle.complete(receipt);
    } else if (how.outcome() == State.DAMAGED) {
      handle.fail(new IOException(how.status(mayBeFiled).detail()));
    } else {
      handle.withdrawn();
    }
  }

  /** Leaves it to the next sender of this home, unless it has ended before. */
  void leave() {
    synchronized (this) {
      if (settled) {
        return;
      }
      settled = true;
    }
    String where = isAtRelay() ? "is at the relay" : "waits in the outbox";
    String why = "The sender was closed; the photo " + where + ".";
    handle.publish(status(State.WAITING, why, null));
    handle.fail(new IOException(why));
  }

  /** A status of one on its way; what lies at a relay lies there whatever else fails. */
  DeliveryStatus status(State state, String detail, @Nullable Instant nextTry) {
    long size = sealed().size();
    return isAtRelay()
        ? new DeliveryStatus(State.AT_RELAY, size, size, detail, nextTry)
        : new DeliveryStatus(state, handle.status().sent(), size, detail, nextTry);
  }
}
