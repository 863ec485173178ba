package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/** Puts together from ledger, inbox and follow-ups what became of each envelope. */
final class Deliveries {
  private final ReceiverState state;
  private final Function<EnvelopeId, String> waitsFor;
  private final Consumer<String> damaged;

  /**
   * Looks at a home.
   *
   * @param waitsFor says why an envelope in the inbox waits, as far as it is known
   * @param damaged is told a sentence on each file that cannot be read
   */
  Deliveries(ReceiverState state, Function<EnvelopeId, String> waitsFor, Consumer<String> damaged) {
    this.state = state;
    this.waitsFor = waitsFor;
    this.damaged = damaged;
  }

  List<DeliveryRecord> list() throws IOException {
    // The inbox first: what is decided meanwhile is then in both, and the ledger counts.
    List<HeldEnvelope> inbox = Inbox.list(state.inbox());
    Set<EnvelopeId> followed = new HashSet<>(state.followUps().ids());
    List<DeliveryRecord> records = new ArrayList<>();
    Set<EnvelopeId> decided = new HashSet<>();
    for (LedgerEntry entry : state.ledger().all(damaged)) {
      decided.add(entry.envelope());
      records.add(decided(entry, followed));
    }
    Map<PairingId, String> names =
        inbox.isEmpty()
            ? Map.of()
            : state.pairings().all(damaged).stream()
                .collect(Collectors.toMap(PairedDevice::id, PairedDevice::name));
    for (HeldEnvelope envelope : inbox) {
      if (!decided.contains(envelope.id())) {
        waiting(envelope, names).ifPresent(records::add);
      }
    }
    records.sort(Comparator.comparing(DeliveryRecord::id));
    return records;
  }

  private DeliveryRecord decided(LedgerEntry entry, Set<EnvelopeId> followed) {
    List<FollowUp> followUps = new ArrayList<>();
    if (followed.contains(entry.envelope())) {
      try {
        followUps.addAll(state.followUps().states(entry.envelope()));
      } catch (IOException e) {
        damaged.accept(String.valueOf(e.getMessage()));
      }
    }
    if (followUps.isEmpty()) {
      entry
          .followUps()
          .forEach(p -> followUps.add(new FollowUp(p.sink(), FollowUpState.FILED, p.reference())));
    }
    return new DeliveryRecord(
        entry.envelope(),
        entry.from(),
        Instant.parse(entry.at()),
        entry.isDelivered() ? State.DELIVERED : State.REJECTED,
        entry.filed().stream().map(LedgerEntry.Place::filed).toList(),
        entry.message(),
        followUps);
  }

  private Optional<DeliveryRecord> waiting(HeldEnvelope envelope, Map<PairingId, String> names)
      throws IOException {
    try {
      if (Files.size(envelope.file()) != envelope.size()) {
        return Optional.empty();
      }
      return Optional.of(
          new DeliveryRecord(
              envelope.id(),
              names.getOrDefault(envelope.from(), ""),
              Files.getLastModifiedTime(envelope.file()).toInstant(),
              State.WAITING,
              List.of(),
              waitsFor.apply(envelope.id()),
              List.of()));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
