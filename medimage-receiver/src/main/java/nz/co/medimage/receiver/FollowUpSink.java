package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.spi.Sink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A follow-up sink with threads of its own. One that cannot start is started again after a pause.
 */
final class FollowUpSink {
  private static final Logger LOG = LoggerFactory.getLogger(FollowUpSink.class);
  private static final int THREADS = 2;

  private final Sink sink;
  private final RetryingPool pool;
  private final BusySteps busy;
  private final AddOnCalls calls;
  private final Backoff backoff;
  private final Random random;
  private final SafeEvents events;
  private volatile boolean started;
  private int failures;

  FollowUpSink(Sink sink, Receiver.Builder options, PhotoFaults faults, SafeEvents events) {
    this.sink = sink;
    this.events = events;
    pool = new RetryingPool("medimage-" + sink.id(), THREADS);
    busy = new BusySteps(options.busyAfter, events);
    calls = new AddOnCalls(busy, faults);
    backoff = options.followUpBackoff;
    random = options.random;
  }

  Sink sink() {
    return sink;
  }

  RetryingPool pool() {
    return pool;
  }

  AddOnCalls calls() {
    return calls;
  }

  BusySteps busy() {
    return busy;
  }

  boolean isStarted() {
    return started;
  }

  /** Starts the sink on a thread of its own, again and again if need be. */
  void start(Runnable whenStarted) {
    pool.add(
            () -> {
              Optional<Duration> pause = start();
              if (pause.isEmpty()) {
                whenStarted.run();
              }
              return pause;
            })
        .hurry();
  }

  private Optional<Duration> start() {
    try {
      sink.start();
      started = true;
      return Optional.empty();
    } catch (Exception | Error e) {
      StepFailedException why = StepFailedException.opened(sink.id(), e);
      LOG.debug("{} does not start", sink.id(), e);
      LOG.warn("{} does not start", sink.id(), new BareTrace(e));
      failures++;
      Duration pause = backoff.pause(failures, random);
      events.problem(
          "the follow-up sink "
              + sink.id()
              + " cannot start, and photos wait for it: "
              + why.getMessage()
              + " (it is tried again, next in "
              + Math.max(1, pause.toSeconds())
              + " s)");
      return Optional.of(pause);
    }
  }

  /** Tells of calls that hang, and lets other photos go on beside them. */
  void watch() {
    pool.makeUpFor(busy.tell());
  }
}
