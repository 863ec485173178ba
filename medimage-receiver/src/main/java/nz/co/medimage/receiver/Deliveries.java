package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.DeliveryRecord.Assigned;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.Settled;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.receiver.DeliveryRecord.Undecided;
import nz.co.medimage.receiver.ReplayRequests.Request;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.FilingDecision;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.receiver.internal.state.Settlement;
import nz.co.medimage.receiver.internal.state.UnknownOutcome;

/** Assembles what became of each photo from ledger, inbox and follow-ups. */
final class Deliveries {
  private static final int LOOKED_UP_AT_ONCE = 100;

  private final ReceiverState state;
  private final Function<PhotoId, String> waitsFor;
  private final Function<String, WaitingNote> followUpWaits;
  private final Consumer<String> damaged;

  /** What follow-up sinks had still to file, before the ledger was read. */
  private final Set<PhotoId> kept;

  /** Read once: there are few. */
  private final Map<PhotoId, Map<String, UnknownOutcome>> unknown;

  /** Of which photos something is asked, and which sinks may have: no others are looked up. */
  private final Set<PhotoId> requested;

  private final Set<PhotoId> begun;

  /**
   * Looks at a home.
   *
   * @param waitsFor gives the reason why an envelope in the inbox waits, or an empty text
   * @param followUpWaits gives why all photos wait for a follow-up sink, by its id, or one of them
   *     does, as {@link WaitingNotes#alone} calls it
   * @param damaged gets a sentence on each file that cannot be read
   */
  Deliveries(
      ReceiverState state,
      Function<PhotoId, String> waitsFor,
      Function<String, WaitingNote> followUpWaits,
      Consumer<String> damaged)
      throws IOException {
    this.state = state;
    kept = Set.copyOf(state.followUps().ids());
    unknown = state.unknown().all();
    requested = Set.copyOf(state.requests().list());
    begun = state.decisions().ids();
    this.waitsFor = waitsFor;
    this.followUpWaits = followUpWaits;
    this.damaged = damaged;
  }

  /**
   * A page of records before a photo, newest first. Of photos that are not on the page, only names
   * of files are read.
   */
  List<DeliveryRecord> page(Optional<PhotoId> before, int limit) throws IOException {
    // The inbox first: what is decided meanwhile is then in both, and the ledger counts.
    List<HeldEnvelope> inbox = Inbox.list(state.inbox());
    List<LedgerEntry> entries = state.ledger().page(before, limit, damaged);
    List<DeliveryRecord> records = new ArrayList<>();
    records.addAll(decided(entries));
    before.ifPresent(end -> inbox.removeIf(envelope -> envelope.id().compareTo(end) >= 0));
    if (entries.size() == limit) {
      PhotoId oldest = entries.get(limit - 1).photo();
      inbox.removeIf(envelope -> envelope.id().compareTo(oldest) < 0);
    }
    addWaiting(inbox, limit, records);
    records.sort(Comparator.comparing(DeliveryRecord::id).reversed());
    return List.copyOf(records.subList(0, Math.min(limit, records.size())));
  }

  /** All photos whose envelope has an id. */
  List<DeliveryRecord> ofEnvelope(EnvelopeId id) throws IOException {
    List<HeldEnvelope> inbox = Inbox.list(state.inbox());
    inbox.removeIf(envelope -> !envelope.id().envelope().equals(id));
    List<DeliveryRecord> records = new ArrayList<>();
    records.addAll(decided(state.ledger().ofEnvelope(id, damaged)));
    addWaiting(inbox, Integer.MAX_VALUE, records);
    return List.copyOf(records);
  }

