package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class WriteOutTest {
  private final AtomicInteger begun = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();
  private final Semaphore disk = new Semaphore(0);
  private final WriteOut out =
      new WriteOut(
          () -> {
            begun.incrementAndGet();
            disk.acquireUninterruptibly();
            if (ended.incrementAndGet() == 1) {
              throw new IOException("disk full");
            }
          });

  @Test
  void whatIsSmallIsLeftToWhoeverForcesIt() throws Exception {
    out.reached(WriteOut.STEP - 1);
    out.end();
    assertEquals(0, begun.get());
  }

  @Test
  void nobodyWaitsAndOnlyOneIsBegunAtATime() throws Exception {
    ended.set(1);
    out.reached(WriteOut.STEP);
    out.reached(2 * WriteOut.STEP);
    out.reached(3 * WriteOut.STEP);
    disk.release();
    Await.until(
        "the next one is begun",
        () -> {
          out.reached(4 * WriteOut.STEP);
          return begun.get() == 2;
        });
    disk.release();
    out.end();
    assertEquals(3, ended.get());
  }

  @Test
  void theEndWaitsForWhatWasBegun() throws Exception {
    ended.set(1);
    out.reached(WriteOut.STEP);
    Await.until("it is begun", () -> begun.get() == 1);
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            () -> {
              try {
                out.end();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    assertFalse(end.isDone());
    disk.release();
    end.join();
    assertEquals(2, ended.get());
  }

  @Test
  void theEndSaysThatTheDiskFailedAlsoIfItWentOnAfterwards() throws Exception {
    disk.release(100);
    out.reached(WriteOut.STEP);
    Await.until("it has failed", () -> ended.get() == 1);
    for (int i = 2; i < 100; i++) {
      out.reached(i * WriteOut.STEP);
    }
    assertThrows(IOException.class, out::end);
  }
}
