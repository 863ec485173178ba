package nz.co.medimage.sender;

import java.time.Clock;
import java.util.Optional;
import nz.co.medimage.crypto.envelope.OpenedReceipt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What comes of the attempts to send the photos of one queue, and to get their receipts. */
final class Attempts {
  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  private final DeliveryQueue queue;
  private final RouteSelector carrier;
  private final SealedReceipts receipts;
  private final DiskOutbox outbox;
  private final Clock clock;

  Attempts(
      DeliveryQueue queue,
      RouteSelector carrier,
      SealedReceipts receipts,
      DiskOutbox outbox,
      Clock clock) {
    this.queue = queue;
    this.carrier = carrier;
    this.receipts = receipts;
    this.outbox = outbox;
    this.clock = clock;
  }

  /** Runs an exchange to its end; {@code release} frees its place, under the lock. */
  void run(QueuedEnvelope envelope, Exchange exchange, Runnable release) {
    boolean arrived = false;
    try {
      envelope.handle().notifyListeners();
      Optional<byte[]> receipt = exchange.run();
      if (receipt.isPresent()) {
        accept(envelope, receipt.get());
      } else {
        arrived = true;
      }
    } catch (UndeliveredException e) {
      fail(envelope, e);
    } catch (RuntimeException | Error e) {
      if (!envelope.isSettled()) {
        LOG.error("{} hit a fault of this program or of a transport", envelope.id(), e);
        queue.postpone(
            envelope, new UndeliveredException("Something went wrong; it is tried again.", false));
      }
    } finally {
      queue.finish(envelope, arrived, release);
    }
  }

  private void accept(QueuedEnvelope envelope, byte[] sealed) throws UndeliveredException {
    OpenedReceipt opened = receipts.open(envelope, sealed);
    if (!envelope.endWith(opened.receipt(), outbox)) {
      return;
    }
    queue.remove(envelope);
    queue.endPauses();
    // Before anybody learns of the end and then ends this process.
    boolean otherRoutes = receipts.learn(opened);
    envelope.tellEnd();
    if (otherRoutes) {
      queue.retryNow();
    }
  }

  /** Sends the copy on this device unless it is clearly not what was sealed. */
  Optional<byte[]> send(QueuedEnvelope envelope, UploadProgress progress)
      throws UndeliveredException {
    if (!envelope.hasArrived() && envelope.isDamaged(outbox, false)) {
      throw new UndeliveredException("Its copy in the outbox is damaged.", false);
    }
    return carrier.carry(progress);
  }

  /** Looks for the fault on this device first, whose copy counts now. */
  private void fail(QueuedEnvelope envelope, UndeliveredException why) {
    boolean elsewhere = envelope.relay().isPresent() && !why.goneFromRelay();
    boolean suspicious = why.isLoss() || queue.failsAgain(envelope);
    try {
      if (why.noRouteOpen()
          || elsewhere
          || envelope.isSettled()
          || !envelope.isDamaged(outbox, suspicious)
          || !endDamaged(envelope)) {
        queue.postpone(envelope, why);
      }
    } catch (UndeliveredException e) {
      queue.postpone(envelope, e);
    }
  }

  private boolean endDamaged(QueuedEnvelope envelope) throws UndeliveredException {
    if (!envelope.endDamaged(outbox, clock)) {
      return false;
    }
    LOG.warn(
        "The sealed copy of {} is damaged on this device; it is not sent again", envelope.id());
    queue.remove(envelope);
    outbox.setAside(envelope.entry());
    envelope.tellEnd();
    return true;
  }
}
