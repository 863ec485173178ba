package nz.co.medimage.sender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.ReceiptCodec;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.ReceiptPolls.Question;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings all photos for one pairing to their end: a few at once while a way is open, one at a time
 * while it looks for one. When no way is open all of them wait together; what goes wrong with one
 * photo alone delays only that one.
 */
final class DeliveryQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryQueue.class);

  /** Uploads at once. */
  private static final int PLACES = 4;

  private final Pairings pairings;
  private final PairingId pairing;
  private final DiskOutbox outbox;
  private final RetryClock pace;
  private final Workers workers;
  private final RouteSelector carrier;

  // All below under this object's lock.
  private final NavigableMap<EnvelopeId, QueuedEnvelope> parcels = new TreeMap<>();
  private final SendQueue toSend;
  private final ReceiptPolls atReceiver = new ReceiptPolls();
  private final RelayReceiptPolls atRelay;
  private int expected;
  private int sending;
  private boolean wayOpen;
  private Runnable wakeUp = () -> {};
  private boolean closed;

  DeliveryQueue(
      PairingId pairing,
      Pairings pairings,
      List<Transport> transports,
      ClockDifferences clocks,
      DiskOutbox outbox,
      RetryClock pace,
      Workers workers) {
    this.pairing = pairing;
    this.pairings = pairings;
    this.outbox = outbox;
    this.pace = pace;
    this.workers = workers;
    this.carrier =
        new RouteSelector(
            transports, pairings, pairing, clocks, workers.attempts(), pace, this::leaveRelays);
    this.toSend = new SendQueue(pace);
    this.atRelay = new RelayReceiptPolls(pace);
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
  void take(QueuedEnvelope parcel) {
    parcel.handle().withdrawBy(() -> withdraw(parcel));
    boolean late;
    synchronized (this) {
      late = closed;
      parcels.put(parcel.id(), parcel);
      toSend.addNew(parcel, sending == 0);
    }
    if (late) {
      parcel.leave();
    }
    dispatch();
  }

  /** Tries everything at once. */
  void retryNow() {
    List<QueuedEnvelope> due;
    synchronized (this) {
      due = toSend.takeAll();
      due.addAll(atRelay.takeWaiting(parcel -> true));
      long now = pace.now();
      parcels.values().forEach(parcel -> parcel.recall(now));
      atRelay.endPauses();
      due.forEach(toSend::add);
      toSend.endPause();
      if (!wayOpen && sending > 0) {
        toSend.lookAgain();
      }
    }
    carrier.renewLinks();
    due.forEach(parcel -> parcel.handle().notifyListeners());
    dispatch();
  }

  /** Has what lies at a relay, or is on its way there, go to the receiver itself. */
  private void leaveRelays() {
    synchronized (this) {
      atRelay.takeWaiting(QueuedEnvelope::mayTakeOwnWay).forEach(toSend::add);
    }
    carrier.leaveRelays();
    dispatch();
  }

  /** Starts whatever can be started, and sees to it that it is called again when more can be. */
  private void dispatch() {
    List<Runnable> started = new ArrayList<>();
    synchronized (this) {
      wakeUp.run();
      if (closed) {
        return;
      }
      long now = pace.now();
      while (sending < (wayOpen ? PLACES : 1)) {
        Optional<QueuedEnvelope> next = toSend.next(now);
        if (!next.isPresent()) {
          break;
        }
        started.add(startSending(next.get()));
      }
      long soonest = toSend.soonest(now);
      for (ReceiptPolls questions : List.of(atReceiver, atRelay)) {
        Optional<Question> next = questions.next(now);
        for (; next.isPresent(); next = questions.next(now)) {
          started.add(startAsking(questions, next.get()));
        }
        soonest = Math.min(soonest, questions.soonest(now));
      }
      wakeUp =
          soonest == Long.MAX_VALUE ? () -> {} : pace.timer().at(now + soonest, this::dispatch);
    }
    started.forEach(workers::execute);
  }

  private Runnable startSending(QueuedEnvelope parcel) {
    sending++;
    parcel.setOut(carrier.outlook().opened());
    parcel.handle().post(parcel.status(State.SENDING, "", null));
    UploadProgress journey =
        new UploadProgress(parcel, outbox, (route, offset) -> begun(parcel, route, offset));
    return () -> run(parcel, () -> send(parcel, journey), () -> sending--);
  }

  private Runnable startAsking(ReceiptPolls questions, Question question) {
    QueuedEnvelope parcel = question.parcel();
    RouteRef where = parcel.whereToAsk();
    LinkPool.Outlook outlook = carrier.outlook();
    parcel.isAsked();
    return () ->
        run(
            parcel,
            () -> carrier.ask(outlook, where, parcel.id(), question.atMost()),
            () -> {
              questions.answered();
              if (!carrier.outlook().equals(outlook)) {
                atRelay.remove(parcel); // broken off, so it is asked again soon if it stays there
              }
            });
  }

  /** Something that ends with the receipt, or with nothing if there is none yet. */
  @FunctionalInterface
  private interface Errand {
    Optional<byte[]> run() throws UndeliveredException;
  }

  /** Runs an errand to its end; {@code release} makes its place free, under the lock. */
  private void run(QueuedEnvelope parcel, Errand errand, Runnable release) {
    boolean arrived = false;
    try {
      parcel.handle().notifyListeners();
      Optional<byte[]> receipt = errand.run();
      if (receipt.isPresent()) {
        accept(parcel, receipt.get());
      } else {
        arrived = true;
      }
    } catch (UndeliveredException e) {
      fail(parcel, e);
    } catch (RuntimeException | Error e) {
      if (!parcel.isSettled()) {
        LOG.error("{} hit a fault of this program or of a transport", parcel.id(), e);
        postpone(
            parcel, new UndeliveredException("Something went wrong; it is tried again.", false));
      }
    } finally {
      finish(parcel, arrived, release);
    }
  }

  private void accept(QueuedEnvelope parcel, byte[] sealed) throws UndeliveredException {
    Receipt receipt = open(parcel, sealed);
    try {
      if (!parcel.endWith(receipt, outbox)) {
        return;
      }
    } catch (IOException e) {
      throw notNoted(e);
    }
    remove(parcel);
    synchronized (this) {
      atRelay.endPauses();
    }
    parcel.tellEnd();
  }

  private static UndeliveredException notNoted(IOException why) {
    return new UndeliveredException(
        "How the photo ended cannot be noted down: " + why.getMessage(), false);
  }

  private Receipt open(QueuedEnvelope parcel, byte[] sealed) throws UndeliveredException {
    try {
      SenderPairing keys =
          pairings.find(pairing).orElseThrow(() -> new IOException("the pairing was forgotten"));
      return ReceiptCodec.open(sealed, parcel.entry().prefix(), keys).receipt();
    } catch (IOException e) {
      LOG.warn("A receipt for {} was ignored: {}", parcel.id(), e.getMessage());
      throw UndeliveredException.ignored(parcel.handle().to(), e);
    }
  }

  /** Sends the copy on this device unless it is clearly not what was sealed. */
  private Optional<byte[]> send(QueuedEnvelope parcel, UploadProgress journey)
      throws UndeliveredException {
    if (!parcel.hasArrived() && parcel.isDamaged(outbox, false)) {
      throw new UndeliveredException("Its copy in the outbox is damaged.", false);
    }
    return carrier.carry(parcel.envelope(), journey);
  }

  /** Looks for the fault on this device, whose copy counts now, before others are blamed. */
  private void fail(QueuedEnvelope parcel, UndeliveredException why) {
    boolean elsewhere = parcel.relay().isPresent() && !why.goneFromRelay();
    boolean suspicious;
    synchronized (this) {
      suspicious = why.isLoss() || parcel.failsAgain();
    }
    try {
      if (why.noWayOpen()
          || elsewhere
          || parcel.isSettled()
          || !parcel.isDamaged(outbox, suspicious)
          || !endDamaged(parcel)) {
        postpone(parcel, why);
      }
    } catch (UndeliveredException e) {
      postpone(parcel, e);
    }
  }

  private boolean endDamaged(QueuedEnvelope parcel) throws UndeliveredException {
    try {
      if (!parcel.endDamaged(outbox, pace.clock())) {
        return false;
      }
    } catch (IOException e) {
      throw notNoted(e);
    }
    LOG.warn("The sealed copy of {} is damaged on this device; it is not sent again", parcel.id());
    remove(parcel);
    outbox.setAside(parcel.entry());
    parcel.tellEnd();
    return true;
  }

  private void postpone(QueuedEnvelope parcel, UndeliveredException why) {
    List<QueuedEnvelope> waiting = new ArrayList<>();
    synchronized (this) {
      // What was answered before all were to be tried anew says nothing of the pairing now.
      State state = parcel.isRecalled() ? State.WAITING : why.state();
      parcel.failed(why);
      if (closed) {
        return;
      }
      if (why.noWayOpen()) {
        wayOpen = false;
        waiting.addAll(toSend.pause());
      } else {
        parcel.delay(pace);
      }
      waiting.add(parcel);
      for (QueuedEnvelope each : waiting) {
        Instant nextTry = pace.onTheWall(toSend.waitOf(each, pace.now()));
        each.handle().post(each.status(state, why.sentence(each.handle().mayBeFiled()), nextTry));
      }
    }
    waiting.forEach(each -> each.handle().notifyListeners());
  }

  private void finish(QueuedEnvelope parcel, boolean arrived, Runnable release) {
    boolean ended;
    synchronized (this) {
      release.run();
      ended = !parcels.containsKey(parcel.id());
      if (!ended && !(arrived && ask(parcel))) {
        atRelay.remove(parcel);
        toSend.add(parcel);
      }
      if (sending == 0) {
        toSend.probeForUntold();
      }
    }
    dispatch();
    if (ended && parcel.handle().status().state() != State.DAMAGED) {
      outbox.discard(parcel.entry());
    }
  }

  /** Sees to it that it is asked for, unless there may be a better way for it now. */
  private boolean ask(QueuedEnvelope parcel) {
    if (!parcel.isAtRelay()) {
      atRelay.remove(parcel);
      atReceiver.add(parcel);
      return true;
    }
    parcel.liesAtRelay();
    if (parcel.isRecalled() || parcel.missed(carrier.outlook().opened())) {
      return false;
    }
    atRelay.add(parcel);
    return true;
  }

  /** Forgets one; tells whether nothing is done with it at this moment. */
  private synchronized boolean remove(QueuedEnvelope parcel) {
    parcels.remove(parcel.id());
    boolean waited = toSend.remove(parcel);
    waited |= atReceiver.remove(parcel);
    return atRelay.remove(parcel) || waited;
  }

  private boolean withdraw(QueuedEnvelope parcel) {
    try {
      if (!parcel.withdraw(outbox, pace.clock())) {
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The photo cannot be withdrawn now: " + e.getMessage(), e);
    }
    // A transport may be reading the file; it is then deleted when that has ended.
    if (remove(parcel)) {
      outbox.discard(parcel.entry());
    }
    parcel.tellEnd();
    return true;
  }

  /** Breaks off what is under way and leaves all parcels to the next sender of this home. */
  @Override
  public void close() {
    List<QueuedEnvelope> left;
    synchronized (this) {
      closed = true;
      wakeUp.run();
      left = List.copyOf(parcels.values());
    }
    left.forEach(QueuedEnvelope::leave);
    carrier.close();
  }

  /** Now that a way is found, others may follow. */
  private void begun(QueuedEnvelope parcel, int route, long offset) {
    synchronized (this) {
      parcel.beginsAt(route, offset);
      wayOpen = true;
      toSend.endPause();
    }
    dispatch();
  }
}
