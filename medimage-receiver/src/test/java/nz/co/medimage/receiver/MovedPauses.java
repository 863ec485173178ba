package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** Pauses that end when a test moves the time. Safe for use by several threads. */
final class MovedPauses implements FollowUpQueue.Pauses {
  private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparing(Task::due));
  private Duration now = Duration.ZERO;

  private record Task(Duration due, Runnable task) {}

  @Override
  public synchronized void after(Duration pause, Runnable task) {
    tasks.add(new Task(now.plus(pause), task));
    notifyAll();
  }

  @Override
  public synchronized Duration now() {
    return now;
  }

  /** Moves the time to the end of the next pause; blocks until there is one. */
  void endNext() throws InterruptedException {
    Task next;
    synchronized (this) {
      while (tasks.isEmpty()) {
        wait();
      }
      next = tasks.remove();
      now = next.due().compareTo(now) > 0 ? next.due() : now;
    }
    next.task().run();
  }

  /** Moves the time, and ends the pauses that end meanwhile. */
  void advance(Duration by) {
    Duration end = now().plus(by);
    Optional<Runnable> due = nextDue(end);
    while (due.isPresent()) {
      due.get().run();
      due = nextDue(end);
    }
    synchronized (this) {
      now = end;
    }
  }

  private synchronized Optional<Runnable> nextDue(Duration end) {
    if (tasks.isEmpty() || tasks.element().due().compareTo(end) > 0) {
      return Optional.empty();
    }
    Task next = tasks.remove();
    now = next.due();
    return Optional.of(next.task());
  }
}
