package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
final class RetryingPool {
  private static final Logger LOG = LoggerFactory.getLogger(RetryingPool.class);
  private static final Duration AFTER_A_BUG = Duration.ofSeconds(30);

  /** How many threads may be added in place of those that hang. */
  private static final int MOST_MORE = 12;

  private final int usual;
  private final ThreadPoolExecutor threads;
  private final ScheduledExecutorService timer;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /**
   * Starts no thread yet.
   *
   * @param name of the threads
   */
  RetryingPool(String name, int threads) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory factory = task -> new ReceiverThread(task, name + "-" + number.incrementAndGet());
    this.usual = threads;
    this.threads =
        new ThreadPoolExecutor(
            threads, threads, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory) {
          @Override
          protected void terminated() {
            ended.complete(null);
          }
        };
    this.threads.allowCoreThreadTimeOut(true);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> new ReceiverThread(task, name + "-timer"));
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

    /**
     * Ends the pause, if it is in one: it runs as soon as a thread is free.
     *
     * @return whether it was in one
     */
    boolean hurry() {
      // Whoever ends the pause, this call or the timer, is the one to queue the attempt.
      boolean ends = pausing.compareAndSet(true, false);
      if (ends) {
        execute(this::run);
      }
      return ends;
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
        LOG.error("an attempt met a bug and is repeated", new BareTrace(e));
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

  /**
   * Adds threads in place of those that hang, up to 12, so that other attempts go on; takes them
   * away again when fewer hang.
   */
  void makeUpFor(int hanging) {
    int wanted = usual + Math.min(hanging, MOST_MORE);
    if (wanted > threads.getCorePoolSize()) {
      threads.setMaximumPoolSize(wanted);
      threads.setCorePoolSize(wanted);
    } else if (wanted < threads.getCorePoolSize()) {
      threads.setCorePoolSize(wanted);
      threads.setMaximumPoolSize(wanted);
    }
  }

  /** Drops what waits and lets what runs go on. */
  void stop() {
    timer.shutdownNow();
    threads.getQueue().clear();
    threads.shutdown();
  }

  /** Interrupts what still runs. */
  void interrupt() {
    threads.shutdownNow();
  }

  /** Completes once it was stopped and nothing runs any more. */
  CompletableFuture<Void> ended() {
    return ended;
  }
}
