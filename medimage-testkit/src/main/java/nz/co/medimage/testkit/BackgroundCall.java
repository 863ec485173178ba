package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.function.Executable;

/** A call on a thread of its own, which is expected to be ended. */
final class BackgroundCall {
  private final String what;
  private final CompletableFuture<Optional<Throwable>> outcome = new CompletableFuture<>();
  private final Thread thread;

  private BackgroundCall(String what, Executable call) {
    this.what = what;
    thread = new Thread(() -> outcome.complete(failure(call)), "background-call");
    thread.setDaemon(true);
  }

  /** Begins it; {@code what} names it in a sentence. */
  static BackgroundCall begin(String what, Executable call) {
    BackgroundCall begun = new BackgroundCall(what, call);
    begun.thread.start();
    return begun;
  }

  private static Optional<Throwable> failure(Executable call) {
    try {
      call.execute();
      return Optional.empty();
    } catch (Throwable e) {
      return Optional.of(e);
    }
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for it to end with an {@link IOException}. */
  void assertFails(Duration within) throws Exception {
    try {
      Optional<Throwable> failure = outcome.get(within.toMillis(), TimeUnit.MILLISECONDS);
      assertTrue(
          failure.filter(IOException.class::isInstance).isPresent(),
          () -> what + " ended without an IOException: " + failure);
    } catch (TimeoutException e) {
      throw new AssertionError(what + " did not end within " + within, e);
    }
  }
}
