package nz.co.medimage.sender;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Has photos that have arrived, and gave up their place, asked for their receipts: a few at once,
 * and the others take turns. What a step costs does not grow with how many wait. Belongs to a
 * delivery queue, under whose lock it is used.
 */
class ReceiptPolls {
  private static final int AT_ONCE = 4;
  private static final Duration LONG_WAIT = Duration.ofSeconds(20);
  private static final Duration WAIT_IN_TURN = Duration.ofSeconds(2);

  /** Those that may be asked for now, in the order in which they came to be so. */
  private final Set<QueuedEnvelope> due = new LinkedHashSet<>();

  private int asking;

  /** One photo and how long to wait for its receipt. */
  record Question(QueuedEnvelope envelope, Duration atMost) {}

  /** Adds one that is to be asked for, for the first time or again. */
  void add(QueuedEnvelope envelope) {
    askSoon(envelope);
  }

  final void askSoon(QueuedEnvelope envelope) {
    due.add(envelope);
  }

  final boolean isDue(QueuedEnvelope envelope) {
    return due.contains(envelope);
  }

  /** Drops one; tells whether it waited for its turn. */
  boolean remove(QueuedEnvelope envelope) {
    return due.remove(envelope);
  }

  /** Begins the next question, if it is time for one; {@link #answered} follows. */
  final Optional<Question> next(long now) {
    makeDue(now);
    if (asking >= AT_ONCE || due.isEmpty()) {
      return Optional.empty();
    }
    Duration wait = asking + due.size() > AT_ONCE ? WAIT_IN_TURN : LONG_WAIT;
    Iterator<QueuedEnvelope> inOrder = due.iterator();
    QueuedEnvelope envelope = inOrder.next();
    inOrder.remove();
    asking++;
    begun(envelope, wait);
    return Optional.of(new Question(envelope, wait));
  }

  /** A question has ended, in whichever way. */
  final void answered() {
    asking--;
  }

  /** How many nanoseconds are left until one is due that is not now; the most there are if none. */
  long soonest(long now) {
    return Long.MAX_VALUE;
  }

  /** Lets those in that may be asked for by now. */
  void makeDue(long now) {}

  /** Is told of each question as it begins. */
  void begun(QueuedEnvelope envelope, Duration wait) {}
}
