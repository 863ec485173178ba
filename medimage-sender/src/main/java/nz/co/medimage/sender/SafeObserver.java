package nz.co.medimage.sender;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import nz.co.medimage.runtime.Observers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs problems, and calls all observers of a sender, each on a thread of its own: an observer that
 * throws or hangs does not keep photos from being sent.
 */
final class SafeObserver implements SenderObserver {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /** How long a thread waits for an observer, and a close for all of them. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private static final Duration STUCK = Duration.ofMinutes(1);

  private final Observers<SenderObserver> observers;
  private final Duration stuck;

  SafeObserver(List<SenderObserver> observers, Clock clock) {
    this(observers, clock, STUCK);
  }

  /**
   * Starts no thread yet.
   *
   * @param stuck how long a call may last until it is interrupted
   */
  SafeObserver(List<SenderObserver> given, Clock clock, Duration stuck) {
    this.stuck = stuck;
    observers = new Observers<>(PATIENCE, clock, SenderObserver::problem);
    int number = 1;
    for (SenderObserver observer : given) {
      observers.add(observer, observer.getClass().getName(), Integer.toString(number++));
    }
  }

  @Override
  public void changed(Delivery delivery, DeliveryStatus status) {
    tell(observer -> observer.changed(delivery, status));
  }

  @Override
  public void problem(String sentence) {
    LOG.warn("{}", sentence);
    tell(observer -> observer.problem(sentence));
  }

  private void tell(Consumer<SenderObserver> call) {
    observers.watch(stuck);
    observers.tell(call);
  }

  /** Waits a little for queued calls, unless an observer calls this. */
  void drain() {
    if (!observers.isTelling()) {
      observers.drain(PATIENCE);
    }
  }
}
