package nz.co.medimage.runtime;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queued calls of one observer: in order, one at a time, on a thread of their own. If one hangs
 * for ever, that costs its caller one wait. Safe for use by several threads.
 */
final class ObserverQueue<T> {
  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final T observer;
  private final String name;
  private final Clock clock;
  private final Consumer<String> answers;
  private final ThreadPoolExecutor thread;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  private CompletableFuture<Void> idle = CompletableFuture.completedFuture(null);
  private int pending;
  private int dropped;
  private boolean isBehind;
  private boolean isStuck;
  private boolean isEnded;
  private @Nullable Thread calling;
  private long since;
  private Instant began = Instant.EPOCH;

  /**
   * Starts no thread yet.
   *
   * @param name the name of the observer for people
   * @param role the role of its thread
   * @param answers gets one sentence when it has caught up after it was stuck or lost events
   */
  ObserverQueue(T observer, String name, String role, Clock clock, Consumer<String> answers) {
    this.observer = observer;
    this.name = name;
    this.clock = clock;
    this.answers = answers;
    thread =
        new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), // bounded by what is pending
            DaemonThreads.named(role)) {
          @Override
          protected void terminated() {
            ended.complete(null);
          }
        };
    thread.allowCoreThreadTimeOut(true);
  }

  /** Whether this is the queue of that observer. */
  boolean isThatOf(Object other) {
    return observer == other;
  }

  /** Whether its observer is of that type. */
  boolean isOf(Class<?> type) {
    return type.isInstance(observer);
  }

  /**
   * Adds a call.
   *
   * @return a future that completes once the call has returned; empty if the observer is behind,
   *     and nobody should wait
   */
  Optional<CompletableFuture<Void>> add(Consumer<? super T> call) {
    CompletableFuture<Void> told = new CompletableFuture<>();
    synchronized (this) {
      if (isEnded) {
        return Optional.empty();
      }
      if (pending == Observers.MOST || !isQueued(() -> run(call, told))) {
        if (dropped++ == 0) {
          LOG.warn("the observer {} does not keep up: events are not told to it", name);
        }
        return Optional.empty();
      }
      if (pending++ == 0) {
        idle = new CompletableFuture<>();
      }
      return isBehind ? Optional.empty() : Optional.of(told);
    }
  }

  private boolean isQueued(Runnable run) {
    try {
      thread.execute(run);
      return true;
    } catch (RejectedExecutionException | OutOfMemoryError noThread) {
      return false;
    }
  }

  /** Waits for a call. If it takes longer, nobody waits until the observer has caught up. */
  void await(CompletableFuture<Void> told, long nanos) {
    try {
      told.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      overran(told);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the caller is to end
    } catch (ExecutionException e) {
      throw new IllegalStateException("what it throws is caught", e);
    }
  }

  private synchronized void overran(CompletableFuture<Void> told) {
    isBehind |= !told.isDone();
  }

  private void run(Consumer<? super T> call, CompletableFuture<Void> told) {
    begin();
    try {
      call.accept(observer);
    } catch (Throwable e) {
      // No messages: what an observer says of a photo can name the patient. Errors too, for it is
      // told of the next photo nevertheless.
      LOG.error("the observer {} threw", name, new BareTrace(e));
    } finally {
      end(told).ifPresent(answers);
    }
  }

  private synchronized void begin() {
    calling = Thread.currentThread();
    since = System.nanoTime();
    began = clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private synchronized Optional<String> end(CompletableFuture<Void> told) {
    calling = null;
    Thread.interrupted(); // it may not have looked
    told.complete(null);
    if (--pending > 0) {
      return Optional.empty();
    }
    Optional<String> answer = answer();
    isBehind = false;
    isStuck = false;
    dropped = 0;
    idle.complete(null);
    return answer;
  }

  private Optional<String> answer() {
    if (!isStuck && dropped == 0) {
      return Optional.empty();
    }
    String lost = dropped == 0 ? "" : "; " + dropped + " events were not told to it";
    return Optional.of(
        "The observer " + name + (isStuck ? " answers again" : " was too slow") + lost);
  }

  /**
   * Interrupts a call that has lasted that long.
   *
   * @return a sentence for people, once until the observer has caught up
   */
  synchronized Optional<String> stuck(Duration limit) {
    if (calling == null || isStuck || lasted().compareTo(limit) < 0) {
      return Optional.empty();
    }
    isStuck = true;
    calling.interrupt();
    return Optional.of(
        "The observer "
            + name
            + " is stuck since "
            + began
            + "; photos go on, and up to "
            + Observers.MOST
            + " events wait for it");
  }

  private Duration lasted() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /** Whether the observer called this code while it is told something. */
  synchronized boolean isCurrent() {
    return calling == Thread.currentThread();
  }

  /** Completes when all calls that are queued now have returned. */
  synchronized CompletableFuture<Void> idle() {
    return idle;
  }

  /** Ends the queue and interrupts the current call; completes once that has returned. */
  synchronized CompletableFuture<Void> end() {
    isEnded = true;
    thread.shutdownNow();
    return ended;
  }
}
