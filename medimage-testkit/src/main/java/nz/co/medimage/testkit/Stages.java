package nz.co.medimage.testkit;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what a context promised for later. */
final class Stages {
  private Stages() {}

  /**
   * Waits, but no longer than told.
   *
   * @return nothing if there was none in time
   * @throws IOException the one with which it failed
   */
  static <T> Optional<T> await(CompletableFuture<T> promised, Duration atMost) throws IOException {
    try {
      return Optional.of(promised.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
