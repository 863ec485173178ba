package nz.co.medimage.runtime;

import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes all threads of MedImage: named {@code medimage-ROLE-NUMBER}, and daemons, so that none
 * keeps a JVM alive. What one of them throws and nobody catches is logged, as classes and lines
 * without messages, since a message may name a patient. Safe for use by several threads.
 */
public final class DaemonThreads implements ThreadFactory {
  private static final Logger LOG = LoggerFactory.getLogger(DaemonThreads.class);

  private final String role;
  private final AtomicInteger number = new AtomicInteger();

  private DaemonThreads(String role) {
    this.role = Objects.requireNonNull(role, "role");
  }

  /**
   * A factory for the threads of a pool.
   *
   * @param role what they are for, such as {@code sender}
   */
  public static DaemonThreads named(String role) {
    return new DaemonThreads(role);
  }

  /**
   * Makes one thread and starts it.
   *
   * @param role what it is for, such as {@code probe}
   */
  public static Thread start(String role, Runnable task) {
    Thread thread = new DaemonThread(role, "", task);
    thread.start();
    return thread;
  }

  /**
   * A timer on one thread, made when first needed. A task that was called off is forgotten at once;
   * after {@code shutdown} nothing runs that is not due, and what is still planned is dropped.
   *
   * @param role what it is for, such as {@code sender-timer}
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
   * Whether this code runs on a thread of that part, which whoever closes the part must not wait
   * for.
   *
   * @param part the role, or how the role begins, such as {@code receiver} of {@code
   *     receiver-chores}
   */
  public static boolean isCurrentOf(String part) {
    return Thread.currentThread() instanceof DaemonThread daemon
        && (daemon.role.equals(part) || daemon.role.startsWith(part + "-"));
  }

  /** Makes one that is not started. */
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
              LOG.error("{} ended by a bug", where.getName(), new BareTrace(failure)));
    }
  }
}
