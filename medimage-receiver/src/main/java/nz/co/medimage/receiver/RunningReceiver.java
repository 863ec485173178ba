package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Route;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Home;
import nz.co.medimage.api.spi.Listener;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.ReceiverIdentity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A receiver between start and close: it holds the lock of its home. */
final class RunningReceiver implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningReceiver.class);
  private static final Duration LOOK_FOR_REQUESTS = Duration.ofMillis(500);
  private static final Duration SWEEP = Duration.ofHours(1);

  private final ReceiverState state;
  private final SafeEvents events;
  private final Home.Lock lock;
  private final List<Listener> listeners;
  private final List<Sink> sinks = new ArrayList<>();
  private final Inbox inbox;
  private final Quotas quotas = new Quotas();
  private final ClockWatch clocks;
  private final FollowUps followUps;
  private final Pipeline pipeline;
  private final PairingOffers pairingOffers;
  private final ScheduledExecutorService chores;
  private Set<String> senders = Set.of();

  /**
   * Wires everything on the state of a home, whose lock it takes over.
   *
   * @throws IOException if the identity is damaged or cannot be stored
   */
  RunningReceiver(ReceiverState state, Receiver.Builder options, SafeEvents events, Home.Lock lock)
      throws IOException {
    this.state = state;
    this.events = events;
    this.lock = lock;
    listeners = List.copyOf(options.listeners);
    sinks.addAll(options.sinks);
    sinks.addAll(options.followUps);
    state.startLedger(events::problem);
    ReceiverIdentity identity = state.identity();
    clocks = new ClockWatch(state.ledger(), options.clock, events);
    Opening opening = new Opening(new EnvelopeOpener(identity), state.staging());
    inbox = new Inbox(state.inbox(), options.clock, new DiskAlarm(options.clock, events));
    followUps = new FollowUps(state, options, events);
    Filing filing = new Filing(state, options, opening, followUps, clocks, events);
    pipeline = new Pipeline(state, options, filing, opening, inbox, events, this::done);
    pairingOffers = new PairingOffers(state, options, identity, events, listeners);
    chores = Executors.newSingleThreadScheduledExecutor(RunningReceiver::choresThread);
  }

  private static Thread choresThread(Runnable task) {
    Thread thread = new Thread(task, "medimage-chores");
    thread.setDaemon(true);
    return thread;
  }

  /** Goes on with what is there, then listens. */
  void start(Receiver.Builder options) throws IOException {
    for (Sink sink : sinks) {
      sink.start();
    }
    DurableFiles.deleteTree(state.staging());
    DurableFiles.createPrivateFolders(state.staging());
    clocks.prune();
    inbox.load();
    inbox.sweep(this::stands);
    inbox.whole().forEach(pipeline::accept);
    followUps.load();
    Map<Listener, Route> routes = new LinkedHashMap<>();
    senders = state.pairings().standingNames();
    for (Listener listener : listeners) {
      String id = listener.id();
      PairingDesk pairingDesk = pairingOffers.desk(listener);
      Route route =
          listener.start(
              new FrontDesk(state, pairingDesk, inbox, pipeline, quotas, clocks, events, id));
      if (!route.transport().equals(id)) {
        throw new IOException(
            "the listener " + id + " gives a route of " + route.transport() + ": a fault in it");
      }
      routes.put(listener, route);
    }
    pairingOffers.routes(() -> now(routes));
    pairingOffers.added(this::senderAdded);
    every(LOOK_FOR_REQUESTS, this::serveRequests);
    every(LOOK_FOR_REQUESTS, this::watchSenders);
    every(SWEEP, this::sweep);
  }

  /** A computer comes to other addresses while it runs. */
  private static List<Route> now(Map<Listener, Route> first) {
    List<Route> routes = new ArrayList<>();
    first.forEach((listener, route) -> routes.add(listener.route().orElse(route)));
    return routes;
  }

  PairingOffers pairingOffers() {
    return pairingOffers;
  }

  String waitsFor(EnvelopeId id) {
    return pipeline.waitsFor(id);
  }

  /** Does what other processes, or this one, asked for. */
  void serveRequests() throws IOException {
    pairingOffers.sweep();
    for (EnvelopeId id : state.requests().list()) {
      var quarantined = state.quarantine().find(id);
      if (quarantined.isPresent()) {
        pipeline.accept(quarantined.get());
      } else {
        pipeline.hurry(id);
        followUps.retry(id);
        state.requests().done(id);
      }
    }
  }

  /**
   * Looks at once: a device that is revoked before the next look would leave the list as it was,
   * and a relay that let it in would hear of nothing.
   */
  private void senderAdded() {
    try {
      watchSenders();
    } catch (IOException e) {
      LOG.warn("the list of senders could not be read and is looked at again: {}", e.getMessage());
    }
  }

  /** Tells listeners of devices that paired or were revoked, here or by another process. */
  void watchSenders() throws IOException {
    Set<String> now = state.pairings().standingNames();
    synchronized (this) {
      if (now.equals(senders)) {
        return;
      }
      senders = now;
    }
    listeners.forEach(Listener::sendersChanged);
  }

  private void done(EnvelopeId id) {
    try {
      state.requests().done(id);
    } catch (IOException e) {
      events.problem("a request could not be taken out: " + e.getMessage());
    }
    followUps.begin(id);
  }

  private void sweep() throws IOException {
    inbox.sweep(this::stands);
    clocks.prune();
  }

  private boolean stands(PairingId pairing) throws IOException {
    return state.pairings().standing(pairing).isPresent();
  }

  private void every(Duration pause, Chore chore) {
    var ignored =
        chores.scheduleWithFixedDelay(
            () -> {
              try {
                chore.run();
              } catch (Throwable e) {
                LOG.warn("a chore failed and is tried again: {}", e.getClass().getSimpleName());
              }
            },
            0,
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  @FunctionalInterface
  private interface Chore {
    void run() throws IOException;
  }

  @Override
  public void close() throws IOException {
    chores.shutdownNow();
    for (Listener listener : listeners) {
      close(listener.id(), listener::close);
    }
    pipeline.close();
    followUps.close();
    for (Sink sink : sinks) {
      close(sink.id(), sink::close);
    }
    close("the ledger", state.ledger()::close);
    lock.close();
  }

  private static void close(String id, Chore closing) {
    try {
      closing.run();
    } catch (Throwable e) {
      // What could not be linked at the start cannot be linked now; the rest is closed all the
      // same.
      LOG.warn("{} did not close: {}", id, e.getClass().getSimpleName());
    }
  }
}
