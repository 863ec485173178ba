package nz.co.medimage.runtime;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells several observers what happens: each on a thread of its own, in order, one call at a time.
 * One that throws or hangs delays nobody. Up to {@value #MOST} events are queued for each; further
 * ones are dropped and counted. Safe for use by several threads.
 *
 * @param <T> the type of the observers
 */
public final class Observers<T> {
  /** The most events that are queued for an observer. */
  public static final int MOST = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final Duration patience;
  private final Clock clock;
  private final BiConsumer<T, String> problem;
  private final List<ObserverQueue<? extends T>> queues = new CopyOnWriteArrayList<>();

  /**
   * Starts no thread yet.
   *
   * @param patience how long {@link #tell} waits for observers that are not behind
   * @param problem tells an observer that another is stuck or answers again, in a sentence
   */
  public Observers(Duration patience, Clock clock, BiConsumer<T, String> problem) {
    this.patience = Objects.requireNonNull(patience, "patience");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.problem = Objects.requireNonNull(problem, "problem");
  }

  /**
   * Adds an observer.
   *
   * @param name the name of the observer for people
   * @param id the end of its thread's name
   */
  public void add(T observer, String name, String id) {
    Objects.requireNonNull(observer, "observer");
    queues.add(new ObserverQueue<>(observer, name, "observer-" + id, clock, this::answered));
  }

  /**
   * Queues a call for each observer, and waits for them up to the patience. An observer that calls
   * this in a call does not wait, as it would wait for itself.
   */
  public void tell(Consumer<? super T> call) {
    tell(queues, call);
  }

  /** Tells the observers of a type, as {@link #tell(Consumer)} does. */
  public <S extends T> void tell(Class<S> type, Consumer<? super S> call) {
    List<ObserverQueue<? extends T>> some = new ArrayList<>(queues);
    some.removeIf(queue -> !queue.isOf(type));
    tell(some, observer -> call.accept(type.cast(observer)));
  }

  private void tell(List<ObserverQueue<? extends T>> some, Consumer<? super T> call) {
    long until = System.nanoTime() + patience.toNanos();
    IdentityHashMap<ObserverQueue<?>, CompletableFuture<Void>> told = new IdentityHashMap<>();
    for (ObserverQueue<? extends T> queue : some) {
      queue.add(call).ifPresent(future -> told.put(queue, future));
    }
    if (!isTelling()) {
      told.forEach((queue, future) -> queue.await(future, until - System.nanoTime()));
    }
  }

  /** Whether an observer called this code while it is told something. */
  public boolean isTelling() {
    return queues.stream().anyMatch(ObserverQueue::isCurrent);
  }

  /** Interrupts each observer whose call has lasted that long, and tells the others so. */
  public void watch(Duration limit) {
    for (ObserverQueue<?> queue : queues) {
      queue.stuck(limit).ifPresent(sentence -> problemTo(others(queue), sentence));
    }
  }

  private List<ObserverQueue<? extends T>> others(ObserverQueue<?> queue) {
    List<ObserverQueue<? extends T>> others = new ArrayList<>(queues);
    others.removeIf(other -> other == queue);
    return others;
  }

  private void problemTo(List<ObserverQueue<? extends T>> some, String sentence) {
    LOG.warn("{}", sentence);
    tell(some, observer -> problem.accept(observer, sentence));
  }

  /**
   * To itself too: it may show what is wrong by what it was told. Called on its thread, which must
   * not wait for itself.
   */
  private void answered(String sentence) {
    LOG.warn("{}", sentence);
    for (ObserverQueue<? extends T> queue : queues) {
      var unused = queue.add(observer -> problem.accept(observer, sentence));
    }
  }

  /** Blocks until all queued calls have returned, or for the given time. */
  public void drain(Duration atMost) {
    try {
      CompletableFuture.allOf(
              queues.stream().map(ObserverQueue::idle).toArray(CompletableFuture<?>[]::new))
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warn("an observer is still at work while what it observes closes");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing fails", e);
    }
  }

  /** Removes an observer and interrupts its call; completes once its last call has returned. */
  public CompletableFuture<Void> remove(T observer) {
    List<ObserverQueue<? extends T>> leaving = new ArrayList<>(queues);
    leaving.removeIf(queue -> !queue.isThatOf(observer));
    queues.removeAll(leaving);
    return CompletableFuture.allOf(
        leaving.stream().map(ObserverQueue::end).toArray(CompletableFuture<?>[]::new));
  }
}
