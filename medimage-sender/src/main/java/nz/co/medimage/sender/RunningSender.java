package nz.co.medimage.sender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.CipherWarmUp;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.runtime.Home;

/** A sender between start and close: it holds the lock of its home. */
final class RunningSender {
  private final List<Transport> transports;
  private final RetryClock retryClock;
  private final Home.Lock lock;
  private final Pairings pairings;
  private final DiskOutbox outbox;
  private final SendMarks marks;
  private final PhotoSealer sealer;
  private final Handles handles;
  private final UnreadFiles unread;
  private final List<DiskOutbox.Entry> waiting;
  private final List<String> problems;
  private final SafeObserver observer;
  private final ClockDifferences clocks;
  private final Workers workers = new Workers();
  private final DeliveryQueues queues;
  private final Pairer pairer;

  private RunningSender(Home home, Sender.Builder options, SafeObserver observer, Home.Lock lock)
      throws IOException {
    this.lock = lock;
    this.observer = observer;
    List<String> found = new ArrayList<>();
    SecretStore keys = Pairings.keys(home.folder(), options.passphrase);
    if (options.findsTransports) {
      // Into the options, so that they are closed too if the start fails.
      options.transports.addAll(
          new FoundTransports(options, home, keys, observer).make(found::add));
    }
    transports = List.copyOf(options.transports);
    pairings = Pairings.load(keys, found::add);
    HomeSecret secret = new HomeSecret(keys, options.random);
    marks = new SendMarks(secret);
    outbox = DiskOutbox.open(home, new PrivateNotes(secret));
    outbox.recover();
    Map<Path, String> unreadable = new HashMap<>();
    waiting = outbox.read(outbox.files(), found::add, unreadable::put);
    found.addAll(unreadable.values());
    problems = List.copyOf(found);
    clocks = new ClockDifferences(observer::problem);
    handles = new Handles(outbox, pairings, options.clock, observer);
    handles.addEnded(outbox.endedNames());
    sealer = new PhotoSealer(options.deviceName, outbox, options.clock, options.random);
    unread = new UnreadFiles(outbox, unreadable, this::take);
    queues = new DeliveryQueues(pairings, this::queue, unread::anyReason);
    retryClock =
        new RetryClock(
            options.timer == null ? Timer.system() : options.timer,
            options.clock,
            options.backoff,
            options.random,
            options.headStart);
    pairer =
        new Pairer(
            transports,
            options.deviceName,
            queues::inUse,
            options.clock,
            options.random,
            retryClock.timer());
  }

  private DeliveryQueue queue(PairingId id) {
    return new DeliveryQueue(id, pairings, transports, clocks, outbox, retryClock, workers);
  }

  /** Takes a home; {@link #start} follows. */
  static RunningSender open(Home home, Sender.Builder options, SafeObserver observer)
      throws IOException {
    if (options.warmUp) {
      CipherWarmUp.start();
    }
    Home.Lock lock = home.lock();
    try {
      return new RunningSender(home, options, observer, lock);
    } catch (Throwable e) {
      lock.close();
      throw e;
    }
  }

  /** Takes up what waits. Called once. */
  void start() {
    problems.forEach(observer::problem);
    waiting.forEach(this::take);
    queues.removeReplaced();
    new Housekeeping(outbox, handles, unread, retryClock, workers).start();
  }

  /** Pairs with a receiver. */
  @FunctionalInterface
  interface Pairing {
    SenderPairing with(Pairer pairer) throws IOException;
  }

  PairedReceiver pair(Pairing pairing) throws IOException {
    queues.checkOpen();
    return queues.add(pairing.with(pairer));
  }

  List<PairedReceiver> pairings() {
    return pairings.list();
  }

  void forget(String name) throws IOException {
    queues.forget(name);
  }

  Delivery send(Photo photo, PatientTag tag, SendOptions options) throws IOException {
    DeliveryQueues.Address address =
        queues.expect(paired -> options.receiver().map(paired::named).orElseGet(paired::only));
    try {
      ContentDigest first = ContentDigest.of(photo.content());
      SenderPairing pairing = address.pairing();
      SendMark mark = marks.of(pairing, first, tag, options.key());
      unread.requireOther(mark, options.joins());
      Delivery delivery =
          handles.earlierOr(
              mark,
              pairing.id(),
              options.joins(),
              () -> {
                DeliveryQueue queue = address.queue();
                String reference = options.reference();
                DiskOutbox.Entry entry =
                    sealer.seal(photo, first, tag, pairing, mark, reference, queue::begin);
                return take(queue, entry, handles.addSealed(entry, reference));
              });
      delivery.notifyListeners();
      return delivery;
    } finally {
      queues.expectNoMore(address);
    }
  }

  private Delivery take(DeliveryQueue queue, DiskOutbox.Entry entry, Delivery delivery) {
    queue.take(new QueuedEnvelope(entry, delivery, retryClock.now()));
    return delivery;
  }

  private void take(DiskOutbox.Entry entry) {
    take(queues.queue(entry.pairing()), entry, handles.addWaiting(entry)).notifyListeners();
  }

  List<Delivery> deliveries() throws IOException {
    return handles.all();
  }

  List<Delivery> deliveries(String reference) throws IOException {
    return deliveries().stream()
        .filter(delivery -> delivery.reference().equals(Optional.of(reference)))
        .collect(Collectors.toList());
  }

  Optional<Delivery> delivery(EnvelopeId id) throws IOException {
    return deliveries().stream().filter(delivery -> delivery.id().equals(id)).findFirst();
  }

  List<String> problems() {
    return problems;
  }

  Optional<String> clockProblem() {
    return clocks.problem();
  }

  void retryNow() {
    queues.retryNow();
  }

  /** Does what {@link Sender#close} says. */
  void close() {
    queues.close();
    retryClock.timer().close();
    Workers closing = closing(transports);
    workers.close();
    closing.close();
    observer.drain();
    CompletableFuture<Void> sealed = queues.quiet();
    new LockReturn(lock)
        .after(
            CompletableFuture.allOf(sealed, workers.ended()),
            () -> !sealed.isDone() || workers.isBusy());
  }

  /** Closes transports on threads of their own, because closing them writes nothing to a home. */
  static Workers closing(List<Transport> transports) {
    Workers closing = new Workers();
    transports.forEach(transport -> closing.execute(transport::close));
    return closing;
  }
}
