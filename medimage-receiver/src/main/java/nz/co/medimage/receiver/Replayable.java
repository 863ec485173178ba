package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;

/** What there is to try again of a photo. */
final class Replayable {
  private Replayable() {}

  /**
   * Looks whether a photo waits, lies in quarantine or is with follow-up sinks.
   *
   * @param seen the photo, as it is
   * @throws IllegalArgumentException with one sentence if it does not
   */
  static void check(ReceiverState state, DeliveryRecord seen) throws IOException {
    EnvelopeId id = seen.id().envelope();
    List<FollowUp> kept = state.followUps().states(seen.id());
    List<FollowUp> left = kept.stream().filter(at -> at.state() != FollowUpState.FILED).toList();
    boolean isWhollyInDoubt =
        !left.isEmpty() && left.stream().allMatch(at -> at.state() == FollowUpState.UNKNOWN);
    // What is delivered is being cleared away.
    boolean isHere = seen.state() != State.DELIVERED && isHere(state, seen);
    if (!isHere && isWhollyInDoubt) {
      throw new IllegalArgumentException(
          "a replay of "
              + id
              + " might file it twice, as nobody knows whether "
              + left.stream().map(FollowUp::sink).sorted().collect(Collectors.joining(", "))
              + " has it: look there, and settle that");
    }
    if (!isHere && kept.isEmpty()) {
      throw new IllegalArgumentException(
          "there is nothing to try again for " + id + ": " + whyNot(state, seen));
    }
  }

  private static boolean isHere(ReceiverState state, DeliveryRecord seen) throws IOException {
    // In this order: a rejected photo moves from the inbox to quarantine.
    List<HeldEnvelope> envelopes = new ArrayList<>(Inbox.list(state.inbox()));
    envelopes.addAll(state.quarantine().list());
    return envelopes.stream().anyMatch(envelope -> envelope.id().equals(seen.id()));
  }

  private static String whyNot(ReceiverState state, DeliveryRecord seen) throws IOException {
    return state
        .ledger()
        .find(seen.id())
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
