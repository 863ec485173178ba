package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.EarlierSends.Earlier;
import org.jspecify.annotations.Nullable;

/**
 * The handles of all photos of a home, which also find an earlier envelope of a photo that is sent
 * again. Safe for use by several threads.
 */
final class Handles {
  private final DiskOutbox outbox;
  private final Pairings pairings;
  private final Clock clock;
  private final SenderObserver observer;
  private final ConcurrentNavigableMap<EnvelopeId, Delivery> handles =
      new ConcurrentSkipListMap<>();
  private final EarlierSends earlier = new EarlierSends();
  private boolean endedAreKnown;

  /**
   * Makes one without handles.
   *
   * @param observer learns of each photo that waits when its listeners are next notified
   */
  Handles(DiskOutbox outbox, Pairings pairings, Clock clock, SenderObserver observer) {
    this.outbox = outbox;
    this.pairings = pairings;
    this.clock = clock;
    this.observer = observer;
  }

  /** Makes the handle of a photo that waits since an earlier sender sealed it. */
  Delivery addWaiting(DiskOutbox.Entry entry) {
    EnvelopeId id = entry.envelope().id();
    return add(entry, outbox.reference(id), outbox.sent().contains(id));
  }

  /**
   * Makes the handle of a photo that was just sealed.
   *
   * @param reference the app's reference, or null
   */
  Delivery addSealed(DiskOutbox.Entry entry, @Nullable String reference) {
    return add(entry, reference, false);
  }

  private Delivery add(DiskOutbox.Entry entry, @Nullable String reference, boolean mayBeFiled) {
    String to =
        pairings
            .find(entry.pairing())
            .map(SenderPairing::receiverName)
            .orElse(DiskOutbox.UNKNOWN_RECEIVER);
    EnvelopeId id = entry.envelope().id();
    long size = entry.envelope().size();
    DeliveryStatus status = DeliveryStatus.of(State.SEALED, 0, size);
    Delivery delivery = new Delivery(id, to, size, reference, status);
    if (mayBeFiled) {
      delivery.left();
    }
    delivery.tellSoon(change -> observer.changed(delivery, change));
    handles.put(id, delivery);
    if (entry.mark() != null) {
      earlier.add(id, entry.mark(), entry.pairing());
    }
    return delivery;
  }

  /** Adds the photos that ended before this process started, by their file names. */
  void addEnded(List<EntryName> names) {
    for (EntryName name : names) {
      if (name.mark() != null) {
        earlier.add(name.id(), name.mark(), null);
      }
    }
  }

  /** All handles, oldest first. */
  List<Delivery> all() throws IOException {
    synchronized (earlier) {
      if (!endedAreKnown) {
        outbox
            .ended(Housekeeping.limit(clock))
            .forEach(how -> handles.putIfAbsent(how.id(), how.toDelivery(outbox.notes())));
        endedAreKnown = true;
      }
    }
    return List.copyOf(handles.values());
  }

  /** Forgets photos that ended and are no longer on the disk. */
  void tidy() throws IOException {
    // Before the disk is read, because the answer may lack what ends after this.
    Set<EnvelopeId> forgotten =
        handles.values().stream()
            .filter(handle -> handle.status().state().isFinal())
            .map(Delivery::id)
            .collect(Collectors.toSet());
    Set<EnvelopeId> ended =
        outbox.endedNames().stream().map(EntryName::id).collect(Collectors.toSet());
    forgotten.removeAll(ended);
    handles.keySet().removeAll(forgotten);
    earlier.keepOnly(id -> ended.contains(id) || handles.containsKey(id));
  }

  /** Seals a photo. */
  @FunctionalInterface
  interface Sealing {
    Delivery seal() throws IOException;
  }

  /**
   * Returns the handle of an earlier envelope, or of a new one. If several threads have the same
   * mark, only one at a time proceeds.
   *
   * @param pairing the pairing to seal for; marks are for its receiver, whatever the pairing
   * @throws IllegalArgumentException if the key is in use for another photo
   */
  Delivery earlierOr(SendMark mark, PairingId pairing, boolean joins, Sealing sealing)
      throws IOException {
    if (!joins && mark.key() == null) {
      return sealing.seal();
    }
    earlier.claim(mark);
    try {
      Optional<Delivery> found = underKey(mark, pairing);
      if (!found.isPresent() && joins) {
        found = open(mark, pairing);
      }
      return found.isPresent() ? found.get() : sealing.seal();
    } finally {
      earlier.release(mark);
    }
  }

  /** The one that the receiver has, otherwise the last one that may get there. */
  private Optional<Delivery> underKey(SendMark mark, PairingId pairing) {
    Optional<Delivery> waiting = Optional.empty();
    for (Earlier one : earlier.find(mark.key())) {
      Optional<Delivery> handle = handle(one);
      // Read once: it may end between two reads, and would count as neither.
      State state = handle.map(known -> known.status().state()).orElse(State.CANCELLED);
      boolean received = state == State.DELIVERED || state == State.HELD;
      if (received || mayArrive(one, state, pairing)) {
        requireSamePhoto(one, mark);
        if (received) {
          return handle;
        }
        waiting = handle;
      }
    }
    return waiting;
  }

  private static void requireSamePhoto(Earlier one, SendMark mark) {
    if (!one.mark().photo().equals(mark.photo())) {
      throw new IllegalArgumentException(
          "Another photo or tag was sent under this key; give each photo a key of its own.");
    }
  }

  /** The last one that may get to the receiver or is held there. */
  private Optional<Delivery> open(SendMark mark, PairingId pairing) {
    Optional<Delivery> open = Optional.empty();
    for (Earlier one : earlier.find(mark.photo())) {
      Optional<Delivery> handle = handle(one);
      State state = handle.map(known -> known.status().state()).orElse(State.CANCELLED);
      if (state == State.HELD || mayArrive(one, state, pairing)) {
        open = handle;
      }
    }
    return open;
  }

  /**
   * Whether an envelope that was sealed for the same receiver may still get there. Under an earlier
   * pairing it may, unless the receiver has ended that pairing for good or its keys are missing
   * here.
   */
  private boolean mayArrive(Earlier one, State state, PairingId current) {
    if (state.isFinal() || one.pairing() == null) {
      return false;
    }
    return one.pairing().equals(current)
        || (state != State.UNPAIRED && pairings.mayFind(one.pairing()));
  }

  private Optional<Delivery> handle(Earlier one) {
    Delivery handle = handles.get(one.id());
    if (handle == null && one.pairing() == null) {
      EndedRecord how =
          outbox.ended(one.id(), one.mark()).orElseGet(() -> EndedRecord.unknownDelivery(one.id()));
      Delivery made = how.toDelivery(outbox.notes());
      Delivery other = handles.putIfAbsent(one.id(), made);
      handle = other == null ? made : other;
    }
    return Optional.ofNullable(handle);
  }
}
