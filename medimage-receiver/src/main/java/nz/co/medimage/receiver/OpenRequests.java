package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.Copy.IfUnsupported;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.receiver.ReplayRequests.Request;
import nz.co.medimage.receiver.UnknownOutcomes.Decided;
import nz.co.medimage.receiver.internal.state.DamagedStateException;

/**
 * Does what people asked for, here or in another process, and what has not ended yet: photos that
 * are tried again or filed under another tag, and doubts that they ended. Safe for use by several
 * threads.
 */
final class OpenRequests {
  private final ReceiverState state;
  private final Pipeline pipeline;
  private final FollowUps followUps;
  private final FollowUpAssigning assigning;
  private final EndedRequests ended;
  private final SafeEvents events;

  /** Decisions that were acted on; guarded by the requests. */
  private final Set<Decided> served = new HashSet<>();

  /** Requests that people were told are damaged. */
  private final Set<PhotoId> damaged = ConcurrentHashMap.newKeySet();

  OpenRequests(
      ReceiverState state,
      Pipeline pipeline,
      FollowUps followUps,
      FollowUpAssigning assigning,
      EndedRequests ended,
      SafeEvents events) {
    this.state = state;
    this.pipeline = pipeline;
    this.followUps = followUps;
    this.assigning = assigning;
    this.ended = ended;
    this.events = events;
  }

  /** Looks at all of them; one at a time, as no request is to be begun twice. */
  void serve() throws IOException {
    synchronized (state.requests()) {
      serve(state.requests().list());
      serveDecisions();
    }
  }

  /** Each is acted on once; if the sink fails then, its photo waits and is tried again. */
  private void serveDecisions() throws IOException {
    List<Decided> all = state.unknown().decided();
    served.retainAll(all);
    for (Decided each : all) {
      if (!served.contains(each) && pipeline.hurry(each.place().photo())) {
        served.add(each);
        followUps.decided(each.place().photo(), each.place().sink());
      }
    }
  }

  /** A request that fails, for example because its state is damaged, must not block others. */
  private void serve(List<PhotoId> requested) throws IOException {
    IOException failure = null;
    for (PhotoId id : requested) {
      try {
        serve(id);
      } catch (DamagedStateException e) {
        if (damaged.add(id)) {
          events.problem(String.valueOf(e.getMessage()));
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** A request for quarantine, or for another tag, stays until it has ended, also after a crash. */
  private void serve(PhotoId id) throws IOException {
    boolean isBeingAssigned = assigning.isUnderWay(id);
    if (!state.requests().begin(id)) {
      return; // just done
    }
    Optional<Request> stale = state.requests().takeUp(id, basis -> isStill(id, basis));
    if (stale.isPresent()) {
      tellStale(id, stale.get());
      return;
    }
    Optional<HeldEnvelope> quarantined = state.quarantine().find(id);
    if (quarantined.isPresent()) {
      pipeline.accept(quarantined.get(), IfUnsupported.DROPPED);
      // A photo that waits already, for an earlier request, ends its pause.
      if (state.requests().isRenewed(id) && pipeline.hurry(id)) {
        state.requests().beginAnew(id);
      }
    } else if (assigning.isDue(id)) {
      assigning.begin(id);
    } else if (!isBeingAssigned && pipeline.hurry(id)) {
      followUps.retry(id);
      ended.end(id);
    }
  }

  /** Whether a request is for what a photo is now. What is filed has to be cleared away anyway. */
  private boolean isStill(PhotoId id, String basis) throws IOException {
    Optional<DeliveryRecord> now =
        new Deliveries(state, any -> "", any -> WaitingNote.NOTHING, events::problem).of(id);
    boolean isFiled = now.filter(record -> record.state() == State.DELIVERED).isPresent();
    return now.filter(record -> record.facts().equals(basis)).isPresent()
        || (isFiled && state.quarantine().find(id).isPresent());
  }

  private void tellStale(PhotoId id, Request stale) {
    events.problem(
        (stale.assigned().isPresent()
                ? id.envelope() + " was not filed under the tag that it was given last"
                : id.envelope() + " was not tried again")
            + ", because it had changed since somebody asked for that; look at it in 'deliveries'"
            + " and decide again");
  }
}
