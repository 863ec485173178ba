package nz.co.medimage.relay;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Those who wait for a change of the store, each by the ids that it would be told by. Nobody misses
 * one: a waiter is known here before it looks for the first time, and looks again each time that it
 * is told.
 */
final class Waiters {
  private final Executor executor;
  private final Map<UUID, Set<Waiter<?>>> byTopic = new ConcurrentHashMap<>();
  private final AtomicInteger waiting = new AtomicInteger();

  /**
   * Begins with nobody waiting.
   *
   * @param executor the executor on which looks, which may block, are repeated
   */
  Waiters(Executor executor) {
    this.executor = executor;
  }

  /** Looks for the awaited change. */
  @FunctionalInterface
  interface Look<T> {
    Optional<T> now() throws IOException;
  }

  /**
   * Waits until {@code look} finds something, looking first on this thread.
   *
   * @return fails as {@code look} does; cancelled by a caller that stops waiting
   */
  <T> CompletableFuture<T> await(List<UUID> topics, Look<T> look) {
    Waiter<T> waiter = new Waiter<>(look);
    waiting.incrementAndGet();
    topics.forEach(topic -> add(topic, waiter));
    var ignored =
        waiter.found.whenComplete(
            (found, e) -> {
              topics.forEach(topic -> remove(topic, waiter));
              waiting.decrementAndGet();
            });
    waiter.look();
    return waiter.found;
  }

  private void add(UUID topic, Waiter<?> waiter) {
    byTopic.compute(
        topic,
        (id, known) -> {
          Set<Waiter<?>> all = known == null ? ConcurrentHashMap.newKeySet(2) : known;
          all.add(waiter);
          return all;
        });
  }

  private void remove(UUID topic, Waiter<?> waiter) {
    byTopic.computeIfPresent(
        topic,
        (id, known) -> {
          known.remove(waiter);
          return known.isEmpty() ? null : known;
        });
  }

  /** Repeats the looks of those who wait for this topic. */
  void changed(UUID topic) {
    byTopic.getOrDefault(topic, Set.of()).forEach(Waiter::tell);
  }

  /** Repeats all looks. */
  void anything() {
    byTopic.values().forEach(all -> all.forEach(Waiter::tell));
  }

  /** How many wait. */
  int count() {
    return waiting.get();
  }

  private final class Waiter<T> {
    final CompletableFuture<T> found = new CompletableFuture<>();
    private final Look<T> look;

    /** How often it was told since it began to look; one look at a time, and one after the last. */
    private final AtomicInteger told = new AtomicInteger();

    Waiter(Look<T> look) {
      this.look = look;
    }

    void tell() {
      if (told.getAndIncrement() == 0) {
        try {
          executor.execute(this::lookUntilQuiet);
        } catch (RejectedExecutionException e) {
          found.completeExceptionally(e); // the relay ends
        }
      }
    }

    void look() {
      if (told.getAndIncrement() == 0) {
        lookUntilQuiet();
      }
    }

    private void lookUntilQuiet() {
      int seen;
      do {
        seen = told.get();
        lookOnce();
      } while (!found.isDone() && told.addAndGet(-seen) > 0);
    }

    private void lookOnce() {
      try {
        look.now().ifPresent(found::complete);
      } catch (Throwable e) {
        // An error too: nobody would look for this one again.
        found.completeExceptionally(e);
      }
    }
  }
}
