package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.runtime.BareTrace;
import nz.co.medimage.runtime.RetryingPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A follow-up sink with a queue and threads of its own. One that cannot start is started again
 * after a pause.
 */
final class FollowUpSink {
  private static final Logger LOG = LoggerFactory.getLogger(FollowUpSink.class);

  /** Photos that come wait for the start, and do not bring it forward. */
  private static final Duration LONGEST_BETWEEN_STARTS = FollowUpQueue.EARLIEST;

  private final String id;
  private final BoundSink sink;
  private final AddOnLives lives;
  private final RetryingPool pool;
  private final BusySteps busy;
  private final SinkFiling filing;
  private final FollowUpQueue queue;
  private final Duration makeUpAfter;
  private final Backoff backoff;
  private final Random random;
  private final SafeEvents events;
  private final RetryingPool.Ticket start;
  private volatile boolean started;
  private int failures;
  private String toldWhy = "";

  /**
   * Starts no thread yet.
   *
   * @param attempts brings photos to this sink
   */
  FollowUpSink(
      BoundSink sink,
      ReceiverState state,
      Receiver.Builder options,
      FilterChain chain,
      StagingArea staging,
      AddOnLives lives,
      PhotoFaults faults,
      SafeEvents events,
      Function<FollowUpSink, FollowUpQueue.Filing> attempts) {
    this.sink = sink;
    this.lives = lives;
    this.events = events;
    id = sink.id();
    pool = new RetryingPool("receiver-" + id, FollowUpQueue.USUAL);
    busy = new BusySteps(options.addOnTimeLimit, options.clock, events);
    AddOnCalls calls = new AddOnCalls(busy, faults);
    SinkBranch branch = SinkBranch.followUp(sink, chain, staging, calls);
    filing = new SinkFiling(id, branch, state, events);
    makeUpAfter = Lane.makeUpAfter(options);
    backoff = options.followUpBackoff;
    random = options.random;
    Availability availability = new Availability(id, events);
    start = pool.add(this::tryStart);
    queue = new FollowUpQueue(id, options, pool, availability, attempts.apply(this));
  }

  String id() {
    return id;
  }

  RetryingPool pool() {
    return pool;
  }

  SinkFiling filing() {
    return filing;
  }

  BusySteps busy() {
    return busy;
  }

  FollowUpQueue queue() {
    return queue;
  }

  /** Starts the sink on a thread of its own, again and again if need be. */
  void start() {
    start.hurry();
  }

  /** Tries a photo at once, or to start the sink if it has not started. */
  void hurry(PhotoId photo) {
    start.hurry();
    queue.hurry(photo);
  }

  private Optional<Duration> tryStart() {
    try {
      lives.start(sink);
      started = true;
      queue.opened();
      return Optional.empty();
    } catch (Exception | Error e) {
      StepFailedException why = StepFailedException.opened(id, e);
      LOG.debug("{} does not start", id, e);
      if (why.isFault()) {
        LOG.warn("{} does not start", id, new BareTrace(e));
      }
      failures++;
      Duration pause = min(backoff.pause(failures, random), LONGEST_BETWEEN_STARTS);
      tell(String.valueOf(why.getMessage()), pause);
      return Optional.of(pause);
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Once for each reason: a person may have to mend something. */
  private void tell(String reason, Duration pause) {
    if (busy.isEnding() || toldWhy.equals(reason)) {
      return;
    }
    toldWhy = reason;
    queue.notStarted("it cannot start: " + reason);
    events.problem(
        "the follow-up sink "
            + id
            + " cannot start, and photos wait for it: "
            + reason
            + " (it is tried again, next in "
            + Math.max(1, pause.toSeconds())
            + " s)");
  }

  /** Asks running calls to give up, but not what records that the sink has filed a photo. */
  void interrupt() {
    if (started) {
      busy.interrupt();
    } else {
      pool.interrupt();
    }
  }

  /** Interrupts and tells of calls that are stuck, and makes up for those that last long. */
  void watch() {
    busy.tell();
    int lasting = busy.lasting(makeUpAfter);
    pool.makeUpFor(lasting);
    queue.makeUpFor(lasting);
  }
}
