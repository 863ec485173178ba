package nz.co.medimage.sender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import nz.co.medimage.api.EnvelopeId;

/**
 * Asks for the receipts of photos at a relay, where they may lie for days while their receiver is
 * off. Only a few are waited for all the time: the oldest, which the receiver collects first, and
 * the newest, which somebody may be looking at. The others are asked for less and less often, until
 * one receipt shows that the receiver is there.
 */
final class RelayReceiptPolls extends ReceiptPolls {

  /** So many of the oldest, and as many of the newest. */
  private static final int WATCHED = 2;

  private final RetryClock retryClock;

  /** All that lie there, whether they wait to be asked for or are asked for at this moment. */
  private final NavigableMap<EnvelopeId, Lying> lying = new TreeMap<>();

  /** Those whose pause has not ended. Times may wrap round, so their differences count. */
  private final NavigableSet<Lying> paused =
      new TreeSet<>(
          (Comparator<Lying>)
              (a, b) -> {
                int order = Long.signum(a.pausedUntil - b.pausedUntil);
                return order == 0 ? a.envelope.id().compareTo(b.envelope.id()) : order;
              });

  /** How often the receiver was found to be there. */
  private int sightings;

  RelayReceiptPolls(RetryClock retryClock) {
    this.retryClock = retryClock;
  }

  /** What is known of the questions about one. */
  private static final class Lying {
    final QueuedEnvelope envelope;
    int unanswered;

    /** The sightings at its last question. */
    int sightings;

    /** A relay that answers without waiting must not be asked on and on. */
    long notBefore;

    /** Unless it is watched. */
    long pausedUntil;

    Lying(QueuedEnvelope envelope, int sightings, long now) {
      this.envelope = envelope;
      this.sightings = sightings;
      this.notBefore = now;
      this.pausedUntil = now;
    }
  }

  @Override
  void add(QueuedEnvelope envelope) {
    long now = retryClock.now();
    Lying one = lying.computeIfAbsent(envelope.id(), id -> new Lying(envelope, sightings, now));
    if (one.sightings != sightings || one.pausedUntil - now <= 0) {
      askSoon(envelope);
    } else {
      paused.add(one);
    }
  }

  @Override
  boolean remove(QueuedEnvelope envelope) {
    Lying one = lying.remove(envelope.id());
    boolean waited = super.remove(envelope);
    return one == null ? waited : paused.remove(one) || waited;
  }

  /** Takes out those of the wanted that wait to be asked for. */
  List<QueuedEnvelope> takeWaiting(Predicate<QueuedEnvelope> wanted) {
    List<QueuedEnvelope> waiting = new ArrayList<>();
    for (Lying one : List.copyOf(lying.values())) {
      if ((paused.contains(one) || isDue(one.envelope)) && wanted.test(one.envelope)) {
        remove(one.envelope);
        waiting.add(one.envelope);
      }
    }
    return waiting;
  }

  @Override
  void makeDue(long now) {
    while (!paused.isEmpty() && paused.first().pausedUntil - now <= 0) {
      askSoon(paused.pollFirst().envelope);
    }
    for (Lying one : watched()) {
      if (one.notBefore - now <= 0 && paused.remove(one)) {
        askSoon(one.envelope);
      }
    }
  }

  private List<Lying> watched() {
    List<Lying> watched = new ArrayList<>(2 * WATCHED);
    addSome(lying, watched);
    addSome(lying.descendingMap(), watched);
    return watched;
  }

  private static void addSome(NavigableMap<EnvelopeId, Lying> from, List<Lying> watched) {
    Iterator<Lying> each = from.values().iterator();
    for (int i = 0; i < WATCHED && each.hasNext(); i++) {
      watched.add(each.next());
    }
  }

  @Override
  long soonest(long now) {
    long soonest = paused.isEmpty() ? Long.MAX_VALUE : paused.first().pausedUntil - now;
    for (Lying one : watched()) {
      if (paused.contains(one)) {
        soonest = Math.min(soonest, one.notBefore - now);
      }
    }
    return soonest;
  }

  @Override
  void begun(QueuedEnvelope envelope, Duration wait) {
    Lying one = lying.get(envelope.id());
    if (one == null) {
      return;
    }
    if (one.sightings != sightings) {
      one.sightings = sightings;
      one.unanswered = 0;
    }
    one.unanswered++;
    one.notBefore = retryClock.now() + wait.toNanos();
    one.pausedUntil = retryClock.afterFailures(one.unanswered) + wait.toNanos();
  }

  /**
   * The receiver is there: has all of them asked for in their turn. Each question puts one into the
   * pauses that end here, so this costs no more than the questions do.
   */
  void endPauses() {
    sightings++;
    for (Lying one : paused) {
      askSoon(one.envelope);
    }
    paused.clear();
  }
}
