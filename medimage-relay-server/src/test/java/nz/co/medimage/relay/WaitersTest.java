package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody misses a change, and nothing is left of those who do not wait any more. */
@Timeout(60)
class WaitersTest {
  private static final UUID TOPIC = new UUID(1, 1);
  private static final UUID OTHER = new UUID(1, 2);

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Waiters waiters = new Waiters(tasks::add);
  private Optional<String> there = Optional.empty();

  private void runAll() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
    }
  }

  @Test
  void whatIsThereAlreadyIsFoundAtOnce() {
    there = Optional.of("x");
    assertEquals("x", waiters.await(List.of(TOPIC), () -> there).join());
    assertEquals(0, waiters.count());
  }

  @Test
  void looksAgainWhenToldAndNotBefore() {
    CompletableFuture<String> found = waiters.await(List.of(TOPIC, OTHER), () -> there);
    there = Optional.of("x");
    waiters.changed(new UUID(9, 9));
    runAll();
    assertFalse(found.isDone());
    waiters.changed(OTHER);
    runAll();
    assertEquals("x", found.join());
    assertEquals(0, waiters.count());
  }

  @Test
  void anythingWakesEverybody() {
    CompletableFuture<String> one = waiters.await(List.of(TOPIC), () -> there);
    CompletableFuture<String> two = waiters.await(List.of(OTHER), () -> there);
    there = Optional.of("x");
    waiters.anything();
    runAll();
    assertTrue(one.isDone() && two.isDone());
  }

  @Test
  void changeThatComesWhileItLooksIsSeen() {
    AtomicInteger looks = new AtomicInteger();
    CompletableFuture<String> found =
        waiters.await(
            List.of(TOPIC),
            () -> {
              Optional<String> seen = there;
              if (looks.incrementAndGet() == 1) {
                there = Optional.of("x");
                waiters.changed(TOPIC);
              }
              return seen;
            });
    runAll();
    assertEquals("x", found.join());
  }

  @Test
  void failureIsPassedOnAndCancellingLeavesNothing() {
    CompletableFuture<String> failed =
        waiters.await(
            List.of(TOPIC),
            () -> {
              throw new IOException("disk");
            });
    assertTrue(failed.isCompletedExceptionally());
    CompletableFuture<String> given = waiters.await(List.of(TOPIC), () -> there);
    assertEquals(1, waiters.count());
    given.cancel(false);
    assertEquals(0, waiters.count());
  }

  @Test
  void nobodyMissesAChangeUnderLoad() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      Waiters busy = new Waiters(threads);
      for (int round = 0; round < 2000; round++) {
        UUID topic = new UUID(2, round);
        AtomicInteger value = new AtomicInteger();
        var telling =
            threads.submit(
                () -> {
                  value.set(1);
                  busy.changed(topic);
                });
        assertEquals(
            1,
            busy.await(
                    List.of(topic),
                    () -> value.get() == 1 ? Optional.of(1) : Optional.<Integer>empty())
                .get(30, TimeUnit.SECONDS));
        telling.get();
      }
      assertEquals(0, busy.count());
    } finally {
      threads.shutdownNow();
    }
  }
}
