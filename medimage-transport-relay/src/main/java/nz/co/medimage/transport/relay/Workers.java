package nz.co.medimage.transport.relay;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads of a listener. */
final class Workers implements AutoCloseable {
  /** Downloads at once. */
  private static final int MOST_AT_ONCE = 4;

  private static final long SECONDS_TO_FINISH = 5;
  private static final long SECONDS_OF_REST = 30;

  private final ThreadPoolExecutor tasks =
      new ThreadPoolExecutor(
          MOST_AT_ONCE,
          MOST_AT_ONCE,
          SECONDS_OF_REST,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          daemon("collector"));
  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, daemon("timer"));

  Workers() {
    tasks.allowCoreThreadTimeOut(true);
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  static ThreadFactory daemon(String name) {
    return task -> {
      Thread thread = new Thread(task, "medimage-relay-" + name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** May block. */
  ExecutorService tasks() {
    return tasks;
  }

  /** Must not block. */
  ScheduledExecutorService timer() {
    return timer;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    tasks.shutdown();
    try {
      if (!tasks.awaitTermination(SECONDS_TO_FINISH, TimeUnit.SECONDS)) {
        tasks.shutdownNow();
      }
    } catch (InterruptedException e) {
      tasks.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
