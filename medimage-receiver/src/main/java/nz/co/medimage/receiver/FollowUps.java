package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.FollowUpQueue.End;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.receiver.internal.state.UnknownOutcome;
import nz.co.medimage.runtime.RetryingPool;

/**
 * Brings photos to follow-up sinks, after the receipt. Each sink has a queue and threads of its
 * own, so that none delays another.
 */
final class FollowUps {
  /** How long a call lasts before it is shown as the reason why its photo waits. */
  private static final Duration SLOW = Duration.ofSeconds(10);

  private final FollowUpStore store;
  private final Ledger ledger;
  private final UnknownOutcomes outcomes;
  private final SafeEvents events;
  private final PhotoFaults faults;
  private final Map<String, FollowUpSink> sinks = new LinkedHashMap<>();
  private final Set<String> missing = ConcurrentHashMap.newKeySet();

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
    for (BoundSink bound : options.followUps) {
      FollowUpSink sink =
          new FollowUpSink(
              bound, state, options, chain, staging, lives, faults, events, Attempts::new);
      sinks.put(sink.id(), sink);
    }
  }

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
    sinks.values().forEach(FollowUpSink::start);
    store.takeOver(ledger, events::problem);
    removeRejected();
    goOn();
    for (String sink : missing) {
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
    store.ids().stream().sorted().forEach(this::begin);
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
          add(id, state.sink());
        }
      }
      if (!isConcluded(id)) {
        add(id, states.get(0).sink());
      }
    } catch (IOException e) {
      events.problem(String.valueOf(e.getMessage()));
    }
  }

  private boolean isDue(PhotoId id, FollowUp state) throws IOException {
    return switch (state.state()) {
      case WAITING -> true;
      case UNKNOWN -> outcomes.find(id, state.sink()).filter(o -> !o.isOpen()).isPresent();
      case FILED, REJECTED -> false;
    };
  }

  private void add(PhotoId id, String sinkId) throws IOException {
    FollowUpSink sink = sinks.get(sinkId);
    if (sink == null) {
      missing.add(sinkId);
    } else {
      sink.queue().add(id, store.patient(id, sinkId));
    }
  }

  /** A person has decided whether a sink has a photo. */
  void decided(PhotoId id, String sink) {
    begin(id);
    hurry(id, sink);
  }

  /**
   * Has a photo filed under a tag that a person gave it, by the sinks that rejected it; not if none
   * has. When this returns, it is certain, and on record.
   *
   * @param patient the practice's own id of the patient, if it is known
   */
  void reassign(PhotoId id, Assigned to, Optional<String> patient) throws IOException {
    if (store.reassign(id, to, patient)) {
      recordReassignments(id);
      begin(id);
    }
  }

  /** Before a sink gets it, as a crash may have come before. */
  private void recordReassignments(PhotoId id) throws IOException {
    for (Assignment each : store.reassignments(id)) {
      ledger.assign(id, each);
    }
  }

  /** Tries a photo again at the sinks that rejected it or wait, without their pause. */
  void retry(PhotoId id) throws IOException {
    List<FollowUp> states = store.states(id);
    for (FollowUp state : states) {
      store.putBack(id, state.sink());
    }
    begin(id);
    states.forEach(state -> hurry(id, state.sink()));
  }

  private void hurry(PhotoId id, String sinkId) {
    FollowUpSink sink = sinks.get(sinkId);
    if (sink != null) {
      sink.hurry(id);
    }
  }

  /** Brings photos to one sink. */
  private final class Attempts implements FollowUpQueue.Filing {
    private final FollowUpSink sink;

    Attempts(FollowUpSink sink) {
      this.sink = sink;
    }

    @Override
    public End file(PhotoId id) throws StepFailedException {
      try {
        End end = End.LEFT;
        Optional<String> asked = asked(id);
        if (asked.isPresent()) {
          events.outcomeUnknown(id, sink.id(), asked.get());
          leave(id, FollowUpState.UNKNOWN, asked.get());
        } else if (isWanted(id)) {
          recordReassignments(id);
          filed(id, sink.filing().file(store.photo(id, sink.id()), store.isReleased(id)));
          end = End.FILED;
        }
        return isConcluded(id) ? end : End.AGAIN;
      } catch (PhotoRejectedException e) {
        return rejected(id, ReceiptTexts.message(e));
      } catch (StepFailedException e) {
        if (e.isUnknown() && e.step().equals(sink.id())) {
          leave(id, FollowUpState.UNKNOWN, String.valueOf(e.getMessage()));
          return End.UNKNOWN;
        }
        if (isToBlame(id, e)) {
          return rejected(id, "The add-on " + sink.id() + " fails on this photo.");
        }
        throw e;
      } catch (IOException | RuntimeException | Error e) {
        throw StepFailedException.opened(StepFailedException.RECEIVER, e);
      }
    }

    /** Why a person is asked, of which a crash may have kept observers from hearing. */
    private Optional<String> asked(PhotoId id) throws IOException {
      return outcomes.find(id, sink.id()).filter(UnknownOutcome::isOpen).map(UnknownOutcome::why);
    }

    private boolean isWanted(PhotoId id) throws IOException {
      return store.states(id).stream()
          .anyMatch(s -> s.sink().equals(sink.id()) && s.state() != FollowUpState.FILED);
    }

    private void filed(PhotoId id, SinkReference place) throws IOException {
      store.put(id, new FollowUp(sink.id(), FollowUpState.FILED, place.reference()));
      events.followedUp(id, place);
      try {
        outcomes.forget(id, sink.id());
      } catch (IOException e) {
        // it says that it is settled, and goes at the next start
      }
    }

    private End rejected(PhotoId id, String why) throws StepFailedException {
      leave(id, FollowUpState.REJECTED, why);
      events.followUpRejected(id, sink.id(), why);
      return End.LEFT;
    }

    /** It is not tried again unless a person says so. */
    private void leave(PhotoId id, FollowUpState state, String why) throws StepFailedException {
      try {
        Files.deleteIfExists(store.faults(id, sink.id()));
        store.put(id, new FollowUp(sink.id(), state, why));
      } catch (IOException e) {
        throw StepFailedException.opened(StepFailedException.RECEIVER, e);
      }
    }

    private boolean isToBlame(PhotoId id, StepFailedException e) {
      try {
        return e.isFault() && faults.isToBlame(id, sink.id(), store.faults(id, sink.id()));
      } catch (IOException cannotBeCounted) {
        return false;
      }
    }

    @Override
    public void waits(PhotoId id, StepFailedException e, Duration pause) {
      String why = String.valueOf(e.getMessage());
      try {
        // Also if a state was half recorded: what is not on record for certain is done again.
        store.put(id, new FollowUp(sink.id(), FollowUpState.WAITING, why));
      } catch (IOException unwritten) {
        // only the reason is missing then
      }
      events.retrying(id, sink.id(), why, pause, e.cause());
    }

    @Override
    public boolean isEnding() {
      return sink.busy().isEnding();
    }
  }

  /** A filed photo stays filed: if only the tidying fails, only that is done again. */
  private boolean isConcluded(PhotoId id) {
    try {
      conclude(id);
      return true;
    } catch (IOException | RuntimeException e) {
      events.problem("where follow-up sinks put " + id.envelope() + " is not in the ledger yet");
      return false;
    }
  }

  /** Moves what became of a photo to the ledger once every sink has it. */
  private synchronized void conclude(PhotoId id) throws IOException {
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

  /**
   * Why photos wait: all that wait for a sink, by its id, and those that do while others go on, as
   * {@link WaitingNotes#alone} calls them.
   *
   * @param most how many of these at most for each sink
   */
  Map<String, WaitingNote> waiting(int most) {
    Map<String, WaitingNote> notes = new HashMap<>();
    for (FollowUpSink sink : sinks.values()) {
      WaitingNote all = sink.queue().waiting();
      if (!all.isEmpty()) {
        notes.put(sink.id(), all);
      }
      sink.queue()
          .alone(most)
          .forEach((id, note) -> notes.put(WaitingNotes.alone(id, sink.id()), note));
    }
    return notes;
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
