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
 * The photos of one pairing that are to be sent, and the one pause of them all while no route is
 * open. What a step costs does not grow with how many wait, except when that pause changes, which
 * each of them is told. Belongs to a delivery queue, under whose lock it is used.
 */
final class SendQueue {
  private final RetryClock retryClock;

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

  SendQueue(RetryClock retryClock) {
    this.retryClock = retryClock;
    this.pausedUntil = retryClock.now();
  }

  void add(QueuedEnvelope envelope) {
    if (envelope.notBefore() - retryClock.now() > 0) {
      delayed.add(envelope);
    } else {
      addReady(envelope);
    }
  }

  private void addReady(QueuedEnvelope envelope) {
    (envelope.isAtRelay() ? atRelay : fresh).put(envelope.id(), envelope);
  }

  /**
   * Adds one that is new here, for whose sake one attempt is made in spite of a pause.
   *
   * @param alone whether nothing else is being tried at this moment
   */
  void addNew(QueuedEnvelope envelope, boolean alone) {
    add(envelope);
    if (isPaused(retryClock.now())) {
      probeWanted |= alone;
    }
    untold.add(envelope);
  }

  /**
   * To be called when nothing is being tried any more. Has one attempt made if photos came in while
   * the last attempt was found to have failed: nobody told them of the pause.
   */
  void probeForUntold() {
    probeWanted |=
        isPaused(retryClock.now()) && untold.stream().anyMatch(p -> fresh.containsKey(p.id()));
  }

  /** Takes one out; false if it is not here. */
  boolean remove(QueuedEnvelope envelope) {
    return fresh.remove(envelope.id()) != null
        || atRelay.remove(envelope.id()) != null
        || delayed.remove(envelope);
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
    for (QueuedEnvelope envelope : due.values()) {
      // One that has just ended is taken out by whoever ended it.
      if (!envelope.isSettled()) {
        due.remove(envelope.id());
        return Optional.of(envelope);
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
  long waitOf(QueuedEnvelope envelope, long now) {
    return Math.max(pausedUntil - now, envelope.notBefore() - now);
  }

  private boolean isPaused(long now) {
    return pausedUntil - now > 0;
  }

  /** Has all tried in their order, without a pause for all. */
  void endPause() {
    failures = 0;
    pausedUntil = retryClock.now();
    probing = false;
    lookAgain = false;
    untold = new ArrayList<>();
  }

  /** What is under way was begun before all are to be tried anew: if it fails, that is no pause. */
  void lookAgain() {
    lookAgain = true;
  }

  /**
   * No route is open. Several that were under way may find out one after the other; that is one
   * failure. So is what is found out for the sake of a new photo, but it makes a long pause short.
   *
   * @return whom to tell of the pause
   */
  List<QueuedEnvelope> pause() {
    if (lookAgain) {
      lookAgain = false;
      return all();
    }
    long left = pausedUntil - retryClock.now();
    boolean shorten = probing && left > retryClock.backoff().first().toNanos();
    probing = false;
    if (left > 0 && !shorten) {
      return takeUntold();
    }
    failures = shorten ? 1 : failures + 1;
    pausedUntil = retryClock.afterFailures(failures);
    untold = new ArrayList<>();
    return all();
  }

  /** Those that have not been told of the pause; they are now. */
  private List<QueuedEnvelope> takeUntold() {
    List<QueuedEnvelope> told = new ArrayList<>();
    for (QueuedEnvelope envelope : untold) {
      if (fresh.containsKey(envelope.id())) {
        told.add(envelope);
      }
    }
    untold = new ArrayList<>();
    return told;
  }
}
