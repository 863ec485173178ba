package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class RetryingPoolTest {

  @Test
  void attemptThatThrowsIsRepeated() throws Exception {
    try (RetryingPool pool = new RetryingPool("test", 1, Duration.ofSeconds(1))) {
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
      pool.add(
              () -> {
                behind.countDown();
                return Optional.empty();
              })
          .hurry();
      behind.await();
      ticket.hurry();
      assertTrue(done.await(10, TimeUnit.SECONDS));
    }
  }
}
