package nz.co.medimage.receiver;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.ReceiverIdentity;
import nz.co.medimage.crypto.envelope.CurrentRoutes;
import nz.co.medimage.runtime.BareTrace;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.runtime.RetryingPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A receiver between start and close: it holds the lock of its home. */
final class RunningReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(RunningReceiver.class);
  private static final Duration LOOK_FOR_REQUESTS = Duration.ofMillis(500);
  private static final Duration LOOK_FOR_ROUTES = Duration.ofSeconds(30);
  private static final Duration SWEEP = Duration.ofHours(1);
  private static final Duration BETWEEN_WATCHES = Duration.ofSeconds(10);

  /** For how many waiting photos other processes can read the reason. */
  private static final int MOST_NOTES = 1_000;

  private final ReceiverState state;
  private final SafeEvents events;
  private final ReceiverRun run;
  private final Consumer<String> stopping;
  private final Home.Lock lock;
  private final @Nullable ConfiguredAddOns configured;
  private final List<Listener> listeners;
  private final Clock clock;
  private final AddOnLives lives;
  private final RequiredSteps steps;
  private final EarlyOpenings openings;
  private final Inbox inbox;
  private final ClockWatch clocks;
  private final FollowUps followUps;
  private final Pipeline pipeline;
  private final FollowUpAssigning assigning;
  private final OpenRequests requests;
  private final PairingOffers pairingOffers;
  private final SenderWatch senders;
  private final OpenCalls calls = new OpenCalls();
  private final Chores chores = new Chores();
  private final Duration closeWithin;
  private final Duration grace;
  private final Duration watch;
  private final Duration timeLimit;
  private volatile boolean started;
  private final CompletableFuture<Void> startEnded = new CompletableFuture<>();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final CompletableFuture<Void> gone = new CompletableFuture<>();

  /** Completes when people were first told that closing takes longer. */
  private final CompletableFuture<Void> told = new CompletableFuture<>();

  /**
   * Wires everything on the state of a home, whose lock it takes over.
   *
   * @param stopping closes the receiver, and reports the given sentence; returns at once
   * @throws IOException if the identity is damaged or cannot be stored
   */
  RunningReceiver(
      ReceiverState state,
      Receiver.Builder options,
      SafeEvents events,
      Home.Lock lock,
      Consumer<String> stopping)
      throws IOException {
    this.state = state;
    this.events = events;
    this.lock = lock;
    configured = options.configured;
    this.stopping = stopping;
    run = new ReceiverRun(UUID.randomUUID(), options.clock.instant());
    clock = options.clock;
    lives = new AddOnLives(options);
    listeners = lives.listeners();
    state.startLedger(events::problem);
    ReceiverIdentity identity = state.identity();
    clocks = new ClockWatch(state.ledger(), options.clock, events);
    EnvelopeOpener opener = new EnvelopeOpener(identity);
    openings =
        new EarlyOpenings(
            opener, state.pairings()::known, state.staging(), EarlyOpenings.most(), options.clock);
    StagingArea opening = new StagingArea(opener, state.staging(), openings);
    SizeLimit limit = new SizeLimit(options.maxPhotoSize);
    DiskAlarm disk = new DiskAlarm(options.clock, events);
    inbox = new Inbox(state.inbox(), limit, options.clock, disk, openings);
    PhotoFaults faults = new PhotoFaults();
    FilterChain chain = new FilterChain(options, events);
    followUps = new FollowUps(state, options, chain, opening, lives, faults, events);
    steps = new RequiredSteps(state, options, chain, opening, lives, faults, events);
    EnvelopeProcessor filing =
        new EnvelopeProcessor(state, options, opening, followUps, clocks, steps, events);
    EndedRequests ended = new EndedRequests(state, events);
    pipeline =
        new Pipeline(
            state,
            options,
            filing,
            opening,
            inbox,
            faults,
            steps,
            events,
            followUps::begin,
            ended::finished);
    assigning =
        new FollowUpAssigning(
            state, options, followUps, steps, pipeline.pool(), events, ended::tryEnd);
    requests = new OpenRequests(state, pipeline, followUps, assigning, ended, events);
    closeWithin = options.closeWithin;
    grace = closeWithin.dividedBy(4);
    timeLimit = options.addOnTimeLimit;
    watch = shorter(options.addOnTimeLimit, BETWEEN_WATCHES);
    pairingOffers = new PairingOffers(state, options, identity, events, listeners);
    senders = new SenderWatch(state.pairings(), listeners);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Continues with the photos in the home, then listens. Called once; {@link #end} waits for it.
   */
  void start() throws IOException {
    try {
      goOn();
    } finally {
      startEnded.complete(null);
    }
  }

  private void goOn() throws IOException {
    lives.startRequired();
    steps.startPatientCheck();
    DurableFiles.deleteTree(state.staging());
    DurableFiles.createPrivateFolders(state.staging());
    state.removeDebris();
    state.followUps().isAlone(true);
    state.waiting().keep(Map.of(), Map.of());
    clocks.prune();
    inbox.load(this::stands);
    inbox.sweep(this::stands);
    new EndedPhotos(state, clocks).forget();
    followUps.load();
    pipeline.load();
    Map<Listener, Route> routes = new LinkedHashMap<>();
    senders.begin();
    for (Listener listener : listeners) {
      String id = listener.id();
      if (!HeldEnvelope.isTransport(id)) {
        throw new IOException("a listener's id is 1 to 40 of a-z, 0-9 and -, not " + id);
      }
      PairingIntake offers = pairingOffers.at(listener);
      ReceiverContext context =
          new ReceiverContext(
              run, stopping, state, offers, inbox, pipeline, clocks, events, calls, id);
      Route route = lives.start(listener, () -> listener.start(context));
      if (!route.transport().equals(id)) {
        throw new IOException(
            "the listener " + id + " gives a route of " + route.transport() + ": a fault in it");
      }
      routes.put(listener, route);
    }
    pairingOffers.routes(() -> now(routes));
    tellRoutes(routes);
    pairingOffers.added(senders::added);
    chores.every(LOOK_FOR_REQUESTS, this::serveRequests);
    chores.every(LOOK_FOR_REQUESTS, senders::look);
    chores.every(SWEEP, this::sweep);
    chores.every(watch, this::watch);
    started = true;
  }

  /** Puts the routes into receipts. Beforehand, as reading all network cards can take long. */
  private void tellRoutes(Map<Listener, Route> first) {
    AtomicReference<List<Route>> latest = new AtomicReference<>(now(first));
    state.ledger().routes(() -> Optional.of(new CurrentRoutes(clock.instant(), latest.get())));
    chores.every(LOOK_FOR_ROUTES, () -> latest.set(now(first)));
  }

  /** The current routes, as a computer can get other addresses while it runs. */
  private static List<Route> now(Map<Listener, Route> first) {
    List<Route> routes = new ArrayList<>();
    first.forEach((listener, route) -> routes.add(listener.route().orElse(route)));
    return routes;
  }

  /** Whether it listens. */
  boolean isStarted() {
    return started;
  }

  PairingOffers pairingOffers() {
    return pairingOffers;
  }

  String waitsFor(PhotoId id) {
    String why = pipeline.waitsFor(id);
    return why.isEmpty() ? assigning.waitsFor(id) : why;
  }

  /** Reads no file, so it can be asked of each photo of a list once. */
  Map<String, WaitingNote> waitingFollowUps() {
    return followUps.waiting(MOST_NOTES);
  }

  /** Serves requests of this and other processes; does nothing once this was closed. */
  void serveRequests() throws IOException {
    calls.runUnlessClosed(
        () -> {
          pairingOffers.sweep();
          requests.serve();
        });
  }

  /** Tells listeners of devices that paired or were revoked, here or by another process. */
  void watchSenders() throws IOException {
    senders.look();
  }

  private void watch() throws IOException {
    openings.dropIdle(Upload.BETWEEN_BLOCKS);
    steps.watch();
    followUps.watch();
    events.watch(timeLimit);
    Map<PhotoId, String> waiting = pipeline.waiting(MOST_NOTES);
    waiting.putAll(assigning.waiting());
    state.waiting().keep(waiting, followUps.waiting(MOST_NOTES));
  }

  private void sweep() throws IOException {
    inbox.sweep(this::stands);
    clocks.prune();
    followUps.goOn();
  }

  private boolean stands(PairingId pairing) throws IOException {
    return state.pairings().standing(pairing).isPresent();
  }

  /**
   * Ends everything, on a thread of its own: once the last write has returned, the sinks are closed
   * and the home is free. The second call begins nothing.
   */
  void close() {
    if (closing.compareAndSet(false, true)) {
      var unusedEnd = DaemonThreads.start("receiver-closing", this::end);
      var unusedWatch = DaemonThreads.start("receiver-closing-watch", this::watchEnd);
    }
  }

  /** Waits for the end, or until people were told that it takes longer. */
  void awaitEnd() {
    try {
      gone.get(closeWithin.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      CompletableFuture.anyOf(gone, told).join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing fails", e);
    }
  }

  /** Reports which add-ons keep the home in use, again whenever the time has doubled. */
  private void watchEnd() {
    for (Duration pause = closeWithin; !isDone(gone, pause); pause = pause.multipliedBy(2)) {
      Map<String, Duration> slow = lives.closing();
      slow.forEach(
          (id, lasted) ->
              events.problem(
                  "this receiver was closed, but "
                      + id
                      + " has been closing for "
                      + lasted.toSeconds()
                      + " s; its home stays in use until that has ended"));
      Set<String> atWork = new TreeSet<>(steps.busySteps());
      atWork.addAll(followUps.busySteps());
      atWork.addAll(lives.starting());
      if (!atWork.isEmpty() || slow.isEmpty()) {
        events.problem(
            "this receiver was closed, but "
                + (atWork.isEmpty() ? "a part of it" : String.join(", ", atWork))
                + (atWork.size() > 1 ? " are" : " is")
                + " still at work; its home stays in use until that has ended");
      }
      told.complete(null);
    }
  }

  private void end() {
    startEnded.join();
    chores.stop();
    pairingOffers.end();
    openings.close();
    isDone(lives.closeListeners(), grace); // what they bring from now on is turned away
    endPools();
    lives.close().join();
    events.drain(grace);
    lives.closeObservers().join();
    if (configured != null) {
      configured.close();
    }
    close("the notes of what waits", () -> state.waiting().keep(Map.of(), Map.of()));
    close("the ledger", state.ledger()::close);
    state.followUps().isAlone(false);
    close("the home", lock::close);
    gone.complete(null);
  }

  /** Until the last write returned, no other receiver may run this home, and no sink is closed. */
  private void endPools() {
    pipeline.pool().drop();
    followUps.pools().forEach(RetryingPool::stop);
    // Photos in progress are finished and recorded, if add-ons return in time.
    CompletableFuture<Void> filed =
        steps.drain().thenRun(steps::stop).thenRun(pipeline.pool()::finish);
    Stream<CompletableFuture<Void>> pools =
        Stream.concat(Stream.of(pipeline.pool()), followUps.pools().stream())
            .map(RetryingPool::ended);
    CompletableFuture<Void> ended =
        CompletableFuture.allOf(
            Stream.concat(Stream.of(calls.close(), filed, steps.ended()), pools)
                .toArray(CompletableFuture<?>[]::new));
    if (!isDone(ended, grace)) {
      steps.stop();
      steps.interrupt();
      followUps.interrupt();
      isDone(ended, grace);
    }
    pipeline.failReceipts();
    ended.join();
    chores.awaitEnd();
  }

  private static boolean isDone(CompletableFuture<Void> future, Duration within) {
    try {
      future.get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("nobody interrupts this thread, and nothing fails", e);
    }
  }

  private static void close(String id, Closeable closing) {
    try {
      closing.close();
    } catch (Throwable e) {
      // What could not be linked at the start cannot be linked now; the rest is closed all the
      // same.
      LOG.warn("{} did not close", id, new BareTrace(e));
    }
  }
}