  /** A photo, if it is here. */
  Optional<DeliveryRecord> of(PhotoId id) throws IOException {
    return ofEnvelope(id.envelope()).stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** The newest photos about which a person has to decide something, newest first. */
  List<DeliveryRecord> needingPerson(int limit) throws IOException {
    List<HeldEnvelope> inbox = Inbox.list(state.inbox());
    Set<PhotoId> quarantined = new HashSet<>();
    state.quarantine().list().forEach(envelope -> quarantined.add(envelope.id()));
    Set<PhotoId> ids = new HashSet<>();
    for (PhotoId id : kept) {
      if (kept(id).stream().anyMatch(at -> at.state() == FollowUpState.REJECTED)) {
        ids.add(id);
      }
    }
    unknown.forEach(
        (id, outcomes) -> {
          if (outcomes.values().stream().anyMatch(UnknownOutcome::isOpen)) {
            ids.add(id);
          }
        });
    inbox.removeIf(envelope -> !ids.contains(envelope.id()));
    List<LedgerEntry> entries = new ArrayList<>();
    Set<PhotoId> all = new HashSet<>(ids);
    all.addAll(quarantined);
    Iterator<PhotoId> newest = all.stream().sorted(Comparator.reverseOrder()).iterator();
    while (newest.hasNext() && entries.size() < limit) {
      PhotoId id = newest.next();
      state
          .ledger()
          .find(id)
          // What is delivered is being cleared away from quarantine.
          .filter(entry -> ids.contains(id) || !entry.isDelivered())
          .ifPresent(entries::add);
    }
    List<DeliveryRecord> records = new ArrayList<>(decided(entries));
    addWaiting(inbox, limit, records);
    records.removeIf(photo -> !photo.needsPerson()); // was decided meanwhile
    records.sort(Comparator.comparing(DeliveryRecord::id).reversed());
    return List.copyOf(records.subList(0, Math.min(limit, records.size())));
  }

  /** Adds the newest photos that are not decided, up to a number. */
  private void addWaiting(List<HeldEnvelope> inbox, int limit, List<DeliveryRecord> records)
      throws IOException {
    inbox.sort(Comparator.comparing(HeldEnvelope::id).reversed());
    Map<PairingId, String> names = inbox.isEmpty() ? Map.of() : state.pairings().names(damaged);
    int most = limit > Integer.MAX_VALUE - records.size() ? limit : records.size() + limit;
    // Copies by several routes are one photo.
    Set<PhotoId> listed = new HashSet<>();
    for (int from = 0; from < inbox.size() && records.size() < most; from += LOOKED_UP_AT_ONCE) {
      List<HeldEnvelope> some =
          inbox.subList(from, Math.min(inbox.size(), from + LOOKED_UP_AT_ONCE));
      listed.addAll(state.ledger().decided(some.stream().map(HeldEnvelope::id).toList()));
      for (HeldEnvelope envelope : some) {
        if (records.size() < most && !listed.contains(envelope.id())) {
          waiting(envelope, names)
              .filter(record -> listed.add(record.id()))
              .ifPresent(records::add);
        }
      }
    }
  }

  private List<DeliveryRecord> decided(List<LedgerEntry> entries) throws IOException {
    Map<PhotoId, List<Assignment>> assignments =
        state.ledger().assignments(entries.stream().map(LedgerEntry::photo).toList());
    List<DeliveryRecord> records = new ArrayList<>();
    for (LedgerEntry entry : entries) {
      records.add(decided(entry, assignments.getOrDefault(entry.photo(), List.of())));
    }
    return records;
  }

  private DeliveryRecord decided(LedgerEntry entry, List<Assignment> assignments)
      throws IOException {
    Asked asked = asked(entry.photo());
    List<FollowUp> known = followUps(entry);
    List<FollowUp> followUps = new ArrayList<>();
    Map<String, Instant> nextTries = new HashMap<>();
    for (FollowUp each : known) {
      FollowUp at = explained(entry.photo(), each, asked);
      WaitingNote note = note(entry.photo(), at);
      followUps.add(note.why().isEmpty() ? at : new FollowUp(at.sink(), at.state(), note.why()));
      note.nextTry().ifPresent(time -> nextTries.put(at.sink(), time));
    }
    List<Assigned> assigned =
        assignments.stream()
            .map(each -> new Assigned(each.at(), each.by(), each.from(), each.to()))
            .toList();
    List<Undecided> undecided = undecided(entry.photo());
    List<Settled> settlements = settlements(entry.photo());
    return new DeliveryRecord(
        entry.photo(),
        entry.from(),
        entry.receipt().at(),
        state(entry.receipt()),
        entry.filed(),
        entry.rejection(),
        detail(entry, asked),
        followUps,
        nextTries,
        assigned,
        undecided,
        settlements,
        asked.pending(),
        Revision.of(
            Revision.facts(entry, known, assigned),
            // Only what can be assigned: of others it comes and goes by itself.
            Revision.open(
                asked.name(),
                undecided,
                settlements,
                entry.isDelivered() ? List.of() : mayHave(entry.photo()))));
  }

  private List<String> mayHave(PhotoId id) throws IOException {
    try {
      return begun.contains(id)
          ? state.decisions().find(id).map(FilingDecision::sinks).orElse(List.of())
          : List.of();
    } catch (DamagedStateException e) {
      damaged.accept(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private Asked asked(PhotoId id) throws IOException {
    try {
      return (requested.contains(id) ? state.requests().find(id) : Optional.<Request>empty())
          .map(request -> new Asked(request.name(), request.assigned()))
          .orElse(Asked.NOTHING);
    } catch (DamagedStateException e) {
      damaged.accept(String.valueOf(e.getMessage()));
      return new Asked("damaged", Optional.empty());
    }
  }

  /** What a photo waits for alone, or with all others. */
  private WaitingNote note(PhotoId id, FollowUp at) {
    if (at.state() != FollowUpState.WAITING) {
      return WaitingNote.NOTHING;
    }
    WaitingNote alone = followUpWaits.apply(WaitingNotes.alone(id, at.sink()));
    return alone.isEmpty() ? new WaitingNote("", followUpWaits.apply(at.sink()).nextTry()) : alone;
  }

  private List<FollowUp> followUps(LedgerEntry entry) throws IOException {
    List<FollowUp> here = kept(entry.photo());
    if (here.isEmpty()) {
      boolean mayHaveLeft = entry.followUps().isEmpty() && kept.contains(entry.photo());
      return mayHaveLeft
          ? state.ledger().find(entry.photo()).map(Deliveries::filed).orElse(List.of())
          : filed(entry);
    }
    boolean mayHaveLeft = here.stream().anyMatch(at -> at.state() == FollowUpState.WAITING);
    if (mayHaveLeft && kept(entry.photo()).isEmpty()) { // while it was looked at
      return state.ledger().find(entry.photo()).map(Deliveries::filed).orElse(here);
    }
    return here;
  }

  /** That sinks which rejected a photo are to file it under another tag, once they can. */
  private String reassigned(PhotoId id, Asked asked) throws IOException {
    try {
      boolean isDone =
          asked.assigned().isPresent()
              && state.followUps().reassignments(id).stream()
                  .anyMatch(each -> each.at().equals(asked.assigned().get().at()));
      return isDone ? "" : sentence(id, asked.assigned());
    } catch (DamagedStateException e) {
      damaged.accept(String.valueOf(e.getMessage()));
      return "";
    }
  }

  /** Only photos that were tried say themselves why they wait. */
  private FollowUp explained(PhotoId id, FollowUp at, Asked asked) throws IOException {
    if (at.state() == FollowUpState.REJECTED) {
      return new FollowUp(at.sink(), at.state(), at.detail() + reassigned(id, asked));
    }
    boolean isExplained = at.state() != FollowUpState.WAITING || !at.detail().isEmpty();
    return isExplained
        ? at
        : new FollowUp(at.sink(), at.state(), followUpWaits.apply(at.sink()).why());
  }

  private List<FollowUp> kept(PhotoId id) {
    try {
      return state.followUps().states(id);
    } catch (IOException e) {
      damaged.accept(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private static List<FollowUp> filed(LedgerEntry entry) {
    return entry.followUps().stream()
        .map(place -> new FollowUp(place.sink(), FollowUpState.FILED, place.reference()))
        .toList();
  }

  private List<Undecided> undecided(PhotoId id) {
    List<Undecided> undecided = new ArrayList<>();
    unknown
        .getOrDefault(id, Map.of())
        .forEach(
            (sink, outcome) -> {
              if (outcome.isOpen()) {
                undecided.add(new Undecided(sink, outcome.why()));
              }
            });
    return undecided;
  }

  /** Those on record, and those that the receiver has not recorded yet. */
  private List<Settled> settlements(PhotoId id) throws IOException {
    Set<Settlement> all = new LinkedHashSet<>(state.ledger().settlements(id));
    unknown
        .getOrDefault(id, Map.of())
        .forEach(
            (sink, outcome) -> {
              if (outcome.decision() != null) {
                all.add(UnknownOutcomes.settlement(sink, outcome.decision()));
              }
            });
    return all.stream()
        .map(each -> new Settled(each.at(), each.by(), each.sink(), each.filed()))
        .toList();
  }

  /** Includes the tag that a person has assigned, and why the photo waits under it. */
  private String detail(LedgerEntry entry, Asked asked) {
    if (entry.receipt() instanceof Receipt.Delivered delivered) {
      return delivered.echo().orElse("");
    }
    return entry.message() + sentence(entry.photo(), asked.assigned());
  }

  private String sentence(PhotoId id, Optional<ReplayRequests.Assigned> asked) {
    if (asked.isEmpty()) {
      return "";
    }
    ReplayRequests.Assigned to = asked.get();
    String waits = waitsFor.apply(id);
    return " %s gave it the tag %s at %s; it is tried again with that."
            .formatted(to.by(), to.tag(), to.at())
        + (waits.isEmpty() ? "" : " It waits: " + waits);
  }

  private static State state(Receipt receipt) {
    if (receipt instanceof Receipt.Held) {
      return State.HELD;
    }
    return receipt instanceof Receipt.Rejected ? State.REJECTED : State.DELIVERED;
  }

  private Optional<DeliveryRecord> waiting(HeldEnvelope envelope, Map<PairingId, String> names)
      throws IOException {
    try {
      if (Files.size(envelope.file()) != envelope.size()) {
        return Optional.empty();
      }
      PhotoId id = envelope.id();
      List<Undecided> undecided = undecided(id);
      List<Settled> settlements = settlements(id);
      Asked asked = asked(id);
      return Optional.of(
          new DeliveryRecord(
              id,
              names.getOrDefault(envelope.from(), ""),
              Files.getLastModifiedTime(envelope.file()).toInstant(),
              State.WAITING,
              List.of(),
              Optional.empty(),
              waitsFor.apply(id),
              List.of(),
              Map.of(),
              List.of(),
              undecided,
              settlements,
              asked.pending(),
              Revision.of(
                  List.of(id, State.WAITING),
                  Revision.open(asked.name(), undecided, settlements, List.of()))));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
