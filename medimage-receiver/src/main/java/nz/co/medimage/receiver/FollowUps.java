package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.runtime.RetryingPool;

/**
 * Brings photos to follow-up sinks, after the receipt. Each sink has threads of its own and each
 * photo pauses of its own, so that none delays another.
 */
final class FollowUps {
  /** How long a call lasts before it is shown as the reason why its photo waits. */
  private static final Duration SLOW = Duration.ofSeconds(10);

  private final FollowUpStore store;
  private final Ledger ledger;
  private final UnknownOutcomes outcomes;
  private final Backoff backoff;
  private final Random random;
  private final SafeEvents events;
  private final PhotoFaults faults;
  private final Map<String, FollowUpSink> sinks = new LinkedHashMap<>();
  private final Map<Visit, RetryingPool.Ticket> visits = new ConcurrentHashMap<>();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  FollowUps(
      ReceiverState state,
      Receiver.Builder options,
      FilterChain chain,
      StagingArea staging,
      AddOnLives lives,
      PhotoFaults faults,
      SafeEvents events) {
    this.events = events;
    this.faults = faults;
    store = state.followUps();
    ledger = state.ledger();
    outcomes = state.unknown();
    backoff = options.followUpBackoff;
    random = options.random;
    for (BoundSink bound : options.followUps) {
      FollowUpSink sink =
          new FollowUpSink(bound, state, options, chain, staging, lives, faults, events);
      sinks.put(sink.id(), sink);
    }
  }

  /** One photo on its way to one sink. */
  private record Visit(PhotoId id, String sink) {}

  /**
   * Keeps a photo durably for every sink, without beginning.
   *
   * @param isReleased whether a person had it filed though it cannot be cleaned
   * @return the photo where it is now
   */
  StagedPhoto keep(StagedPhoto photo, boolean isReleased) throws IOException {
    return sinks.isEmpty() ? photo : store.keep(photo, List.copyOf(sinks.keySet()), isReleased);
  }

  /** Starts the sinks, and continues with photos of earlier processes. */
  void load() throws IOException {
    sinks.values().forEach(sink -> sink.start(() -> hurryAll(sink.id())));
    store.takeOver(ledger, events::problem);
    removeRejected();
    goOn();
    for (String sink : unknown) {
      events.problem("no follow-up sink has the id " + sink + " now; what it should get waits");
    }
  }

  /**
   * A photo that was kept before a crash may have been rejected since. Only at the start: later it
   * may be one that a person replays, and that its ledger entry is about to say is delivered.
   */
  private void removeRejected() throws IOException {
    for (PhotoId id : store.ids()) {
      try {
        if (ledger.find(id).filter(entry -> !entry.isDelivered()).isPresent()) {
          store.remove(id);
        }
      } catch (IOException e) {
        events.problem(String.valueOf(e.getMessage()));
      }
    }
  }

  /** Begins what was not begun, as a disk that failed may have kept it from that. */
  void goOn() throws IOException {
    store.ids().forEach(this::begin);
  }

  /** Brings a kept photo to the sinks that have it to get; harmless if there is none. */
  void begin(PhotoId id) {
    try {
      List<FollowUp> states = store.states(id);
      if (states.isEmpty() || ledger.find(id).filter(LedgerEntry::isDelivered).isEmpty()) {
        return;
      }
      for (FollowUp state : states) {
        if (isDue(id, state)) {
          visit(new Visit(id, state.sink()));
        }
      }
      if (settle(id, 1).isPresent()) {
        visit(new Visit(id, states.get(0).sink()));
      }
    } catch (IOException e) {
      events.problem(String.valueOf(e.getMessage()));
    }
  }

  private boolean isDue(PhotoId id, FollowUp state) throws IOException {
    return switch (state.state()) {
      case WAITING -> true;
      case UNKNOWN -> outcomes.find(id, state.sink()).filter(o -> !o.isOpen()).isPresent();
      default -> false;
    };
  }

  /** A person has decided whether a sink has a photo. */
  void decided(PhotoId id, String sink) {
    begin(id);
    hurry(new Visit(id, sink));
  }

  /** Tries a photo again at the sinks that rejected it or wait, without their pause. */
  void retry(PhotoId id) throws IOException {
    synchronized (visits) {
      for (FollowUp state : store.states(id)) {
        if (state.state() == FollowUpState.REJECTED) {
          store.put(id, new FollowUp(state.sink(), FollowUpState.WAITING, ""));
        }
        hurry(new Visit(id, state.sink()));
      }
    }
    begin(id);
  }

  private void visit(Visit visit) {
    FollowUpSink sink = sinks.get(visit.sink());
    if (sink == null) {
      unknown.add(visit.sink());
    } else {
      AtomicInteger attempts = new AtomicInteger();
      RetryingPool.Ticket ticket =
          sink.pool().add(() -> attempt(visit, attempts.incrementAndGet()));
      if (visits.putIfAbsent(visit, ticket) == null) {
        hurry(visit);
      }
    }
  }

  /** A sink that has not started yet gets all that waits for it once it has. */
  private void hurry(Visit visit) {
    FollowUpSink sink = sinks.get(visit.sink());
    RetryingPool.Ticket ticket = visits.get(visit);
    if (sink != null && ticket != null && sink.isStarted()) {
      ticket.hurry();
    }
  }

