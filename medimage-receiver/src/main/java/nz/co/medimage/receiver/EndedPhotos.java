package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.receiver.UnknownOutcomes.Place;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * Forgets what is known of photos that have ended: for whom sinks file them, and which sinks may
 * have them. That a photo is not here says nothing: until it is delivered its device may send it
 * again, for the inbox is not forced to disk and a power cut may take what lies there. Forgotten
 * too early, it would be filed twice, or for two patients.
 */
final class EndedPhotos {
  private final ReceiverState state;
  private final ClockWatch clocks;

  EndedPhotos(ReceiverState state, ClockWatch clocks) {
    this.state = state;
    this.clocks = clocks;
  }

  /** Forgets them all. Only at a start, before anything works on photos. */
  void forget() throws IOException {
    Set<PhotoId> here = new HashSet<>();
    Inbox.list(state.inbox()).forEach(envelope -> here.add(envelope.id()));
    state.quarantine().list().forEach(envelope -> here.add(envelope.id()));
    for (PhotoId id : state.decisions().ids()) {
      if (!here.contains(id) && hasEnded(id)) {
        state.decisions().forget(id);
      }
    }
    here.addAll(state.followUps().ids());
    for (Place place : state.unknown().list()) {
      if (!here.contains(place.photo()) && hasEnded(place.photo())) {
        state.unknown().forget(place.photo(), place.sink());
      }
    }
  }

  /** Whether it never comes again, or is only answered then; not if that cannot be told. */
  private boolean hasEnded(PhotoId id) {
    try {
      Optional<LedgerEntry> entry = state.ledger().find(id);
      return entry.isPresent() ? entry.get().isDelivered() : isPast(id);
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isPast(PhotoId id) throws IOException {
    Optional<ReceiverPairing> from = state.pairings().known(id.pairing());
    return from.isPresent() && clocks.isPast(id.envelope(), from.get());
  }
}
