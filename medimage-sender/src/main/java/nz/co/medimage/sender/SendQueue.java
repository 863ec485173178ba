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
 * The photos of one pairing that are to be sent, and their common pause while no route is open. The
 * cost of a step does not grow with the number of photos, except when that pause changes, because
 * each photo is told. Used under the lock of its delivery queue.
 */
final class SendQueue {
  private final RetryClock retryClock;

  /** Photos that are due and not at a relay, oldest first; they go before those at a relay. */
  private final NavigableMap<EnvelopeId, QueuedEnvelope> fresh = new TreeMap<>();

  private final NavigableMap<EnvelopeId, QueuedEnvelope> atRelay = new TreeMap<>();

  /** Photos with a pause of their own. Times may overflow, so their differences count. */
  private final NavigableSet<QueuedEnvelope> delayed =
      new TreeSet<>(
          (Comparator<QueuedEnvelope>)
              (a, b) -> {
                int order = Long.signum(a.notBefore() - b.notBefore());
                return order == 0 ? a.id().compareTo(b.id()) : order;
              });

  /** Photos that came after all others were told of the pause. */
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
   * Adds a new photo, for which one attempt is made in spite of a pause.
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
   * Called when nothing is being tried any more. Starts one attempt if photos came while the last
   * attempt turned out to have failed, because they were not told of the pause.
   */
  void probeForUntold() {
    probeWanted |=
        isPaused(retryClock.now()) && untold.stream().anyMatch(p -> fresh.containsKey(p.id()));
  }

  /** Removes a photo; false if it is not here. */
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

  /** Makes all of them due; their own times may change now. */
  List<QueuedEnvelope> takeAll() {
    List<QueuedEnvelope> all = all();
    fresh.clear();
    atRelay.clear();
    delayed.clear();
    return all;
  }

  /** Whether a photo is due, and waits only for its turn. */
  boolean hasDue(long now) {
    return !fresh.isEmpty() || (!delayed.isEmpty() && delayed.first().notBefore() - now <= 0);
  }

  /** Removes and returns the next photo that may be sent now. */
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
      // A photo that has just ended is removed by the thread that ended it.
      if (!envelope.isSettled()) {
        due.remove(envelope.id());
        return Optional.of(envelope);
      }
    }
    return Optional.empty();
  }

  /** How many nanoseconds are left until the next photo is due; the maximum if there is none. */
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

  /** How many nanoseconds are left until a photo is tried; not positive if it is due. */
  long waitOf(QueuedEnvelope envelope, long now) {
    return Math.max(pausedUntil - now, envelope.notBefore() - now);
  }

  /** Whether no route was open when one was last tried. */
  boolean isPaused(long now) {
    return pausedUntil - now > 0;
  }

  /** Ends the common pause, so that all are tried in their order. */
  void endPause() {
    failures = 0;
    pausedUntil = retryClock.now();
    probing = false;
    lookAgain = false;
    untold = new ArrayList<>();
  }

  /**
   * If an attempt fails that began before everything was to be tried again, that starts no pause.
   */
  void lookAgain() {
    lookAgain = true;
  }

  /**
   * Starts a pause, because no route is open. Several attempts may find that out one after the
   * other, which counts as one failure. An attempt for a new photo does not count either, but it
   * makes a long pause short.
   *
   * @return the photos to tell of the pause
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

  /** Returns the photos that have not been told of the pause, which counts as telling them. */
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
