package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class InterruptibleCallTest {
  @AfterEach
  void forgetTheInterrupt() {
    Thread.interrupted();
  }

  @Test
  void returnsWhatTheCallReturns() throws IOException {
    assertEquals(
        "answer", InterruptibleCall.run("test", () -> "answer", InterruptibleCallTest::never));
  }

  @Test
  void throwsWhatTheCallThrows() {
    for (Exception each : new Exception[] {new IOException("cut"), new IllegalStateException()}) {
      Callable<String> call =
          () -> {
            throw each;
          };
      assertSame(
          each,
          assertThrows(
              Exception.class,
              () -> InterruptibleCall.run("test", call, InterruptibleCallTest::never)));
    }
  }

  @Test
  void interruptCancelsACallThatHeedsNone() throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread caller = Thread.currentThread();
    Callable<String> call =
        () -> {
          caller.interrupt();
          cancelled.await();
          ended.countDown();
          return "too late";
        };
    assertThrows(
        InterruptedIOException.class,
        () -> InterruptibleCall.run("test", call, cancelled::countDown));
    assertTrue(Thread.interrupted(), "the interrupt is swallowed");
    ended.await();
  }

  private static void never() {
    throw new AssertionError("cancelled");
  }
}
