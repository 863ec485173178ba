package nz.co.medimage.sender;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.stream.Collectors;
import nz.co.medimage.sender.Parcel.Phase;

/**
 * Has photos that have arrived, and gave up their place, asked for their receipts: a few at once,
 * and the others take turns. Belongs to a courier, under whose lock it is used.
 */
class Questions {
  private static final int AT_ONCE = 4;
  private static final Duration LONG_WAIT = Duration.ofSeconds(20);
  private static final Duration WAIT_IN_TURN = Duration.ofSeconds(2);

  private final Queue<Parcel> toAsk = new ArrayDeque<>();
  private int asking;

  /** One photo and how long to wait for its receipt. */
  record Question(Parcel parcel, Duration atMost) {}

  final void add(Parcel parcel) {
    parcel.phase = Phase.TO_ASK;
    toAsk.add(parcel);
  }

  /** Drops one that waits for its turn. */
  final void remove(Parcel parcel) {
    toAsk.remove(parcel);
  }

  /** Begins the next question, if it is time for one; {@link #answered} follows. */
  final Optional<Question> next(long now) {
    List<Parcel> due =
        toAsk.stream().filter(parcel -> waitOf(parcel, now) <= 0).collect(Collectors.toList());
    if (asking >= AT_ONCE || due.isEmpty()) {
      return Optional.empty();
    }
    Parcel parcel = due.get(0);
    toAsk.remove(parcel);
    Duration wait = asking + due.size() > AT_ONCE ? WAIT_IN_TURN : LONG_WAIT;
    asking++;
    parcel.phase = Phase.ASKING;
    parcel.askedBy = this;
    begun(parcel, wait);
    return Optional.of(new Question(parcel, wait));
  }

  /** A question has ended, in whichever way. */
  final void answered() {
    asking--;
  }

  /** How many nanoseconds are left until one is due that is not now; the most there are if none. */
  final long soonest(long now) {
    return toAsk.stream()
        .mapToLong(parcel -> waitOf(parcel, now))
        .filter(wait -> wait > 0)
        .min()
        .orElse(Long.MAX_VALUE);
  }

  /** How many nanoseconds are left until it may be asked for; not positive if it is due. */
  long waitOf(Parcel parcel, long now) {
    return 0;
  }

  /** Is told of each question as it begins. */
  void begun(Parcel parcel, Duration wait) {}
}
