package nz.co.medimage.sender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.SealedEnvelope;
import nz.co.medimage.api.spi.Transport;
import nz.co.medimage.crypto.ReceiptCodec;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.sender.Parcel.Phase;
import nz.co.medimage.sender.SendStatus.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings all photos for one pairing to their end: a few at once while a way is open, one at a time
 * while it looks for one. When no way is open all of them wait together; what goes wrong with one
 * photo alone delays only that one.
 */
final class Courier implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  /** Uploads at once. */
  private static final int PLACES = 4;

  /** Receipts waited for at once, for photos that gave up their place; the others take turns. */
  private static final int QUESTIONS = 4;

  private static final Duration LONG_WAIT = Duration.ofSeconds(20);
  private static final Duration WAIT_IN_TURN = Duration.ofSeconds(2);

  private final Pairings pairings;
  private final PairingId pairing;
  private final DiskOutbox outbox;
  private final Pace pace;
  private final Executor workers;
  private final Carrier carrier;

  // All below under this object's lock.
  private final NavigableMap<EnvelopeId, Parcel> parcels = new TreeMap<>();
  private final Queue<Parcel> toAsk = new ArrayDeque<>();
  private int expected;
  private int sending;
  private int asking;
  private boolean wayOpen;
  private boolean lookAgain;
  private int failures;
  private long pausedUntil;
  private Runnable wakeUp = () -> {};
  private boolean closed;

  Courier(
      PairingId pairing,
      Pairings pairings,
      List<Transport> transports,
      DiskOutbox outbox,
      Pace pace,
      Executor workers) {
    this.pairing = pairing;
    this.pairings = pairings;
    this.outbox = outbox;
    this.pace = pace;
    this.workers = workers;
    this.carrier = new Carrier(transports, pairings, pairing, pace.timer());
    this.pausedUntil = pace.now();
  }

  /** Announces a parcel that is being sealed; {@link #take} or {@link #expectNoMore} follows. */
  synchronized void expect() {
    expected++;
  }

  synchronized void expectNoMore() {
    expected--;
  }

  /** Whether there is nothing to bring, and nothing to come. */
  synchronized boolean isIdle() {
    return expected == 0 && parcels.isEmpty();
  }

  /** Takes a parcel on, and looks for a way at once. */
  void take(SealedEnvelope envelope, Sending handle) {
    Parcel parcel = new Parcel(envelope, handle, pace.now());
    handle.withdrawBy(() -> withdraw(parcel));
    boolean late;
    synchronized (this) {
      late = closed;
      parcels.put(parcel.id(), parcel);
      endPause();
    }
    if (late) {
      leave(parcel);
    }
    dispatch();
  }

  /** Tries everything at once. */
  void retryNow() {
    synchronized (this) {
      long now = pace.now();
      for (Parcel parcel : parcels.values()) {
        parcel.failures = 0;
        parcel.notBefore = now;
      }
      endPause();
      lookAgain = !wayOpen && sending > 0;
    }
    carrier.networkChanged();
    dispatch();
  }

  private void endPause() {
    failures = 0;
    pausedUntil = pace.now();
  }

  /** Starts whatever can be started, and sees to it that it is called again when more can be. */
  private void dispatch() {
    List<Runnable> started = new ArrayList<>();
    synchronized (this) {
      wakeUp.run();
      if (closed) {
        return;
      }
      long soonest = Long.MAX_VALUE;
      long now = pace.now();
      for (Parcel parcel : parcels.values()) {
        if (parcel.phase == Phase.TO_SEND && !parcel.isSettled()) {
          long wait = waitOf(parcel, now);
          if (wait > 0) {
            soonest = Math.min(soonest, wait);
          } else if (sending < (wayOpen ? PLACES : 1)) {
            started.add(startSending(parcel));
          }
        }
      }
      while (asking < QUESTIONS && !toAsk.isEmpty()) {
        started.add(startAsking(toAsk.remove()));
      }
      wakeUp =
          soonest == Long.MAX_VALUE ? () -> {} : pace.timer().at(now + soonest, this::dispatch);
    }
    started.forEach(workers::execute);
  }

  /** How many nanoseconds are left until its next try; not positive if it is due. */
  private long waitOf(Parcel parcel, long now) {
    return Math.max(pausedUntil - now, parcel.notBefore - now);
  }

  private Runnable startSending(Parcel parcel) {
    sending++;
    parcel.phase = Phase.SENDING;
    parcel.sending.post(parcel.status(State.SENDING, "", null));
    return () -> run(parcel, () -> carrier.carry(parcel.envelope, new Journey(parcel)));
  }

  private Runnable startAsking(Parcel parcel) {
    asking++;
    parcel.phase = Phase.ASKING;
    Duration wait = asking + toAsk.size() > QUESTIONS ? WAIT_IN_TURN : LONG_WAIT;
    return () -> run(parcel, () -> carrier.ask(parcel.arrivedOver(), parcel.id(), wait));
  }

  /** Something that ends with the receipt, or with nothing if there is none yet. */
  @FunctionalInterface
  private interface Errand {
    Optional<byte[]> run() throws UndeliveredException;
  }

  private void run(Parcel parcel, Errand errand) {
    Phase next = Phase.TO_SEND;
    try {
      parcel.sending.notifyListeners();
      Optional<byte[]> receipt = errand.run();
      if (receipt.isPresent()) {
        accept(parcel, receipt.get());
      } else {
        next = Phase.TO_ASK;
      }
    } catch (UndeliveredException e) {
      postpone(parcel, e);
    } catch (RuntimeException | Error e) {
      if (!parcel.isSettled()) {
        LOG.error("{} hit a fault of this program or of a transport", parcel.id(), e);
        postpone(
            parcel, new UndeliveredException("Something went wrong; it is tried again.", false));
      }
    } finally {
      finish(parcel, next);
    }
  }

  private void accept(Parcel parcel, byte[] sealed) throws UndeliveredException {
    Receipt receipt = open(parcel, sealed);
    Sending handle = parcel.sending;
    try {
      if (!parcel.end(outbox, EndedRecord.of(receipt, handle.to(), handle.size()))) {
        return;
      }
    } catch (IOException e) {
      throw new UndeliveredException(
          "The receipt is here but cannot be noted down: " + e.getMessage(), false);
    }
    remove(parcel);
    long size = handle.size();
    handle.publish(
        receipt instanceof Receipt.Rejected rejected
            ? new SendStatus(State.REJECTED, size, size, rejected.message(), null)
            : SendStatus.of(State.DELIVERED, size, size));
    handle.complete(receipt);
  }

  private Receipt open(Parcel parcel, byte[] sealed) throws UndeliveredException {
    try {
      SenderPairing keys =
          pairings.find(pairing).orElseThrow(() -> new IOException("the pairing was forgotten"));
      return ReceiptCodec.open(sealed, parcel.id(), keys);
    } catch (IOException e) {
      LOG.warn("A receipt for {} was ignored: {}", parcel.id(), e.getMessage());
      throw UndeliveredException.ignored(parcel.sending.to(), e);
    }
  }

  private void postpone(Parcel parcel, UndeliveredException why) {
    List<Parcel> waiting = new ArrayList<>();
    synchronized (this) {
      parcel.lost();
      if (closed) {
        return;
      }
      if (why.noWayOpen()) {
        noWay();
        parcels.values().stream().filter(p -> p.phase == Phase.TO_SEND).forEach(waiting::add);
      } else {
        parcel.failures++;
        parcel.notBefore = pace.afterFailures(parcel.failures);
      }
      waiting.add(parcel);
      for (Parcel each : waiting) {
        Instant nextTry = pace.onTheWall(waitOf(each, pace.now()));
        each.sending.post(each.status(why.state(), why.sentence(each.mayBeFiled()), nextTry));
      }
    }
    waiting.forEach(each -> each.sending.notifyListeners());
  }

  /** Several that were under way may find out one after the other; that is one failure. */
  private void noWay() {
    wayOpen = false;
    if (lookAgain) {
      lookAgain = false;
    } else if (pausedUntil - pace.now() <= 0) {
      failures++;
      pausedUntil = pace.afterFailures(failures);
    }
  }

  private void finish(Parcel parcel, Phase next) {
    boolean ended;
    synchronized (this) {
      if (parcel.phase == Phase.SENDING) {
        sending--;
      } else {
        asking--;
      }
      parcel.phase = next;
      ended = !parcels.containsKey(parcel.id());
      if (next == Phase.TO_ASK && !ended) {
        toAsk.add(parcel);
      }
    }
    dispatch();
    if (ended) {
      outbox.discard(parcel.id());
    }
  }

  private synchronized boolean remove(Parcel parcel) {
    parcels.remove(parcel.id());
    toAsk.remove(parcel);
    return parcel.phase == Phase.TO_SEND || parcel.phase == Phase.TO_ASK;
  }

  private boolean withdraw(Parcel parcel) {
    Sending handle = parcel.sending;
    EndedRecord record =
        new EndedRecord(
            parcel.id(), handle.to(), handle.size(), State.CANCELLED, pace.clock().instant(), null);
    try {
      if (!parcel.end(outbox, record)) {
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The photo cannot be withdrawn now: " + e.getMessage(), e);
    }
    boolean untouched = remove(parcel);
    handle.post(record.status());
    // A transport may be reading the file; it is then deleted when that has ended.
    if (untouched) {
      outbox.discard(parcel.id());
    }
    handle.notifyListeners();
    handle.withdrawn();
    return true;
  }

  /** Breaks off what is under way and leaves all parcels to the next sender of this home. */
  @Override
  public void close() {
    List<Parcel> left;
    synchronized (this) {
      closed = true;
      wakeUp.run();
      left = List.copyOf(parcels.values());
    }
    left.forEach(Courier::leave);
    carrier.close();
  }

  private static void leave(Parcel parcel) {
    if (parcel.leave()) {
      String why = "The sender was closed; the photo waits in the outbox.";
      parcel.sending.publish(parcel.status(State.WAITING, why, null));
      parcel.sending.fail(new IOException(why));
    }
  }

  /** Now that a way is found, others may follow. */
  private void begun(Parcel parcel, long offset) {
    synchronized (this) {
      // The last attempt was of use if this one can begin further on. After a loss it begins anew.
      if (offset > parcel.begunAt) {
        parcel.failures = 0;
      }
      parcel.begunAt = offset;
      wayOpen = true;
      lookAgain = false;
      endPause();
    }
    dispatch();
  }

  /** Passes on how one upload goes, and breaks it off if it is withdrawn. */
  private final class Journey implements Carrier.Journey {
    private final Parcel parcel;
    private boolean begun;

    Journey(Parcel parcel) {
      this.parcel = parcel;
    }

    @Override
    public void sent(long sent, long total) {
      if (parcel.isSettled()) {
        throw new CancellationException("the photo was withdrawn, or the sender closed");
      }
      begin(sent);
      parcel.sending.publish(SendStatus.of(State.SENDING, sent, total));
    }

    private void begin(long offset) {
      if (!begun) {
        begun = true;
        begun(parcel, offset);
      }
    }

    @Override
    public void arrived(int route) {
      parcel.arrived(route);
      long size = parcel.envelope.size();
      begin(size);
      parcel.sending.publish(SendStatus.of(State.ARRIVED, size, size));
    }

    @Override
    public boolean hasArrived() {
      return parcel.hasArrived();
    }
  }
}
