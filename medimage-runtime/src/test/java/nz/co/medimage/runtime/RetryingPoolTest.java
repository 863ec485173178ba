package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RetryingPoolTest {

  private final RetryingPool pool = new RetryingPool("test", 1);

  @AfterEach
  void stop() {
    pool.stop();
    pool.ended().join();
  }

  @Test
  void attemptThatThrowsIsRepeated() throws Exception {
    AtomicInteger attempts = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    RetryingPool.Ticket ticket =
        pool.add(
            () -> {
              if (attempts.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("an add-on's library");
              }
              done.countDown();
              return Optional.empty();
            });
    ticket.hurry();
    // On the one thread there is, so the first is over once this has run.
    CountDownLatch behind = new CountDownLatch(1);
    run(behind::countDown);
    behind.await();
    ticket.hurry();
    assertTrue(done.await(10, TimeUnit.SECONDS));
  }

  /** Once: where a system has no thread to give, the next moment it may. */
  private static ThreadFactory failingOnce() {
    AtomicBoolean failed = new AtomicBoolean();
    return task -> {
      if (failed.compareAndSet(false, true)) {
        throw new OutOfMemoryError("unable to create native thread");
      }
      return DaemonThreads.named("test").newThread(task);
    };
  }

  @Test
  void attemptForWhichNoThreadCouldBeMadeIsTriedAgainByItself() throws Exception {
    RetryingPool poor = new RetryingPool("test", 1, failingOnce(), Duration.ofMillis(1));
    CountDownLatch done = new CountDownLatch(1);

    RetryingPool.Ticket ticket = poor.add(() -> countDown(done));

    assertTrue(ticket.hurry());
    done.await();
    poor.stop();
  }

  @Test
  void attemptForWhichNoThreadCouldBeMadeCanBeHurriedAndWoken() throws Exception {
    RetryingPool poor = new RetryingPool("test", 1, failingOnce(), Duration.ofDays(1));
    CountDownLatch done = new CountDownLatch(1);
    RetryingPool.Ticket ticket = poor.add(() -> countDown(done));
    ticket.wake();
    assertEquals(1, done.getCount());

    assertTrue(ticket.hurry());

    done.await();
    poor.stop();
  }

  private static Optional<Duration> countDown(CountDownLatch done) {
    done.countDown();
    return Optional.empty();
  }

  @Test
  void threadsAreMadeForWhatHangsAndTakenAwayAgain() throws Exception {
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch behind = new CountDownLatch(1);
    run(() -> await(hanging));
    run(behind::countDown);
    assertEquals(1, behind.getCount());

    pool.makeUpFor(1);

    behind.await();
    pool.makeUpFor(0);
    hanging.countDown();
  }

  @Test
  void endsOnlyWhenWhatIgnoresAnInterruptHasReturned() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    run(
        () -> {
          begun.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            interrupted.countDown();
          }
          await(goOn);
        });
    begun.await();

    pool.stop();
    pool.interrupt();
    interrupted.await();

    assertFalse(pool.ended().isDone());
    goOn.countDown();
    pool.ended().get(10, TimeUnit.SECONDS);
  }

  private void run(Runnable task) {
    pool.add(
            () -> {
              task.run();
              return Optional.empty();
            })
        .hurry();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
