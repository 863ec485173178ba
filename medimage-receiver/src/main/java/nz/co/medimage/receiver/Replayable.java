package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/** What there is to try again of an envelope. */
final class Replayable {
  private Replayable() {}

  /**
   * The photos that came under an envelope id and wait, lie in quarantine or are with follow-up
   * sinks.
   *
   * @throws IllegalArgumentException with one sentence if there is none
   */
  static Set<PhotoId> find(ReceiverState state, EnvelopeId id) throws IOException {
    Set<PhotoId> photos = new HashSet<>();
    Set<String> inDoubt = new TreeSet<>();
    for (PhotoId photo : state.followUps().ids(id)) {
      List<FollowUp> left = new ArrayList<>(state.followUps().states(photo));
      left.removeIf(at -> at.state() == FollowUpState.FILED);
      if (!left.isEmpty() && left.stream().allMatch(at -> at.state() == FollowUpState.UNKNOWN)) {
        left.forEach(at -> inDoubt.add(at.sink()));
      } else {
        photos.add(photo);
      }
    }
    // In this order: a rejected photo moves from the inbox to quarantine.
    List<HeldEnvelope> envelopes = new ArrayList<>(Inbox.list(state.inbox()));
    envelopes.addAll(state.quarantine().list());
    for (HeldEnvelope envelope : envelopes) {
      PhotoId photo = envelope.id();
      // What is delivered is being cleared away.
      if (photo.envelope().equals(id)
          && state.ledger().find(photo).filter(LedgerEntry::isDelivered).isEmpty()) {
        photos.add(photo);
      }
    }
    if (photos.isEmpty() && !inDoubt.isEmpty()) {
      throw new IllegalArgumentException(
          "a replay of "
              + id
              + " might file it twice, as nobody knows whether "
              + String.join(", ", inDoubt)
              + " has it: look there, and settle that");
    }
    if (photos.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to try again for " + id + ": " + whyNot(state, id));
    }
    return photos;
  }

  private static String whyNot(ReceiverState state, EnvelopeId id) throws IOException {
    return state
        .ledger()
        .findAny(id)
        .filter(
            entry ->
                entry.receipt() instanceof Receipt.Rejected rejected
                    && rejected.code().equals(RejectionCode.TOO_LARGE))
        .map(
            entry ->
                "it was too large and is not here, as no more than its beginning was taken; whoever"
                    + " sent it has the original and can send it again once this receiver takes"
                    + " larger ones")
        .orElse("it neither waits nor lies in quarantine");
  }
}
