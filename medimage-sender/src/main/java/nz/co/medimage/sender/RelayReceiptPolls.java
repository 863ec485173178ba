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

  private final RetryClock pace;

  /** All that lie there, whether they wait to be asked for or are asked for at this moment. */
  private final NavigableMap<EnvelopeId, Lying> lying = new TreeMap<>();

  /** Those whose pause has not ended. Times may wrap round, so their differences count. */
  private final NavigableSet<Lying> paused =
      new TreeSet<>(
          (Comparator<Lying>)
              (a, b) -> {
                int order = Long.signum(a.pausedUntil - b.pausedUntil);
                return order == 0 ? a.parcel.id().compareTo(b.parcel.id()) : order;
              });

  /** How often the receiver was found to be there. */
  private int sightings;

  RelayReceiptPolls(RetryClock pace) {
    this.pace = pace;
  }

  /** What is known of the questions about one. */
  private static final class Lying {
    final QueuedEnvelope parcel;
    int unanswered;

    /** The sightings at its last question. */
    int sightings;

    /** A relay that answers without waiting must not be asked on and on. */
    long notBefore;

    /** Unless it is watched. */
    long pausedUntil;

    Lying(QueuedEnvelope parcel, int sightings, long now) {
      this.parcel = parcel;
      this.sightings = sightings;
      this.notBefore = now;
      this.pausedUntil = now;
    }
  }

  @Override
  void add(QueuedEnvelope parcel) {
    long now = pace.now();
    Lying one = lying.computeIfAbsent(parcel.id(), id -> new Lying(parcel, sightings, now));
    if (one.sightings != sightings || one.pausedUntil - now <= 0) {
      askSoon(parcel);
    } else {
      paused.add(one);
    }
  }

  @Override
  boolean remove(QueuedEnvelope parcel) {
    Lying one = lying.remove(parcel.id());
    boolean waited = super.remove(parcel);
    return one == null ? waited : paused.remove(one) || waited;
  }

  /** Takes out those of the wanted that wait to be asked for. */
  List<QueuedEnvelope> takeWaiting(Predicate<QueuedEnvelope> wanted) {
    List<QueuedEnvelope> waiting = new ArrayList<>();
    for (Lying one : List.copyOf(lying.values())) {
      if ((paused.contains(one) || isDue(one.parcel)) && wanted.test(one.parcel)) {
        remove(one.parcel);
        waiting.add(one.parcel);
      }
    }
    return waiting;
  }

  @Override
  void makeDue(long now) {
    while (!paused.isEmpty() && paused.first().pausedUntil - now <= 0) {
      askSoon(paused.pollFirst().parcel);
    }
    for (Lying one : watched()) {
      if (one.notBefore - now <= 0 && paused.remove(one)) {
        askSoon(one.parcel);
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
  void begun(QueuedEnvelope parcel, Duration wait) {
    Lying one = lying.get(parcel.id());
    if (one == null) {
      return;
    }
    if (one.sightings != sightings) {
      one.sightings = sightings;
      one.unanswered = 0;
    }
    one.unanswered++;
    one.notBefore = pace.now() + wait.toNanos();
    one.pausedUntil = pace.afterFailures(one.unanswered) + wait.toNanos();
  }

  /**
   * The receiver is there: has all of them asked for in their turn. Each question puts one into the
   * pauses that end here, so this costs no more than the questions do.
   */
  void endPauses() {
    sightings++;
    for (Lying one : paused) {
      askSoon(one.parcel);
    }
    paused.clear();
  }
}
