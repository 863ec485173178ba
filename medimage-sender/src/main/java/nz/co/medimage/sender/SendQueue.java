package nz.co.medimage.sender;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import nz.co.medimage.api.EnvelopeId;

/**
 * The photos of one pairing that are to be sent, and the one pause of them all while no way is
 * open. What a step costs does not grow with how many wait, except when that pause changes, which
 * each of them is told. Belongs to a courier, under whose lock it is used.
 */
final class SendQueue {
  private final RetryClock pace;

  /** Due ones that nobody has yet, oldest first; they go before those at a relay. */
  private final NavigableMap<EnvelopeId, QueuedEnvelope> fresh = new TreeMap<>();

  private final NavigableMap<EnvelopeId, QueuedEnvelope> atRelay = new TreeMap<>();

  /** Those with a pause of their own. Times may wrap round, so their differences count. */
  private final NavigableSet<QueuedEnvelope> delayed =
      new TreeSet<>(
          (Comparator<QueuedEnvelope>)
              (a, b) -> {
                int order = Long.signum(a.notBefore() - b.notBefore());
                return order == 0 ? a.id().compareTo(b.id()) : order;
              });

  /** Those that came since all were told of the pause. */
  private List<QueuedEnvelope> untold = new ArrayList<>();

  private int failures;
  private long pausedUntil;
  private boolean probeWanted;
  private boolean probing;
  private boolean lookAgain;

  SendQueue(RetryClock pace) {
    this.pace = pace;
    this.pausedUntil = pace.now();
  }

  void add(QueuedEnvelope parcel) {
    if (parcel.notBefore() - pace.now() > 0) {
      delayed.add(parcel);
    } else {
      addReady(parcel);
    }
  }

  private void addReady(QueuedEnvelope parcel) {
    (parcel.isAtRelay() ? atRelay : fresh).put(parcel.id(), parcel);
  }

  /**
   * Adds one that is new here, for whose sake one attempt is made in spite of a pause.
   *
   * @param alone whether nothing else is being tried at this moment
   */
  void addNew(QueuedEnvelope parcel, boolean alone) {
    add(parcel);
    if (isPaused(pace.now())) {
      probeWanted |= alone;
    }
    untold.add(parcel);
  }

  /**
   * To be called when nothing is being tried any more. Has one attempt made if photos came in while
   * the last attempt was found to have failed: nobody told them of the pause.
   */
  void probeForUntold() {
    probeWanted |= isPaused(pace.now()) && untold.stream().anyMatch(p -> fresh.containsKey(p.id()));
  }

  /** Takes one out; false if it is not here. */
  boolean remove(QueuedEnvelope parcel) {
    return fresh.remove(parcel.id()) != null
        || atRelay.remove(parcel.id()) != null
        || delayed.remove(parcel);
  }

  /** All that are here. */
  List<QueuedEnvelope> all() {
    List<QueuedEnvelope> all = new ArrayList<>(fresh.values());
    all.addAll(atRelay.values());
    all.addAll(delayed);
    return all;
  }

  /** Has all of them due: times of their own may change now. */
  List<QueuedEnvelope> takeAll() {
    List<QueuedEnvelope> all = all();
    fresh.clear();
    atRelay.clear();
    delayed.clear();
    return all;
  }

  /** Takes out the next one that may be sent now. */
  Optional<QueuedEnvelope> next(long now) {
    while (!delayed.isEmpty() && delayed.first().notBefore() - now <= 0) {
      addReady(delayed.pollFirst());
    }
    if (isPaused(now) && !probeWanted) {
      return Optional.empty();
    }
    Optional<QueuedEnvelope> next = first(fresh);
    if (!next.isPresent()) {
      next = first(atRelay);
    }
    if (next.isPresent()) {
      probing = isPaused(now);
      probeWanted = false;
    }
    return next;
  }

  private static Optional<QueuedEnvelope> first(NavigableMap<EnvelopeId, QueuedEnvelope> due) {
    for (QueuedEnvelope parcel : due.values()) {
      // One that has just ended is taken out by whoever ended it.
      if (!parcel.isSettled()) {
        due.remove(parcel.id());
        return Optional.of(parcel);
      }
    }
    return Optional.empty();
  }

  /** How many nanoseconds are left until one is due that is not now; the most there are if none. */
  long soonest(long now) {
    boolean ready = !fresh.isEmpty() || !atRelay.isEmpty();
    if (!ready && delayed.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (isPaused(now)) {
      return ready ? pausedUntil - now : waitOf(delayed.first(), now);
    }
    return delayed.isEmpty() ? Long.MAX_VALUE : delayed.first().notBefore() - now;
  }

  /** How many nanoseconds are left until one is tried; not positive if it is due. */
  long waitOf(QueuedEnvelope parcel, long now) {
    return Math.max(pausedUntil - now, parcel.notBefore() - now);
  }

  private boolean isPaused(long now) {
    return pausedUntil - now > 0;
  }

  /** Has all tried in their order, without a pause for all. */
  void endPause() {
    failures = 0;
    pausedUntil = pace.now();
    probing = false;
    lookAgain = false;
    untold = new ArrayList<>();
  }

  /** What is under way was begun before all are to be tried anew: if it fails, that is no pause. */
  void lookAgain() {
    lookAgain = true;
  }

  /**
   * No way is open. Several that were under way may find out one after the other; that is one
   * failure. So is what is found out for the sake of a new photo, but it makes a long pause short.
   *
   * @return whom to tell of the pause
   */
  List<QueuedEnvelope> pause() {
    if (lookAgain) {
      lookAgain = false;
      return all();
    }
    long left = pausedUntil - pace.now();
    boolean shorten = probing && left > pace.backoff().first().toNanos();
    probing = false;
    if (left > 0 && !shorten) {
      return takeUntold();
    }
    failures = shorten ? 1 : failures + 1;
    pausedUntil = pace.afterFailures(failures);
    untold = new ArrayList<>();
    return all();
  }

  /** Those that have not been told of the pause; they are now. */
  List<QueuedEnvelope> takeUntold() {
    List<QueuedEnvelope> told = new ArrayList<>();
    for (QueuedEnvelope parcel : untold) {
      if (fresh.containsKey(parcel.id())) {
        told.add(parcel);
      }
    }
    untold = new ArrayList<>();
    return told;
  }
}