  private void hurryAll(String sink) {
    visits.keySet().stream().filter(visit -> visit.sink().equals(sink)).forEach(this::hurry);
  }

  private Optional<Duration> attempt(Visit visit, int attempts) {
    try {
      if (isWanted(visit)) {
        SinkReference filed = write(visit);
        store.put(visit.id(), new FollowUp(visit.sink(), FollowUpState.FILED, filed.reference()));
        outcomes.forget(visit.id(), visit.sink());
        events.followedUp(visit.id(), filed);
      }
    } catch (PhotoRejectedException e) {
      return refused(visit, ReceiptTexts.message(e), attempts);
    } catch (StepFailedException e) {
      if (e.isUnknown() && e.step().equals(visit.sink())) {
        return left(visit, FollowUpState.UNKNOWN, String.valueOf(e.getMessage()), attempts);
      }
      return isToBlame(visit, e)
          ? refused(visit, "The add-on " + visit.sink() + " fails on this photo.", attempts)
          : failed(visit, e, attempts);
    } catch (IOException | RuntimeException | Error e) {
      return failed(visit, StepFailedException.opened(StepFailedException.RECEIVER, e), attempts);
    }
    Optional<Duration> pause = settle(visit.id(), attempts);
    if (pause.isEmpty()) {
      visits.remove(visit);
    }
    return pause;
  }

  private boolean isToBlame(Visit visit, StepFailedException e) {
    try {
      return e.isFault()
          && faults.isToBlame(visit.id(), visit.sink(), store.faults(visit.id(), visit.sink()));
    } catch (IOException cannotBeCounted) {
      return false;
    }
  }

  private boolean isWanted(Visit visit) throws IOException {
    return store.states(visit.id()).stream()
        .anyMatch(s -> s.sink().equals(visit.sink()) && s.state() != FollowUpState.FILED);
  }

  private SinkReference write(Visit visit)
      throws IOException, StepFailedException, PhotoRejectedException {
    FollowUpSink sink = Objects.requireNonNull(sinks.get(visit.sink()));
    return sink.filing().file(store.photo(visit.id()), store.isReleased(visit.id()));
  }

  private Optional<Duration> refused(Visit visit, String why, int attempts) {
    Optional<Duration> pause = left(visit, FollowUpState.REJECTED, why, attempts);
    if (pause.isEmpty()) {
      events.followUpRejected(visit.id(), visit.sink(), why);
    }
    return pause;
  }

  /** It is not tried again unless a person says so. */
  private Optional<Duration> left(Visit visit, FollowUpState state, String why, int attempts) {
    try {
      Files.deleteIfExists(store.faults(visit.id(), visit.sink()));
      // Together, so that a replay of a rejected photo never meets this visit.
      synchronized (visits) {
        store.put(visit.id(), new FollowUp(visit.sink(), state, why));
        visits.remove(visit);
      }
      return Optional.empty();
    } catch (IOException e) {
      return failed(visit, StepFailedException.opened(StepFailedException.RECEIVER, e), attempts);
    }
  }

  private Optional<Duration> failed(Visit visit, StepFailedException e, int attempts) {
    String why = String.valueOf(e.getMessage());
    try {
      store.put(visit.id(), new FollowUp(visit.sink(), FollowUpState.WAITING, why));
    } catch (IOException unwritten) {
      // only the reason is missing then
    }
    Duration pause = backoff.pause(attempts, random);
    events.retrying(visit.id(), visit.sink(), why, pause, e.cause());
    return Optional.of(pause);
  }

  /** A filed photo stays filed: if only the tidying fails, only that is done again. */
  private Optional<Duration> settle(PhotoId id, int attempts) {
    try {
      settle(id);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      events.problem("where follow-up sinks put " + id.envelope() + " is not in the ledger yet");
      return Optional.of(backoff.pause(attempts, random));
    }
  }

  /** Moves what became of a photo to the ledger once every sink has it. */
  private synchronized void settle(PhotoId id) throws IOException {
    List<FollowUp> states = store.states(id);
    if (states.isEmpty() || states.stream().anyMatch(s -> s.state() != FollowUpState.FILED)) {
      return;
    }
    Optional<LedgerEntry> entry = ledger.find(id);
    if (entry.isPresent()) {
      List<SinkReference> places =
          states.stream().map(s -> new SinkReference(s.sink(), s.detail())).toList();
      ledger.write(entry.get().withFollowUps(places));
      store.remove(id);
    }
  }

  /** The pools on which attempts run. */
  List<RetryingPool> pools() {
    return sinks.values().stream().map(FollowUpSink::pool).toList();
  }

  /** Tells of sinks that are slow or stuck, and lets other photos continue beside them. */
  void watch() {
    for (FollowUpSink sink : sinks.values()) {
      sink.watch();
      sink.busy().slow(SLOW).forEach((id, sentence) -> explain(id, sink.id(), sentence));
    }
  }

  private void explain(PhotoId id, String sink, String sentence) {
    try {
      store.explain(id, sink, sentence);
    } catch (IOException e) {
      // only the reason is missing then, and others are still watched
    }
  }

  /** Asks all calls to give up. */
  void interrupt() {
    sinks.values().forEach(FollowUpSink::interrupt);
  }

  /** The sinks that are at work. */
  Set<String> busySteps() {
    return sinks.values().stream()
        .flatMap(sink -> sink.busy().steps().stream())
        .collect(Collectors.toSet());
  }
}
