package nz.co.medimage.sender;

import java.time.Duration;
import java.util.Collection;
import java.util.NavigableMap;
import nz.co.medimage.api.EnvelopeId;

/**
 * Asks for the receipts of photos at a relay, where they may lie for days while their receiver is
 * off. Only a few are waited for all the time: the oldest, which the receiver collects first, and
 * the newest, which somebody may be looking at. The others are asked for less and less often, until
 * one receipt shows that the receiver is there.
 */
final class RelayQuestions extends Questions {

  /** So many of the oldest, and as many of the newest. */
  private static final int WATCHED = 2;

  private final Pace pace;
  private final NavigableMap<EnvelopeId, Parcel> parcels;

  RelayQuestions(Pace pace, NavigableMap<EnvelopeId, Parcel> parcels) {
    this.pace = pace;
    this.parcels = parcels;
  }

  @Override
  long waitOf(Parcel parcel, long now) {
    long wait = parcel.notAskedBefore - now;
    return isWatched(parcel) ? wait : Math.max(wait, parcel.pausedUntil - now);
  }

  private boolean isWatched(Parcel parcel) {
    return isAmongFirst(parcel, parcels.values())
        || isAmongFirst(parcel, parcels.descendingMap().values());
  }

  private static boolean isAmongFirst(Parcel parcel, Collection<Parcel> parcels) {
    return parcels.stream().filter(Parcel::isAtRelay).limit(WATCHED).anyMatch(parcel::equals);
  }

  @Override
  void begun(Parcel parcel, Duration wait) {
    parcel.unanswered++;
    // A relay that answers without waiting must not be asked on and on.
    parcel.notAskedBefore = pace.now() + wait.toNanos();
    parcel.pausedUntil = pace.afterFailures(parcel.unanswered) + wait.toNanos();
  }

  /** Has all of them asked for at once, since it may be worth it now. */
  void endPauses() {
    for (Parcel parcel : parcels.values()) {
      parcel.unanswered = 0;
      endPause(parcel);
    }
  }

  /** Has one asked for as soon as it lies there again. */
  void endPause(Parcel parcel) {
    parcel.notAskedBefore = pace.now();
    parcel.pausedUntil = pace.now();
  }
}
