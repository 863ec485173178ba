package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WorkersTest {
  private final Workers workers = new Workers();

  /** Hears no interrupt. */
  private static void block(Executor on, CompletableFuture<Void> end) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    on.execute(
        () -> {
          begun.countDown();
          end.join();
        });
    assertTrue(begun.await(20, TimeUnit.SECONDS));
  }

  private void assertEnds(boolean busy, CompletableFuture<Void> end) throws Exception {
    workers.close();
    assertFalse(workers.ended().isDone());
    assertEquals(busy, workers.isBusy());
    end.complete(null);
    workers.ended().get(20, TimeUnit.SECONDS);
    assertFalse(workers.isBusy());
  }

  @Test
  void anAttemptToConnectThatGoesOnIsNoPhotoBeingSent() throws Exception {
    CompletableFuture<Void> end = new CompletableFuture<>();
    block(workers.attempts(), end);
    assertEnds(false, end);
  }

  @Test
  void whatCarriesAPhotoKeepsThemBusy() throws Exception {
    CompletableFuture<Void> end = new CompletableFuture<>();
    block(workers, end);
    assertEnds(true, end);
  }
}
