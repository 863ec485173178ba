package nz.co.medimage.runtime;

import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes all threads of MedImage. They are named {@code medimage-ROLE-NUMBER} and are daemons, so
 * that none keeps a JVM alive. An uncaught exception is logged as classes and lines without
 * messages, since a message may name a patient. Safe for use by several threads.
 */
public final class DaemonThreads implements ThreadFactory {
  private final String role;
  private final AtomicInteger number = new AtomicInteger();

  private DaemonThreads(String role) {
    this.role = Objects.requireNonNull(role, "role");
  }

  /**
   * A factory for the threads of a pool.
   *
   * @param role the purpose of the threads, such as {@code sender}
   */
  public static DaemonThreads named(String role) {
    return new DaemonThreads(role);
  }

  /**
   * Makes one thread and starts it.
   *
   * @param role the purpose of the thread, such as {@code probe}
   */
  public static Thread start(String role, Runnable task) {
    Thread thread = new DaemonThread(role, "", task);
    thread.start();
    return thread;
  }

  /**
   * A timer on one thread, which is made when first needed. A cancelled task is removed at once;
   * after {@code shutdown} planned tasks are dropped.
   *
   * @param role the purpose of the thread, such as {@code sender-timer}
   */
  public static ScheduledThreadPoolExecutor timer(String role) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(
            1, task -> new DaemonThread(role, "", task), new ThreadPoolExecutor.DiscardPolicy());
    timer.setRemoveOnCancelPolicy(true);
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
    return timer;
  }

  /**
   * Whether this code runs on a thread of a part, for which a close of that part must not wait.
   *
   * @param part the role, or how the role begins, such as {@code receiver} of {@code
   *     receiver-chores}
   */
  public static boolean isCurrentOf(String part) {
    return Thread.currentThread() instanceof DaemonThread daemon
        && (daemon.role.equals(part) || daemon.role.startsWith(part + "-"));
  }

  /** Makes a thread that is not started. */
  @Override
  public Thread newThread(Runnable task) {
    return new DaemonThread(role, "-" + number.incrementAndGet(), task);
  }

  private static final class DaemonThread extends Thread {
    private final String role;

    DaemonThread(String role, String number, Runnable task) {
      super(task, "medimage-" + role + number);
      this.role = role;
      setDaemon(true);
      setUncaughtExceptionHandler(
          (where, failure) ->
              Log.LOG.error("{} ended by a bug", where.getName(), new BareTrace(failure)));
    }
  }

  /** Made when first needed: to find a logging library takes a new process a while. */
  private static final class Log {
    static final Logger LOG = LoggerFactory.getLogger(DaemonThreads.class);
  }
}
