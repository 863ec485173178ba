package nz.co.medimage.cli;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for several things at once. */
final class Futures {
  private Futures() {}

  /** Waits until all have ended, in whichever way, but no longer than told. */
  static void awaitAll(Collection<? extends CompletableFuture<?>> all, Duration atMost) {
    try {
      CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException | CancellationException e) {
      // the caller looks at each
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
