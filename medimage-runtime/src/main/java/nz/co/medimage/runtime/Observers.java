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
 * Tells several observers what happens: each in order, one call at a time, on a thread of its own,
 * so that one that throws or hangs keeps nobody from anything. Up to {@value #MOST} events wait for
 * one that does not keep up; what comes then is dropped and counted. Safe for use by several
 * threads.
 */
public final class Observers<T> {
  /** How many events wait for an observer at most. */
  public static final int MOST = 1000;

  private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

  private final Duration patience;
  private final Clock clock;
  private final BiConsumer<T, String> problem;
  private final List<ObserverQueue<? extends T>> queues = new CopyOnWriteArrayList<>();

  /**
   * Starts no thread yet.
   *
   * @param patience how long whoever tells something waits until it has been told, unless an
   *     observer is behind
   * @param problem tells an observer a sentence: another one is stuck, or one answers again
   */
  public Observers(Duration patience, Clock clock, BiConsumer<T, String> problem) {
    this.patience = Objects.requireNonNull(patience, "patience");
    this.clock = Objects.requireNonNull(clock, "clock");
    this.problem = Objects.requireNonNull(problem, "problem");
  }

  /**
   * Tells this one too, from now on.
   *
   * @param name for people
   * @param id ends the name of its thread
   */
  public void add(T observer, String name, String id) {
    Objects.requireNonNull(observer, "observer");
    queues.add(new ObserverQueue<>(observer, name, "observer-" + id, clock, this::answered));
  }

  /**
   * Tells all of them at once, and waits until it has been told. None waits for another one, which
   * may wait for it: an observer that calls this in a call waits for nobody.
   */
  public void tell(Consumer<? super T> call) {
    tell(queues, call);
  }

  /** Tells those of them that are of this type, as {@link #tell(Consumer)} does. */
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

  /** Whether this code was called by an observer that is being told something. */
  public boolean isTelling() {
    return queues.stream().anyMatch(ObserverQueue::isCurrent);
  }

  /** Interrupts an observer whose call has lasted that long, and tells the others of it. */
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

  /** Waits until all that was told before has reached its observer, but no longer than that. */
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

  /** Tells this one nothing more; completes once its last call has returned. */
  public CompletableFuture<Void> remove(T observer) {
    List<ObserverQueue<? extends T>> leaving = new ArrayList<>(queues);
    leaving.removeIf(queue -> !queue.isThatOf(observer));
    queues.removeAll(leaving);
    return CompletableFuture.allOf(
        leaving.stream().map(ObserverQueue::end).toArray(CompletableFuture<?>[]::new));
  }
}
