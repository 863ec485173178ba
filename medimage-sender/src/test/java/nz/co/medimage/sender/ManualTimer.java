package nz.co.medimage.sender;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Time that passes when a test says so. */
final class ManualTimer implements Timer {
  private final List<Task> tasks = new ArrayList<>();
  private long now = Long.MAX_VALUE - 1_000_000_000L; // it wraps round soon, as nanoTime may

  private record Task(long at, Runnable what) {}

  @Override
  public synchronized long nanos() {
    return now;
  }

  @Override
  public synchronized Runnable at(long nanos, Runnable what) {
    if (nanos - now <= 0) {
      CompletableFuture<Void> begun = CompletableFuture.runAsync(what);
      return () -> begun.cancel(false);
    }
    Task task = new Task(nanos, what);
    tasks.add(task);
    return () -> cancel(task);
  }

  private synchronized void cancel(Task task) {
    tasks.removeIf(other -> other.what().equals(task.what()));
  }

  /** Lets time pass, and runs what is due by then. */
  void advance(Duration by) {
    List<Task> due;
    synchronized (this) {
      now += by.toNanos();
      due = tasks.stream().filter(task -> task.at() - now <= 0).toList();
      tasks.removeAll(due);
    }
    due.stream()
        .sorted(Comparator.comparing(task -> task.at() - nanos()))
        .forEach(t -> t.what().run());
  }

  @Override
  public synchronized void close() {
    tasks.clear();
  }
}
