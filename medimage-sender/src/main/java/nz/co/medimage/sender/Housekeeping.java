package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets photos that ended long ago, at the start and once a day, and tries to read files that
 * could not be read at the start, less and less often.
 */
final class Housekeeping {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
  private static final Duration REMEMBERED = Duration.ofDays(30);
  private static final Duration PAUSE = Duration.ofDays(1);

  private final DiskOutbox outbox;
  private final Handles handles;
  private final UnreadFiles unread;
  private final RetryClock retryClock;
  private final Executor workers;

  Housekeeping(
      DiskOutbox outbox,
      Handles handles,
      UnreadFiles unread,
      RetryClock retryClock,
      Executor workers) {
    this.outbox = outbox;
    this.handles = handles;
    this.unread = unread;
    this.retryClock = retryClock;
    this.workers = workers;
  }

  /** How long ended photos are remembered. */
  static Instant limit(Clock clock) {
    return clock.instant().minus(REMEMBERED);
  }

  void start() {
    tidySoon();
    lookLater(1);
  }

  private void lookLater(int times) {
    if (unread.anyReason().isPresent()) {
      Runnable look =
          () -> {
            unread.look();
            lookLater(times + 1);
          };
      retryClock.timer().at(retryClock.afterFailures(times), () -> workers.execute(look));
    }
  }

  private void tidySoon() {
    workers.execute(this::tidy);
  }

  private void tidy() {
    try {
      outbox.prune(limit(retryClock.clock()));
      handles.tidy();
    } catch (IOException e) {
      LOG.warn("What ended long ago cannot be removed yet: {}", e.toString());
    }
    retryClock.timer().at(retryClock.now() + PAUSE.toNanos(), this::tidySoon);
  }
}
