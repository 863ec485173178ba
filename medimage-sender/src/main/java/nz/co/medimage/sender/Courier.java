package nz.co.medimage.sender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.SealedEnvelope;
import nz.co.medimage.api.spi.Transport;
import nz.co.medimage.crypto.ReceiptCodec;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.sender.Parcel.Phase;
import nz.co.medimage.sender.Questions.Question;
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

  private final Pairings pairings;
  private final PairingId pairing;
  private final DiskOutbox outbox;
  private final Pace pace;
  private final Executor workers;
  private final Carrier carrier;

  // All below under this object's lock.
  private final NavigableMap<EnvelopeId, Parcel> parcels = new TreeMap<>();
  private final Questions atReceiver = new Questions();
  private final RelayQuestions atRelay;
  private int expected;
  private int sending;
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
    this.atRelay = new RelayQuestions(pace, parcels);
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
      // Before any parcel sets out again.
      carrier.forgetUnreachable();
      long now = pace.now();
      for (Parcel parcel : parcels.values()) {
        parcel.failures = 0;
        parcel.notBefore = now;
        if (parcel.phase == Phase.TO_ASK && parcel.isAtRelay()) {
          atRelay.remove(parcel);
          parcel.phase = Phase.TO_SEND;
        } else {
          parcel.recalled = true;
        }
      }
      atRelay.endPauses();
      endPause();
      lookAgain = !wayOpen && sending > 0;
    }
    carrier.renewLinks();
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
      long now = pace.now();
      long soonest = Math.min(atReceiver.soonest(now), atRelay.soonest(now));
      for (Parcel parcel : toSend()) {
        long wait = waitOf(parcel, now);
        if (wait > 0) {
          soonest = Math.min(soonest, wait);
        } else if (sending < (wayOpen ? PLACES : 1)) {
          started.add(startSending(parcel));
        }
      }
      for (Questions questions : List.of(atReceiver, atRelay)) {
        Optional<Question> next = questions.next(now);
        for (; next.isPresent(); next = questions.next(now)) {
          started.add(startAsking(next.get()));
        }
      }
      wakeUp =
          soonest == Long.MAX_VALUE ? () -> {} : pace.timer().at(now + soonest, this::dispatch);
    }
    started.forEach(workers::execute);
  }

  /** Those that nobody has yet come first; the sort keeps the oldest in front. */
  private List<Parcel> toSend() {
    return parcels.values().stream()
        .filter(parcel -> parcel.phase == Phase.TO_SEND && !parcel.isSettled())
        .sorted(Comparator.comparing(Parcel::isAtRelay))
        .collect(Collectors.toList());
  }

  /** How many nanoseconds are left until its next try; not positive if it is due. */
  private long waitOf(Parcel parcel, long now) {
    return Math.max(pausedUntil - now, parcel.notBefore - now);
  }

  private Runnable startSending(Parcel parcel) {
    sending++;
    parcel.phase = Phase.SENDING;
    parcel.recalled = false;
    parcel.sending.post(parcel.status(State.SENDING, "", null));
    Journey journey = new Journey(parcel, (route, offset) -> begun(parcel, route, offset));
    return () -> run(parcel, () -> carrier.carry(parcel.envelope, journey));
  }

  private Runnable startAsking(Question question) {
    Parcel parcel = question.parcel();
    Way where = parcel.whereToAsk();
    int network = carrier.network();
    return () -> run(parcel, () -> carrier.ask(network, where, parcel.id(), question.atMost()));
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
    receiverIsThere();
    long size = handle.size();
    handle.publish(
        receipt instanceof Receipt.Rejected rejected
            ? new SendStatus(State.REJECTED, size, size, rejected.message(), null)
            : SendStatus.of(State.DELIVERED, size, size));
    handle.complete(receipt);
  }

  private synchronized void receiverIsThere() {
    atRelay.endPauses();
  }

  private Receipt open(Parcel parcel, byte[] sealed) throws UndeliveredException {
    try {
      SenderPairing keys =
          pairings.find(pairing).orElseThrow(() -> new IOException("the pairing was forgotten"));
      return ReceiptCodec.open(sealed, outbox.prefix(parcel.id()), keys);
    } catch (IOException e) {
      LOG.warn("A receipt for {} was ignored: {}", parcel.id(), e.getMessage());
      throw UndeliveredException.ignored(parcel.sending.to(), e);
    }
  }

  private void postpone(Parcel parcel, UndeliveredException why) {
    List<Parcel> waiting = new ArrayList<>();
    synchronized (this) {
      parcel.lost();
      atRelay.endPause(parcel);
      if (why.goneFromRelay()) {
        parcel.goneFromRelay();
        parcel.losses++;
      }
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
        parcel.askedBy.answered();
      }
      parcel.phase = Phase.TO_SEND;
      ended = !parcels.containsKey(parcel.id());
      if (next == Phase.TO_ASK && !ended) {
        queue(parcel);
      }
    }
    dispatch();
    if (ended) {
      outbox.discard(parcel.id());
    }
  }

  /** Sees to it that it is asked for, unless there may be a better way for it now. */
  private void queue(Parcel parcel) {
    if (!parcel.isAtRelay()) {
      atReceiver.add(parcel);
      return;
    }
    // Over days of asking some questions break; what is lost again and again is another matter.
    parcel.failures = parcel.losses;
    if (!parcel.recalled) {
      atRelay.add(parcel);
    }
  }

  private synchronized boolean remove(Parcel parcel) {
    parcels.remove(parcel.id());
    atReceiver.remove(parcel);
    atRelay.remove(parcel);
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
  private void begun(Parcel parcel, int route, long offset) {
    synchronized (this) {
      // The last attempt was of use if this one can begin further on. After a loss it begins anew.
      Long before = parcel.begunAt.put(route, offset);
      if (offset > (before == null ? 0 : before)) {
        parcel.failures = 0;
      }
      wayOpen = true;
      lookAgain = false;
      endPause();
    }
    dispatch();
  }
}
