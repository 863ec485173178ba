package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import nz.co.medimage.runtime.BareTrace;
import nz.co.medimage.runtime.DaemonThreads;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a receiver does again and again, on one thread. A chore that fails is tried again like any
 * other, and is logged once for each reason.
 */
final class Chores {
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private final ScheduledExecutorService thread = DaemonThreads.timer("receiver-chores");

  @FunctionalInterface
  interface Chore {
    void run() throws IOException;
  }

  /**
   * Begins with a chore.
   *
   * @param pause between its end and its next start
   */
  void every(Duration pause, Chore chore) {
    AtomicReference<String> logged = new AtomicReference<>("");
    var ignored =
        thread.scheduleWithFixedDelay(
            () -> {
              try {
                chore.run();
                logged.set("");
              } catch (IOException e) {
                String why = e.toString();
                if (!why.equals(logged.getAndSet(why))) {
                  LOG.warn("a chore failed and is tried again: {}", why);
                }
              } catch (Throwable e) {
                LOG.warn("a chore failed and is tried again", new BareTrace(e));
              }
            },
            0,
            pause.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** Begins none from now on, and interrupts the one that runs. */
  void stop() {
    thread.shutdownNow();
  }

  /** Waits for the one that runs. */
  void awaitEnd() {
    try {
      while (!thread.awaitTermination(1, TimeUnit.HOURS)) {
        LOG.warn("a chore of a receiver that was closed still runs");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }
}
