package nz.co.medimage.sender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.ReceiptPolls.Question;

/**
 * Delivers all photos for one pairing: a few at once while a route is open, one at a time while it
 * looks for a route. When no route is open, all photos wait together; a failure that concerns one
 * photo delays only that one.
 */
final class DeliveryQueue implements AutoCloseable {
  /** How often to check that an envelope is still being sealed: others need the place. */
  static final Duration SEALING_CHECK = Duration.ofSeconds(2);

  /** A photo that is sealed more slowly is sent afterwards. */
  private static final long SLOWEST_BYTES_PER_CHECK = 8 << 20;

  /** Uploads at once. */
  private static final int PLACES = 4;

  private final DiskOutbox outbox;
  private final RetryClock retryClock;
  private final Workers workers;
  private final RouteSelector carrier;
  private final Attempts attempts;

  // All below under this object's lock.
  private final NavigableMap<EnvelopeId, QueuedEnvelope> envelopes = new TreeMap<>();
  private final Map<EnvelopeId, EarlyUpload> early = new HashMap<>();
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
      RetryClock retryClock,
      Workers workers) {
    this.outbox = outbox;
    this.retryClock = retryClock;
    this.workers = workers;
    this.carrier =
        new RouteSelector(
            transports,
            pairings,
            pairing,
            clocks,
            workers.attempts(),
            retryClock,
            this::leaveRelays);
    SealedReceipts receipts = new SealedReceipts(pairing, pairings, retryClock.clock());
    this.attempts = new Attempts(this, carrier, receipts, outbox, retryClock.clock());
    this.toSend = new SendQueue(retryClock);
    this.atRelay = new RelayReceiptPolls(retryClock);
  }

  /**
   * Announces an envelope that is being sealed; {@link #take} or {@link #expectNoMore} follows. Its
   * route is opened meanwhile if nothing is being sent, and no route was found to be closed.
   */
  void expect() {
    Optional<RouteRef> shortest = carrier.shortest(); // outside the lock, as it takes another
    synchronized (this) {
      expected++;
      if (sending == 0 && !toSend.isPaused(retryClock.now())) {
        shortest.ifPresent(carrier::prepare);
      }
    }
  }

  synchronized void expectNoMore() {
    expected--;
  }

  /** Whether no photo waits and none is expected. */
  synchronized boolean isIdle() {
    return expected == 0 && envelopes.isEmpty();
  }

  /** Adds an envelope, and looks for a route at once. */
  void take(QueuedEnvelope envelope) {
    envelope.handle().withdrawBy(() -> withdraw(envelope));
    boolean late;
    synchronized (this) {
      late = closed;
      envelopes.put(envelope.id(), envelope);
      EarlyUpload upload = early.get(envelope.id());
      if (late || upload == null) {
        toSend.addNew(envelope, sending == 0);
      } else {
        envelope.setOut(carrier.outlook().opened());
        upload.take(envelope, progress(envelope));
      }
    }
    if (late) {
      envelope.leave();
    }
    dispatch();
  }

  /**
   * Begins to upload an envelope that is still being sealed, if a place and the best route are free
   * for it at this moment and no other photo waits for its turn.
   *
   * @return whether an upload was begun
   */
  boolean begin(GrowingEnvelope envelope) {
    Optional<RouteRef> shortest = carrier.shortest(); // outside the lock, as it takes another
    EarlyUpload upload;
    synchronized (this) {
      boolean free = !closed && sending < PLACES && !toSend.hasDue(retryClock.now());
      Optional<LinkPool.Shared> link = free ? shortest.flatMap(carrier::ifOpen) : Optional.empty();
      if (!link.isPresent()) {
        return false;
      }
      upload = new EarlyUpload(envelope, link.get());
      early.put(envelope.id(), upload);
      sending++;
      foundWay();
    }
    watch(envelope);
    workers.execute(() -> run(upload));
    dispatch();
    return true;
  }

  /** Breaks its upload off as soon as it turns out to be sealed too slowly. */
  private void watch(GrowingEnvelope envelope) {
    var unused =
        retryClock
            .timer()
            .at(
                retryClock.now() + SEALING_CHECK.toNanos(),
                () -> {
                  if (envelope.breakOffUnlessGrownBy(SLOWEST_BYTES_PER_CHECK)) {
                    watch(envelope);
                  }
                });
  }

  private void run(EarlyUpload upload) {
    upload.run(carrier);
    Optional<QueuedEnvelope> taken;
    synchronized (this) {
      early.remove(upload.id());
      taken = upload.taken();
      if (!taken.isPresent()) {
        upload.breakOff(); // so that nobody watches it any more
        sending--;
        probeIfIdle();
      }
    }
    if (taken.isPresent()) {
      attempts.run(taken.get(), () -> upload.goOn(attempts), () -> sending--);
    } else {
      dispatch();
    }
  }

  private void probeIfIdle() {
    if (sending == 0) {
      toSend.probeForUntold();
    }
  }

  /** Tries everything at once. */
  void retryNow() {
    List<QueuedEnvelope> due;
    synchronized (this) {
      due = toSend.takeAll();
      due.addAll(atRelay.takeWaiting(envelope -> true));
      long now = retryClock.now();
      envelopes.values().forEach(envelope -> envelope.recall(now));
      atRelay.endPauses();
      due.forEach(toSend::add);
      toSend.endPause();
      if (!wayOpen && sending > 0) {
        toSend.lookAgain();
      }
    }
    carrier.renewLinks();
    due.forEach(envelope -> envelope.handle().notifyListeners());
    dispatch();
  }

  /** Sends photos that are at a relay, or on their way there, to the receiver itself. */
  private void leaveRelays() {
    synchronized (this) {
      atRelay.takeWaiting(QueuedEnvelope::mayTakeOwnRoute).forEach(toSend::add);
    }
    carrier.leaveRelays();
    dispatch();
  }

  /** Starts all photos that can be started, and arranges to be called again when more can be. */
  private void dispatch() {
    List<Runnable> started = new ArrayList<>();
    synchronized (this) {
      wakeUp.run();
      if (closed) {
        return;
      }
      long now = retryClock.now();
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
          soonest == Long.MAX_VALUE
              ? () -> {}
              : retryClock.timer().at(now + soonest, this::dispatch);
    }
    started.forEach(workers::execute);
  }

  private Runnable startSending(QueuedEnvelope envelope) {
    sending++;
    envelope.setOut(carrier.outlook().opened());
    envelope.handle().post(envelope.status(State.SENDING, "", null));
    UploadProgress progress = progress(envelope);
    return () -> attempts.run(envelope, () -> attempts.send(envelope, progress), () -> sending--);
  }

  private UploadProgress progress(QueuedEnvelope envelope) {
    return new UploadProgress(envelope, outbox, (route, offset) -> begun(envelope, route, offset));
  }

  private Runnable startAsking(ReceiptPolls questions, Question question) {
    QueuedEnvelope envelope = question.envelope();
    RouteRef where = envelope.whereToAsk();
    Outlook outlook = carrier.outlook();
    envelope.isAsked();
    return () ->
        attempts.run(
            envelope,
            () -> carrier.ask(outlook, where, envelope.id(), question.atMost()),
            () -> {
              questions.answered();
              if (!carrier.outlook().equals(outlook)) {
                atRelay.remove(envelope); // broken off, so it is asked again soon if it stays there
              }
            });
  }

  /** Whether the last attempt got no further than the one before. */
  synchronized boolean failsAgain(QueuedEnvelope envelope) {
    return envelope.failsAgain();
  }

  /** Gives an envelope its pause after an attempt that failed. */
  void postpone(QueuedEnvelope envelope, UndeliveredException why) {
    List<QueuedEnvelope> waiting = new ArrayList<>();
    synchronized (this) {
      // An answer from before everything was to be tried again says nothing about the pairing now.
      State state = envelope.isRecalled() ? State.WAITING : why.state();
      envelope.failed(why);
      if (closed) {
        return;
      }
      if (why.noRouteOpen()) {
        wayOpen = false;
        waiting.addAll(toSend.pause());
      } else {
        envelope.delay(retryClock);
      }
      waiting.add(envelope);
      for (QueuedEnvelope each : waiting) {
        Instant nextTry = retryClock.onTheWall(toSend.waitOf(each, retryClock.now()));
        each.handle().post(each.status(state, why.sentence(each.handle().mayBeFiled()), nextTry));
      }
    }
    waiting.forEach(each -> each.handle().notifyListeners());
  }

  /**
   * Ends an attempt with an envelope.
   *
   * @param arrived whether its receipt is to be asked for
   * @param release frees the place of the attempt, under the lock
   */
  void finish(QueuedEnvelope envelope, boolean arrived, Runnable release) {
    boolean ended;
    synchronized (this) {
      release.run();
      ended = !envelopes.containsKey(envelope.id());
      if (!ended && !(arrived && ask(envelope))) {
        atRelay.remove(envelope);
        toSend.add(envelope);
      }
      probeIfIdle();
    }
    dispatch();
    if (ended && envelope.handle().status().state() != State.DAMAGED) {
      outbox.discard(envelope.entry());
    }
  }

  /** Arranges that its receipt is asked for, unless there may be a better route for it now. */
  private boolean ask(QueuedEnvelope envelope) {
    if (!envelope.isAtRelay()) {
      atRelay.remove(envelope);
      atReceiver.add(envelope);
      return true;
    }
    envelope.liesAtRelay();
    if (envelope.isRecalled() || envelope.missed(carrier.outlook().opened())) {
      return false;
    }
    atRelay.add(envelope);
    return true;
  }

  /** A relay or the receiver has just answered. */
  synchronized void endPauses() {
    atRelay.endPauses();
  }

  /** Forgets an envelope; returns whether it is idle at this moment. */
  synchronized boolean remove(QueuedEnvelope envelope) {
    envelopes.remove(envelope.id());
    boolean waited = toSend.remove(envelope);
    waited |= atReceiver.remove(envelope);
    return atRelay.remove(envelope) || waited;
  }

  private boolean withdraw(QueuedEnvelope envelope) {
    try {
      if (!envelope.withdraw(outbox, retryClock.clock())) {
        return false;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The photo cannot be withdrawn now: " + e.getMessage(), e);
    }
    // A transport may be reading the file, which is then deleted when the transport has finished.
    if (remove(envelope)) {
      outbox.discard(envelope.entry());
    }
    envelope.tellEnd();
    return true;
  }

  /** Breaks off what is in progress and leaves all envelopes to the next sender of this home. */
  @Override
  public void close() {
    List<QueuedEnvelope> left;
    synchronized (this) {
      closed = true;
      wakeUp.run();
      left = List.copyOf(envelopes.values());
      early.values().forEach(EarlyUpload::breakOff);
    }
    left.forEach(QueuedEnvelope::leave);
    carrier.close();
  }

  private void begun(QueuedEnvelope envelope, int route, long offset) {
    synchronized (this) {
      envelope.beginsAt(route, offset);
      foundWay();
    }
    dispatch();
  }

  /** A route is open, so others may follow. */
  private void foundWay() {
    wayOpen = true;
    toSend.endPause();
  }
}
