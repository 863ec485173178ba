package nz.co.medimage.transport.http.server;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets only the newest request work on an upload. A sender that comes again has lost its earlier
 * connection, which this end may not know yet and would read from until it times out. No thread
 * waits for a turn.
 */
final class UploadTurns {
  private static final Logger LOG = LoggerFactory.getLogger(UploadTurns.class);
  private static final long MOST_SECONDS_TO_WAIT = 5;

  private final Map<Object, Turn> current = new ConcurrentHashMap<>();

  /**
   * Ends the request that is at {@code key}, if any.
   *
   * @param breakOff ends the request that takes this turn; called from another thread
   */
  Turn take(Object key, Runnable breakOff) {
    Turn mine = new Turn(key, breakOff);
    Turn before = current.put(key, mine);
    mine.before = before;
    if (before != null) {
      before.breakOff.run();
    }
    return mine;
  }

  /** One request's. */
  final class Turn {
    private final Object key;
    private final Runnable breakOff;
    private final CompletableFuture<Boolean> ended = new CompletableFuture<>();
    private @Nullable Turn before;

    private Turn(Object key, Runnable breakOff) {
      this.key = key;
      this.breakOff = breakOff;
    }

    /**
     * Runs a task once the earlier request has finished, or after some seconds: the store of the
     * upload then sees two requests and refuses the second.
     */
    void begin(Components server, Runnable task) {
      Turn earlier = before;
      before = null;
      if (earlier == null || earlier.ended.isDone()) {
        task.run();
        return;
      }
      AtomicBoolean begun = new AtomicBoolean();
      Scheduler.Task late =
          server
              .getScheduler()
              .schedule(
                  () -> {
                    if (begun.compareAndSet(false, true)) {
                      LOG.warn("An earlier request for the same upload did not end in time");
                      server.getExecutor().execute(task);
                    }
                  },
                  MOST_SECONDS_TO_WAIT,
                  TimeUnit.SECONDS);
      var ignored =
          earlier.ended.thenRun(
              () -> {
                late.cancel();
                if (begun.compareAndSet(false, true)) {
                  server.getExecutor().execute(task);
                }
              });
    }

    /** Lets the next one begin. */
    void end() {
      current.remove(key, this);
      ended.complete(true);
    }
  }
}
