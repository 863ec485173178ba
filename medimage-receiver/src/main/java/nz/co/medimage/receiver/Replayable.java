package nz.co.medimage.receiver;

import java.io.IOException;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.Rejection;

/** Whether there is anything of an envelope to try again. */
final class Replayable {
  private Replayable() {}

  /**
   * Makes sure that there is.
   *
   * @throws IllegalArgumentException with one sentence if there is not
   */
  static void check(ReceiverState state, EnvelopeId id) throws IOException {
    if (state.quarantine().find(id).isEmpty()
        && state.followUps().ids(id).isEmpty()
        && Inbox.list(state.inbox()).stream().noneMatch(held -> held.id().envelope().equals(id))) {
      throw new IllegalArgumentException(
          "there is nothing to try again for " + id + ": " + whyNot(state, id));
    }
  }

  private static String whyNot(ReceiverState state, EnvelopeId id) throws IOException {
    return state
        .ledger()
        .findAny(id)
        .filter(
            entry ->
                entry.receipt() instanceof Receipt.Rejected rejected
                    && rejected.reason() == Rejection.TOO_LARGE)
        .map(
            entry ->
                "it was too large and is not here, as no more than its beginning was taken; whoever"
                    + " sent it has the original and can send it again once this receiver takes"
                    + " larger ones")
        .orElse("it neither waits nor lies in quarantine");
  }
}
