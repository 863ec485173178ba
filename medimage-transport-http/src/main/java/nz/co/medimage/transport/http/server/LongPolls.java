package nz.co.medimage.transport.http.server;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for something. No thread waits with them, and a server that stops does not
 * either.
 */
final class LongPolls implements Graceful {
  private final Set<Poll<?>> all = ConcurrentHashMap.newKeySet();
  private volatile boolean shutDown;

  /**
   * Answers when {@code coming} completes, or with 204 if that takes too long.
   *
   * @param answer receives the result, or the failure
   */
  <T> void park(
      Request request,
      Response response,
      Callback callback,
      Duration atMost,
      CompletionStage<T> coming,
      BiConsumer<@Nullable T, @Nullable Throwable> answer) {
    Poll<T> poll = new Poll<>(response, callback, coming.toCompletableFuture(), answer);
    all.add(poll);
    poll.begin(request.getComponents().getScheduler(), shutDown ? Duration.ZERO : atMost);
  }

  /** Answers all of them, and later ones, that there is nothing yet. */
  @Override
  public CompletableFuture<Void> shutdown() {
    shutDown = true;
    all.forEach(Poll::nothingYet);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public boolean isShutdown() {
    return shutDown;
  }

  /** One request; ended once, by whatever comes first. */
  private final class Poll<T> {
    private final Response response;
    private final Callback callback;
    private final CompletableFuture<T> coming;
    private final BiConsumer<@Nullable T, @Nullable Throwable> answer;
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile Scheduler.@Nullable Task timeout;

    Poll(
        Response response,
        Callback callback,
        CompletableFuture<T> coming,
        BiConsumer<@Nullable T, @Nullable Throwable> answer) {
      this.response = response;
      this.callback = callback;
      this.coming = coming;
      this.answer = answer;
    }

    void begin(Scheduler scheduler, Duration atMost) {
      var ignored = coming.whenComplete(this::end);
      if (!ended.get()) {
        timeout = scheduler.schedule(this::nothingYet, atMost.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private void end(@Nullable T result, @Nullable Throwable e) {
      if (take()) {
        answer.accept(result, e);
      }
    }

    void nothingYet() {
      if (take()) {
        // Nothing must be left of it there, because a sender asks for hours while a sink is away.
        coming.cancel(false);
        Responses.status(response, callback, HttpStatus.NO_CONTENT_204);
      }
    }

    private boolean take() {
      all.remove(this);
      Scheduler.Task scheduled = timeout;
      if (scheduled != null) {
        scheduled.cancel();
      }
      return ended.compareAndSet(false, true);
    }
  }
}
