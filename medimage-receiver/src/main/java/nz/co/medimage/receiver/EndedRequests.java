package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.Assignment;

/** Takes out what people asked for once it has ended. Safe for use by several threads. */
final class EndedRequests {
  private final ReceiverState state;
  private final SafeEvents events;

  EndedRequests(ReceiverState state, SafeEvents events) {
    this.state = state;
    this.events = events;
  }

  /** Takes out what was asked for a photo, if anything, and says if that was in vain. */
  void end(PhotoId id) throws IOException {
    if (isAssignedInVain(id)) {
      events.problem(
          id.envelope()
              + " was filed before it could be filed under the tag that it was given last; see"
              + " 'deliveries', and correct it where it is filed");
    }
    state.requests().done(id);
  }

  /** Whether a person gave a photo a tag under which it was not filed, and never will be. */
  private boolean isAssignedInVain(PhotoId id) throws IOException {
    if (state.ledger().find(id).filter(entry -> !entry.isDelivered()).isPresent()) {
      return false;
    }
    Optional<Assigned> asked = state.requests().assigned(id);
    List<Assignment> done = state.ledger().assignments(List.of(id)).getOrDefault(id, List.of());
    return asked.isPresent() && done.stream().noneMatch(each -> each.at().equals(asked.get().at()));
  }

  /** Does the same for an envelope that is finished, if it is the one that was asked for. */
  void finished(HeldEnvelope envelope) {
    if (state.quarantine().holds(envelope)) {
      tryEnd(envelope.id());
    }
  }

  /** Does the same, and tells if it fails. */
  void tryEnd(PhotoId id) {
    try {
      end(id);
    } catch (IOException e) {
      events.problem("a request could not be taken out: " + e.getMessage());
    }
  }
}
