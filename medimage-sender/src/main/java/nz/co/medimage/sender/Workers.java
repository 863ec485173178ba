package nz.co.medimage.sender;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.runtime.DaemonThreads;

/**
 * The threads of one sender, as many as there are tasks. Tasks that come after the end are dropped.
 */
final class Workers implements Executor, AutoCloseable {
  private static final long GRACE_MILLIS = 700;
  private static final long LAST_MILLIS = 300;

  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final AtomicInteger busy = new AtomicInteger();
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0,
          Integer.MAX_VALUE,
          30,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          DaemonThreads.named("sender"),
          new ThreadPoolExecutor.DiscardPolicy()) {
        @Override
        protected void terminated() {
          ended.complete(null);
        }
      };

  @Override
  public void execute(Runnable task) {
    threads.execute(
        () -> {
          busy.incrementAndGet();
          try {
            task.run();
          } finally {
            busy.decrementAndGet();
          }
        });
  }

  /** The same threads for attempts to connect, which carry nothing. */
  Executor attempts() {
    return threads;
  }

  /** Whether anything runs but attempts to connect. */
  boolean isBusy() {
    return busy.get() > 0;
  }

  /** Completes once it was closed and nothing runs any more. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Waits a moment for tasks in progress, then interrupts them and waits a moment more. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        boolean unused = threads.awaitTermination(LAST_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
