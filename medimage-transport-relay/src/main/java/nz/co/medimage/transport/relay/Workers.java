package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.runtime.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of a listener. Downloads, replies and what a person waits for have threads of their
 * own, because four slow videos must delay neither receipts nor a revocation.
 */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  /** Of each kind. */
  private static final int MOST_AT_ONCE = 4;

  private static final long SECONDS_TO_FINISH = 5;
  private static final long SECONDS_OF_REST = 30;

  private final Map<Kind, ThreadPoolExecutor> pools = new EnumMap<>(Kind.class);
  private final ScheduledThreadPoolExecutor timer = DaemonThreads.timer("relay-timer");

  /** What a thread is needed for. */
  enum Kind {
    DOWNLOAD,
    /** Downloads of what is coming in, as slowly as its sender is. */
    COMING,
    REPLY,
    /** Pairing, and who may send. */
    CONTROL
  }

  Workers() {
    for (Kind kind : Kind.values()) {
      ThreadPoolExecutor pool =
          new ThreadPoolExecutor(
              MOST_AT_ONCE,
              MOST_AT_ONCE,
              SECONDS_OF_REST,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              DaemonThreads.named("relay-" + kind.name().toLowerCase(Locale.ROOT)));
      pool.allowCoreThreadTimeOut(true);
      pools.put(kind, pool);
    }
  }

  /** Runs a task that may block on a thread of this kind; does nothing after close. */
  void soon(Kind kind, Runnable task) {
    try {
      Objects.requireNonNull(pools.get(kind)).execute(task);
    } catch (RejectedExecutionException e) {
      LOG.trace("What is left is for the next time", e);
    }
  }

  /** Something that may block. */
  @FunctionalInterface
  interface Question<T> {
    T answer() throws IOException;
  }

  /** Asks on a thread of this kind; after close the answer never comes. */
  <T> CompletableFuture<T> ask(Kind kind, Question<T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    soon(
        kind,
        () -> {
          try {
            answer.complete(question.answer());
          } catch (Throwable e) {
            answer.completeExceptionally(e);
          }
        });
    return answer;
  }

  /** Must not block. */
  ScheduledExecutorService timer() {
    return timer;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    pools.values().forEach(ThreadPoolExecutor::shutdown);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_FINISH);
    try {
      for (ThreadPoolExecutor pool : pools.values()) {
        if (!pool.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
          pool.shutdownNow();
        }
      }
    } catch (InterruptedException e) {
      pools.values().forEach(ThreadPoolExecutor::shutdownNow);
      Thread.currentThread().interrupt();
    }
  }
}
