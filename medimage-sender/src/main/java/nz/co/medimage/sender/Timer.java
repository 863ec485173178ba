package nz.co.medimage.sender;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.runtime.DaemonThreads;

/**
 * Monotonic time and wake-ups by it: a clock on the wall that is set must neither rush nor stall a
 * try.
 */
interface Timer extends AutoCloseable {

  /** As {@link System#nanoTime()}: only differences mean something. */
  long nanos();

  /**
   * Runs a task at a moment, at once if that is past, unless the result is run before.
   *
   * @param nanos the moment, in the time of {@link #nanos()}
   * @param task must be quick, and runs on the timer's thread
   * @return calls it off
   */
  Runnable at(long nanos, Runnable task);

  @Override
  void close();

  /** The timer of this machine, on one daemon thread. */
  static Timer system() {
    // A thread that is about to plan its next step may meet a timer just closed: nothing is due
    // then.
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
