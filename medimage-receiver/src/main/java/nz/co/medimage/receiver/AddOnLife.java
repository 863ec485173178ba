package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import nz.co.medimage.runtime.BareTrace;
import nz.co.medimage.runtime.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The beginning and the end of one add-on, each on a thread of its own, so that one which hangs
 * holds nobody for ever. It starts once, is closed once, and not while it starts. Safe for use by
 * several threads.
 */
final class AddOnLife {
  private static final Logger LOG = LoggerFactory.getLogger(AddOnLife.class);

  private final String id;
  private final AutoCloseable addOn;
  private @Nullable CompletableFuture<Object> start;
  private @Nullable Thread starting;
  private @Nullable CompletableFuture<Void> closed;
  private long closingSince;

  AddOnLife(String id, AutoCloseable addOn) {
    this.id = id;
    this.addOn = addOn;
  }

  String id() {
    return id;
  }

  /**
   * Starts it, or waits for the start in progress; one that has started is passed over.
   *
   * @param call gives what there is to give, never null
   * @throws IOException with one sentence for the user if it cannot start, or has not within that
   *     time: it is interrupted then, and may be waited for again
   */
  Object start(Callable<?> call, Duration limit) throws IOException {
    CompletableFuture<Object> begun = begin(call);
    try {
      return begun.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      interrupt();
      throw new IOException(
          "the add-on "
              + id
              + " has not started within "
              + Math.max(1, limit.toSeconds())
              + " s; see whether what it needs can be reached, or leave it out",
          e);
    } catch (InterruptedException e) {
      interrupt();
      Thread.currentThread().interrupt();
      throw new IOException("the start of the add-on " + id + " was interrupted", e);
    } catch (ExecutionException e) {
      throw failure(Objects.requireNonNull(e.getCause()));
    }
  }

  private IOException failure(Throwable cause) {
    if (cause instanceof IOException checked) {
      return checked;
    }
    if (cause instanceof LinkageError) {
      return new IOException(
          "the add-on " + id + " lacks a library, or one has another version: " + cause, cause);
    }
    // The message of a bug is not made for people and can hold anything.
    LOG.warn("{} failed at its start", id, new BareTrace(cause));
    return new IOException(
        "the add-on "
            + id
            + " failed at its start with "
            + cause.getClass().getSimpleName()
            + "; ask who made it to mend it",
        cause);
  }

  private synchronized CompletableFuture<Object> begin(Callable<?> call) {
    if (closed != null) {
      return CompletableFuture.failedFuture(new IOException("the receiver is closing"));
    }
    CompletableFuture<Object> before = start;
    if (before != null && !before.isCompletedExceptionally()) {
      return before;
    }
    CompletableFuture<Object> now = new CompletableFuture<>();
    starting = DaemonThreads.start("receiver-" + id, () -> run(call, now));
    start = now;
    return now;
  }

  private static void run(Callable<?> call, CompletableFuture<Object> result) {
    try {
      result.complete(call.call());
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  /** Whether a start is in progress. */
  synchronized boolean isStarting() {
    return start != null && !start.isDone();
  }

  private synchronized void interrupt() {
    if (starting != null && isStarting()) {
      starting.interrupt();
    }
  }

  /**
   * Closes it, unless that has begun, once a start in progress has returned.
   *
   * @return completes when it is closed, whatever it threw
   */
  synchronized CompletableFuture<Void> close() {
    if (closed == null) {
      CompletableFuture<Void> now = new CompletableFuture<>();
      closed = now;
      closingSince = System.nanoTime();
      interrupt();
      CompletableFuture<?> before = start == null ? CompletableFuture.completedFuture("") : start;
      try {
        var unused = DaemonThreads.start("receiver-" + id, () -> close(before, now));
      } catch (OutOfMemoryError noThread) {
        close(before, now);
      }
    }
    return closed;
  }

  private void close(CompletableFuture<?> before, CompletableFuture<Void> after) {
    try {
      before.exceptionally(e -> null).join();
      addOn.close();
    } catch (IOException e) {
      LOG.warn("{} did not close: {}", id, e.getClass().getName());
    } catch (Throwable e) {
      // What could not be linked at the start cannot be linked now; the rest is closed all the
      // same.
      LOG.warn("{} did not close", id, new BareTrace(e));
    } finally {
      after.complete(null);
    }
  }

  /** How long it has been closing, if it is. */
  synchronized Optional<Duration> closing() {
    return closed == null || closed.isDone()
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(System.nanoTime() - closingSince));
  }
}
