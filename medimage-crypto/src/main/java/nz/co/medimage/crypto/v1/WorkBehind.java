package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.runtime.DaemonThreads;
import org.jspecify.annotations.Nullable;

/** One piece of work at a time, on a thread of its own that is made when it is first needed. */
final class WorkBehind implements AutoCloseable {
  private @Nullable ExecutorService thread;
  private Future<?> last = CompletableFuture.completedFuture(null);

  /** Something to be done. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException, EnvelopeException;
  }

  /** Begins a piece of work; the caller has awaited the one before. */
  void run(Work work) {
    if (thread == null) {
      thread = Executors.newSingleThreadExecutor(DaemonThreads.named("opening"));
    }
    last =
        thread.submit(
            () -> {
              work.run();
              return true;
            });
  }

  /** Waits for the work that was begun, and throws what it threw. */
  void await() throws IOException, EnvelopeException {
    try {
      if (Thread.interrupted()) { // which a result that is already there would hide
        throw new InterruptedException();
      }
      last.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while opening an envelope");
    } catch (ExecutionException e) {
      throw unwrapped(e.getCause());
    }
  }

  private static RuntimeException unwrapped(@Nullable Throwable cause)
      throws IOException, EnvelopeException {
    if (cause instanceof IOException e) {
      throw e;
    }
    if (cause instanceof EnvelopeException e) {
      throw e;
    }
    return new IllegalStateException("opening an envelope failed", cause);
  }

  /** Waits for the work that was begun; the thread then ends. */
  @Override
  public void close() {
    if (thread != null) {
      thread.shutdown();
      try {
        last.get();
      } catch (ExecutionException e) {
        // nobody wants it any more
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
