package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs attempts on a few threads. One that did not succeed runs again after a pause, in which it
 * holds no thread; none runs twice at once.
 */
final class RetryingPool implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RetryingPool.class);
  private static final Duration AFTER_A_BUG = Duration.ofSeconds(30);

  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService timer;
  private final Duration grace;

  /**
   * Starts no thread yet.
   *
   * @param name of the threads
   * @param grace how long {@link #close} lets attempts go on before it interrupts them
   */
  RetryingPool(String name, int threads, Duration grace) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory factory = task -> daemon(task, name + "-" + number.incrementAndGet());
    this.threads =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory);
    this.threads.allowCoreThreadTimeOut(true);
    this.timer = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, name + "-timer"));
    this.grace = grace;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Something to be done until it succeeds. */
  @FunctionalInterface
  interface Attempt {
    /** Tries; gives nothing once there is no more to do, or the pause until the next attempt. */
    Optional<Duration> run();
  }

  /** An attempt in the pool. */
  final class Ticket {
    private final Attempt attempt;
    private final AtomicBoolean pausing = new AtomicBoolean(true);

    private Ticket(Attempt attempt) {
      this.attempt = attempt;
    }

    /** Ends the pause, if it is in one: it runs as soon as a thread is free. */
    void hurry() {
      // Whoever ends the pause, this call or the timer, is the one to queue the attempt.
      if (pausing.compareAndSet(true, false)) {
        execute(this::run);
      }
    }

    private void run() {
      Optional<Duration> pause = attempt();
      if (pause.isPresent()) {
        pausing.set(true);
        try {
          var ignored = timer.schedule(this::hurry, pause.get().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
          LOG.debug("closing; what waits is taken up at the next start");
        }
      }
    }

    /** Whatever is thrown, a photo must not be left lying until the next start. */
    private Optional<Duration> attempt() {
      try {
        return attempt.run();
      } catch (Throwable e) {
        LOG.error("an attempt met a bug and is repeated: {}", e.getClass().getName());
        return Optional.of(AFTER_A_BUG);
      }
    }
  }

  /** Takes an attempt in; it begins with {@link Ticket#hurry}. */
  Ticket add(Attempt attempt) {
    return new Ticket(attempt);
  }

  private void execute(Runnable run) {
    try {
      threads.execute(run);
    } catch (RejectedExecutionException e) {
      LOG.debug("closing; what waits is taken up at the next start");
    }
  }

  /** Drops what waits, lets what runs go on for the grace, then interrupts it. */
  @Override
  public void close() {
    timer.shutdownNow();
    threads.getQueue().clear();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        if (!threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS)) {
          LOG.warn("a sink does not react to an interrupt; it is left behind");
        }
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
