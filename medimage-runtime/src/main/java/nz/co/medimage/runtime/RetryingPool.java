package nz.co.medimage.runtime;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts on a few threads until they succeed. Between attempts is a pause, which holds no
 * thread. An attempt never runs twice at once. Safe for use by several threads.
 */
public final class RetryingPool {
  private static final Logger LOG = LoggerFactory.getLogger(RetryingPool.class);
  private static final Duration AFTER_A_BUG = Duration.ofSeconds(30);

  /** How many threads may be added in place of those that hang. */
  private static final int MOST_MORE = 12;

  private final int usual;
  private final Duration afterABug;
  private final ThreadPoolExecutor threads;
  private final ScheduledThreadPoolExecutor timer;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * Starts no thread yet.
   *
   * @param role the role of the threads, as for {@link DaemonThreads#named}
   * @param threads how many attempts run at once, at least 1
   */
  public RetryingPool(String role, int threads) {
    this(role, threads, DaemonThreads.named(role), AFTER_A_BUG);
  }

  /** With threads that may fail to be made. */
  RetryingPool(String role, int threads, ThreadFactory factory, Duration afterABug) {
    this.usual = threads;
    this.afterABug = afterABug;
    this.threads =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory) {
          @Override
          protected void terminated() {
            ended.complete(null);
          }
        };
    this.threads.allowCoreThreadTimeOut(true);
    this.timer = DaemonThreads.timer(role + "-timer");
  }

  /** A pause that only {@link Ticket#hurry} and {@link Ticket#wake} end. */
  public static final Duration UNTIL_WOKEN = ChronoUnit.FOREVER.getDuration();

  /** A task to repeat until it succeeds. */
  @FunctionalInterface
  public interface Attempt {
    /**
     * Tries once. What it throws is logged, and it runs again after 30 s.
     *
     * @return the pause until the next attempt; empty if there is nothing more to do
     */
    Optional<Duration> run();
  }

  private enum State {
    PAUSING,
    RUNNING,
    /** It runs, and must run once more. */
    WOKEN
  }

  /** An attempt in the pool. */
  public final class Ticket {
    private final Attempt attempt;
    private State state = State.PAUSING;
    private @Nullable Future<?> timed;

    private Ticket(Attempt attempt) {
      this.attempt = attempt;
    }

    /**
     * Ends the pause, if the attempt is in one: it runs as soon as a thread is free.
     *
     * @return whether it was in a pause
     */
    public boolean hurry() {
      // Only the one that ends the pause, this call or the timer, queues the attempt.
      synchronized (this) {
        if (state != State.PAUSING) {
          return false;
        }
        state = State.RUNNING;
        if (timed != null) {
          timed.cancel(false);
          timed = null;
        }
      }
      execute();
      return true;
    }

    /** Runs the attempt once more from the beginning, even if it runs now; not if it has ended. */
    public void wake() {
      synchronized (this) {
        if (state == State.RUNNING) {
          state = State.WOKEN;
        }
      }
      hurry();
    }

    private void run() {
      synchronized (this) {
        state = State.RUNNING;
      }
      Optional<Duration> pause = attempt();
      if (pause.isPresent() && !pauses(pause.get())) {
        execute();
      }
    }

    /** Begins a pause, unless it was woken. */
    private synchronized boolean pauses(Duration pause) {
      if (state == State.WOKEN) {
        return false;
      }
      plan(pause);
      return true;
    }

    private synchronized void plan(Duration pause) {
      state = State.PAUSING;
      if (!pause.equals(UNTIL_WOKEN)) {
        try {
          // Once the pool is closing nothing is due.
          timed = timer.schedule(this::hurry, pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (OutOfMemoryError noThread) {
          LOG.error("no thread can be made for the timer; it is made for the next pause", noThread);
        }
      }
    }

    /** Where no thread can be made now, it is as if it had failed: nobody else would run it. */
    private void execute() {
      try {
        threads.execute(this::run);
      } catch (RejectedExecutionException e) {
        LOG.debug("closing; what waits is taken up at the next start");
      } catch (OutOfMemoryError noThread) {
        LOG.error("no thread can be made; it is tried again", noThread);
        plan(afterABug);
      }
    }

    /** Whatever is thrown, a photo must not be left lying until the next start. */
    private Optional<Duration> attempt() {
      try {
        return attempt.run();
      } catch (Throwable e) {
        LOG.error("an attempt met a bug and is repeated", new BareTrace(e));
        return Optional.of(afterABug);
      }
    }
  }

  /** Adds an attempt. It first runs at {@link Ticket#hurry}. */
  public Ticket add(Attempt attempt) {
    return new Ticket(attempt);
  }

  /** Runs a task once, after a pause; not if the pool was {@linkplain #drop dropped} by then. */
  public void after(Duration pause, Runnable task) {
    add(() -> {
          task.run();
          return Optional.empty();
        })
        .plan(pause);
  }

  /**
   * Adds a thread for each that hangs, up to 12, so that other attempts continue; removes them when
   * fewer hang.
   *
   * @param hanging how many threads hang now
   */
  public void makeUpFor(int hanging) {
    int wanted = usual + Math.min(hanging, MOST_MORE);
    if (wanted > threads.getCorePoolSize()) {
      threads.setMaximumPoolSize(wanted);
      threads.setCorePoolSize(wanted);
    } else if (wanted < threads.getCorePoolSize()) {
      threads.setCorePoolSize(wanted);
      threads.setMaximumPoolSize(wanted);
    }
  }

  /** Drops waiting attempts; running ones continue. */
  public void stop() {
    drop();
    threads.getQueue().clear();
    finish();
  }

  /** Lets no pause end any more; attempts that are hurried still run. */
  public void drop() {
    timer.shutdownNow();
  }

  /** Ends the pool once all hurried attempts have run. Call {@link #drop} first. */
  public void finish() {
    threads.shutdown();
  }

  /** Interrupts running attempts. */
  public void interrupt() {
    threads.shutdownNow();
  }

  /** Completes once the pool was stopped and nothing runs any more. */
  public CompletableFuture<Void> ended() {
    return ended;
  }
}
