package nz.co.medimage.sender;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.runtime.DaemonThreads;

/**
 * Monotonic time and wake-ups, so that setting the system's clock neither rushes nor stalls a try.
 */
interface Timer extends AutoCloseable {

  /** As {@link System#nanoTime()}: only differences mean something. */
  long nanos();

  /**
   * Runs a task at a moment, or at once if that is past.
   *
   * @param nanos the moment, in the time of {@link #nanos()}
   * @param task must be quick, and runs on the timer's thread
   * @return cancels the task when run
   */
  Runnable at(long nanos, Runnable task);

  @Override
  void close();

  /** The timer of this machine, on one daemon thread. */
  static Timer system() {
    // The timer may just have been closed when a thread plans its next step: nothing is due then.
    ScheduledThreadPoolExecutor executor = DaemonThreads.timer("sender-timer");
    return new Timer() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public Runnable at(long nanos, Runnable task) {
        ScheduledFuture<?> scheduled =
            executor.schedule(task, Math.max(0, nanos - nanos()), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
      }

      @Override
      public void close() {
        executor.shutdownNow();
      }
    };
  }
}
