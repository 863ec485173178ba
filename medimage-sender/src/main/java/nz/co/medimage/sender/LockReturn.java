package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import nz.co.medimage.runtime.Home;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Releases the lock of a home once the last write to it has returned, however late that is. */
final class LockReturn {
  private static final Logger LOG = LoggerFactory.getLogger(LockReturn.class);

  /** How long closing a sender waits for that. */
  private static final Duration AT_MOST = Duration.ofSeconds(1);

  private final Home.Lock lock;

  LockReturn(Home.Lock lock) {
    this.lock = lock;
  }

  /**
   * Releases the lock when {@code lastWrite} completes, and waits briefly for that.
   *
   * @param photo whether a photo is being sealed or sent; otherwise a route that lost the race is
   *     still being tried
   */
  void after(CompletableFuture<Void> lastWrite, BooleanSupplier photo) {
    try {
      lastWrite.thenRun(this::giveBack).get(AT_MOST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (TimeoutException e) {
      if (photo.getAsBoolean()) {
        LOG.warn(
            "A photo is still being sealed or sent; its home becomes free when that has ended");
      } else {
        LOG.debug("A route is still being tried; the home becomes free when that has ended");
      }
    } catch (ExecutionException e) {
      LOG.error("The home cannot be given back because of a fault of this program", e);
    }
  }

  private void giveBack() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("The lock of the home cannot be given back: {}", e.toString());
    }
  }
}
