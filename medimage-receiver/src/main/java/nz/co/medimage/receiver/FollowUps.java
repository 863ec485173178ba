package nz.co.medimage.receiver;

import java.io.IOException;
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
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Filed;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * Brings photos to the sinks that come after the receipt. Each sink has threads of its own and each
 * photo pauses of its own, so that neither holds up another.
 */
final class FollowUps implements AutoCloseable {
  private static final int THREADS_PER_SINK = 2;
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final FollowUpStore store;
  private final Ledger ledger;
  private final Backoff backoff;
  private final Random random;
  private final SafeEvents events;
  private final Map<String, Sink> sinks = new LinkedHashMap<>();
  private final Map<String, RetryingPool> pools = new LinkedHashMap<>();
  private final Map<Visit, RetryingPool.Ticket> visits = new ConcurrentHashMap<>();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  FollowUps(ReceiverState state, Receiver.Builder options, SafeEvents events) {
    this.events = events;
    store = state.followUps();
    ledger = state.ledger();
    backoff = options.followUpBackoff;
    random = options.random;
    for (Sink sink : options.followUps) {
      sinks.put(sink.id(), sink);
      pools.put(sink.id(), new RetryingPool("medimage-" + sink.id(), THREADS_PER_SINK, GRACE));
    }
  }

  /** One photo on its way to one sink. */
  private record Visit(EnvelopeId id, String sink) {}

  /**
   * Keeps a photo durably for every sink, without beginning.
   *
   * @return the photo where it is now
   */
  StagedPhoto keep(StagedPhoto photo) throws IOException {
    return sinks.isEmpty() ? photo : store.keep(photo, List.copyOf(sinks.keySet()));
  }

  /** Goes on with what earlier processes left. */
  void load() throws IOException {
    store.ids().forEach(this::begin);
    for (String sink : unknown) {
      events.problem("no follow-up sink has the id " + sink + " now; what it should get waits");
    }
  }

  /** Brings a kept photo to the sinks that have it to get; harmless if there is none. */
  void begin(EnvelopeId id) {
    try {
      List<FollowUp> states = store.states(id);
      for (FollowUp state : states) {
        if (state.state() == FollowUpState.WAITING) {
          visit(new Visit(id, state.sink()));
        }
      }
      if (!states.isEmpty() && settle(id, 1).isPresent()) {
        visit(new Visit(id, states.get(0).sink()));
      }
    } catch (IOException e) {
      events.problem(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Has the sinks that refused a photo try again, and those that wait without their pause.
   *
   * @return whether there is anything to try again
   */
  boolean retry(EnvelopeId id) throws IOException {
    boolean any = false;
    for (FollowUp state : store.states(id)) {
      if (state.state() == FollowUpState.REFUSED) {
        store.put(id, new FollowUp(state.sink(), FollowUpState.WAITING, ""));
      }
      any |= state.state() != FollowUpState.FILED;
      Optional.ofNullable(visits.get(new Visit(id, state.sink())))
          .ifPresent(RetryingPool.Ticket::hurry);
    }
    begin(id);
    return any;
  }

  private void visit(Visit visit) {
    RetryingPool pool = pools.get(visit.sink());
    if (pool == null) {
      unknown.add(visit.sink());
    } else {
      AtomicInteger attempts = new AtomicInteger();
      RetryingPool.Ticket ticket = pool.add(() -> attempt(visit, attempts.incrementAndGet()));
      if (visits.putIfAbsent(visit, ticket) == null) {
        ticket.hurry();
      }
    }
  }

  private Optional<Duration> attempt(Visit visit, int attempts) {
    try {
      if (isWanted(visit)) {
        Filed filed = write(visit);
        store.put(visit.id(), new FollowUp(visit.sink(), FollowUpState.FILED, filed.reference()));
        events.followedUp(visit.id(), filed);
      }
    } catch (PhotoRefusedException e) {
      return refused(visit, ReceiptTexts.message(e), attempts);
    } catch (StepFailedException | IOException e) {
      return failed(visit, String.valueOf(e.getMessage()), attempts);
    }
    Optional<Duration> pause = settle(visit.id(), attempts);
    if (pause.isEmpty()) {
      visits.remove(visit);
    }
    return pause;
  }

  private boolean isWanted(Visit visit) throws IOException {
    return store.states(visit.id()).stream()
        .anyMatch(s -> s.sink().equals(visit.sink()) && s.state() != FollowUpState.FILED);
  }

  private Filed write(Visit visit) throws IOException, StepFailedException, PhotoRefusedException {
    Sink sink = Objects.requireNonNull(sinks.get(visit.sink()));
    return AddOnCall.write(sink, store.photo(visit.id()), ReceiptTexts.LONGEST);
  }

  private Optional<Duration> refused(Visit visit, String why, int attempts) {
    try {
      store.put(visit.id(), new FollowUp(visit.sink(), FollowUpState.REFUSED, why));
      visits.remove(visit);
      events.followUpRefused(visit.id(), visit.sink(), why);
      return Optional.empty();
    } catch (IOException e) {
      return failed(visit, why, attempts);
    }
  }

  private Optional<Duration> failed(Visit visit, String why, int attempts) {
    try {
      store.put(visit.id(), new FollowUp(visit.sink(), FollowUpState.WAITING, why));
    } catch (IOException e) {
      // only the reason is missing then
    }
    Duration pause = backoff.pause(attempts, random);
    events.retrying(visit.id(), visit.sink(), why, pause);
    return Optional.of(pause);
  }

  /** A filed photo stays filed: if only the tidying fails, only that is done again. */
  private Optional<Duration> settle(EnvelopeId id, int attempts) {
    try {
      settle(id);
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      events.problem("where follow-up sinks put " + id + " is not in the ledger yet");
      return Optional.of(backoff.pause(attempts, random));
    }
  }

  /** Moves what became of a photo to the ledger once every sink has it. */
  private synchronized void settle(EnvelopeId id) throws IOException {
    List<FollowUp> states = store.states(id);
    if (states.isEmpty() || states.stream().anyMatch(s -> s.state() != FollowUpState.FILED)) {
      return;
    }
    Optional<LedgerEntry> entry = ledger.find(id);
    if (entry.isPresent()) {
      List<Filed> places = states.stream().map(s -> new Filed(s.sink(), s.detail())).toList();
      ledger.write(entry.get().withFollowUps(places));
      store.remove(id);
    }
  }

  /** Ends or parks all within some seconds. */
  @Override
  public void close() {
    pools.values().forEach(RetryingPool::close);
  }
}
