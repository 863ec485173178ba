package nz.co.medimage.receiver;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.PatientLines.Line;
import nz.co.medimage.receiver.PatientLines.Waiting;
import nz.co.medimage.runtime.RetryingPool;
import org.jspecify.annotations.Nullable;

/**
 * The photos that wait for one follow-up sink: of each patient one photo at a time is brought to
 * the sink, the oldest first.
 *
 * <p>A failure may mean that the sink's target is down, so the whole queue pauses; then one photo
 * at a time probes, of a patient whose photo did not fail before if there is one, until the sink
 * deals with one and the queue is open again. Pauses grow to hours, so two things are tried before
 * a pause ends, which goes on if they fail:
 *
 * <ul>
 *   <li>A photo that a person {@linkplain #hurry asks for}, at once; an earlier one of its patient
 *       goes first.
 *   <li>One photo after another has come, but no sooner than 5 minutes after the last try began. So
 *       a new photo waits for minutes rather than hours, for example when only an earlier one is in
 *       trouble. A target that is down for a day is tried some dozen times if no photo comes, and
 *       never more than twelve times an hour: a server does not notice that, and it locks no
 *       account where a few wrong passwords within minutes do.
 * </ul>
 *
 * <p>A photo that is to blame itself, by {@link Availability}, pauses its own patient's photos
 * alone. What the sink rejected leaves the queue, and so does a photo of which nobody knows whether
 * the sink has it. If several of these come one after another, the target loses answers: then the
 * queue pauses too, so that it does not ask people about every photo; new photos do not shorten
 * that pause.
 *
 * <p>Safe for use by several threads. Adding takes logarithmic time, and reads no file.
 */
final class FollowUpQueue {
  /** How many photos are brought to the sink at once. */
  static final int USUAL = 2;

  /** How long after a try a new photo may bring the next one forward. */
  static final Duration EARLIEST = Duration.ofMinutes(5);

  private static final int MOST_MORE = 12;

  private static final String LOSES_ANSWERS =
      "Its answers about the last photos were lost, so photos are sent one at a time until one"
          + " arrives. 'deliveries' lists those that a person must look for there.";

  private final String sink;
  private final RetryingPool pool;
  private final Pauses pauses;
  private final Availability availability;
  private final Backoff backoff;
  private final Random random;
  private final Clock clock;
  private final Filing filing;
  private final PatientLines lines = new PatientLines();

  private State state = State.NOT_STARTED;
  private String why = "";

  /** The photo whose failure paused the queue; null if it pauses for another reason. */
  private @Nullable PhotoId failed;

  /** How many pauses have run out since the queue was open. */
  private int pausesEnded;

  private int pauseNumber;
  private Duration pausedUntil = Duration.ZERO;

  /** When a photo is tried before the pause ends; null if none is. */
  private @Nullable Duration early;

  private Duration lastTry;

  /** A photo has come since the last try. */
  private boolean hasArrived;

  /** Of the last photo nobody knows whether the sink has it. */
  private boolean isInDoubt;

  private int running;
  private int more;

  /** Runs tasks after a while. */
  interface Pauses {
    void after(Duration pause, Runnable task);

    /** The time that has passed since some moment. */
    Duration now();

    /** On a pool, by the monotonic clock. */
    static Pauses on(RetryingPool pool) {
      return new Pauses() {
        @Override
        public void after(Duration pause, Runnable task) {
          pool.after(pause, task);
        }

        @Override
        public Duration now() {
          return Duration.ofNanos(System.nanoTime());
        }
      };
    }
  }

  /** How bringing a photo to the sink ended. */
  enum End {
    /** The sink dealt with it. */
    FILED,
    /** It does not wait any more, which says nothing about the sink. */
    LEFT,
    /** Nobody knows whether the sink has it. */
    UNKNOWN,
    /** It waits, and nothing of it is left to tell. */
    AGAIN
  }

  /** Brings photos to the sink. */
  interface Filing {
    /**
     * Brings a photo to the sink once.
     *
     * @throws StepFailedException if it failed and is tried again
     */
    End file(PhotoId id) throws StepFailedException;

    /** Tells that a photo waits, and why. */
    void waits(PhotoId id, StepFailedException why, Duration pause);

    /** Whether calls fail because the receiver closes. */
    boolean isEnding();
  }

  private enum State {
    NOT_STARTED,
    OPEN,
    PAUSED,
    /** One photo at a time finds out whether the sink can be used. */
    PROBING
  }

  FollowUpQueue(
      String sink,
      Receiver.Builder options,
      RetryingPool pool,
      Availability availability,
      Filing filing) {
    this.sink = sink;
    this.pool = pool;
    this.availability = availability;
    this.filing = filing;
    pauses = options.followUpPauses == null ? Pauses.on(pool) : options.followUpPauses;
    backoff = options.followUpBackoff;
    random = options.random;
    clock = options.clock;
    lastTry = pauses.now().minus(EARLIEST);
  }

  /** Adds a photo; one that is here already is brought to the sink once more if it is there now. */
  synchronized void add(PhotoId id, String patient) {
    if (lines.add(id, patient)) {
      hasArrived = true;
      beginNext();
      planEarly();
    }
  }

  /** Tries a photo's line at once, in spite of pauses; earlier photos of its patient go first. */
  synchronized void hurry(PhotoId id) {
    lines.hurry(id);
    beginNext();
  }

  /** The sink has started. */
  void opened() {
    availability.back();
    open();
  }

  /** The sink has not started, and is started again. */
  void notStarted(String reason) {
    availability.away(reason);
    synchronized (this) {
      why = reason;
    }
  }

  /** Why photos wait for which nothing else is known; empty while they need not wait. */
  synchronized String why() {
    return state == State.OPEN ? "" : why;
  }

  /** About when a photo is tried next; empty unless all wait for that moment. */
  synchronized Optional<Instant> nextTry() {
    return state == State.PAUSED && running == 0
        ? Optional.of(clock.instant().plus(untilNextTry()))
        : Optional.empty();
  }

  /**
   * Why photos wait that were not tried, and until when: what a target said is of another photo.
   */
  synchronized WaitingNote waiting() {
    String reason =
        failed == null || why().isEmpty()
            ? why()
            : "Not tried yet, because " + failed.envelope() + " failed: " + why;
    return new WaitingNote(reason, nextTry());
  }

  /** Why photos wait that are to blame, or come after one that is; of so many at most. */
  synchronized Map<PhotoId, WaitingNote> alone(int most) {
    Map<PhotoId, WaitingNote> alone = new HashMap<>();
    lines
        .pauses(most)
        .forEach(
            (id, pause) -> {
              String why =
                  pause
                      .behind()
                      .map(first -> "It comes after " + first.envelope() + " of the same patient.")
                      .orElse("");
              Instant until = clock.instant().plus(pause.until().minus(pauses.now()));
              alone.put(id, new WaitingNote(why, Optional.of(until)));
            });
    return alone;
  }

  /** Brings so many photos more to the sink at once, as so many calls last long. */
  synchronized void makeUpFor(int lasting) {
    more = Math.min(lasting, MOST_MORE);
    beginNext();
  }

  private void beginNext() {
    while (lines.isReady() && running < most()) {
      Waiting photo = lines.take();
      running++;
      lastTry = pauses.now();
      hasArrived = false;
      pool.add(() -> run(photo)).hurry();
    }
  }

  private int most() {
    return switch (state) {
      case OPEN -> USUAL + more;
      case PROBING -> 1 + more;
      case PAUSED -> lines.isHurried() ? 1 + more : 0;
      case NOT_STARTED -> 0;
    };
  }

  private Optional<Duration> run(Waiting photo) {
    try {
      end(photo, filing.file(photo.id()));
    } catch (StepFailedException e) {
      Optional<Duration> pauseOfAll = judge(photo.id(), e);
      Duration pause = pauseOfAll.orElseGet(() -> pause(photo));
      filing.waits(photo.id(), e, pause);
      if (pauseOfAll.isPresent()) {
        release(() -> lines.putBackFailed(photo));
      } else {
        release(photo, pause);
      }
    }
    return Optional.empty();
  }

  private void end(Waiting photo, End end) {
    switch (end) {
      case FILED -> {
        availability.worked(photo.id());
        open();
      }
      case LEFT, AGAIN -> {
        availability.forget(photo.id());
        letNextProbe();
      }
      case UNKNOWN -> {
        availability.forget(photo.id());
        doubt();
      }
    }
    if (end == End.AGAIN) {
      release(photo, pause(photo));
    } else {
      release(() -> lines.leave(photo));
    }
  }

  /** In place of one that was tried in a pause and says nothing about the sink. */
  private synchronized void letNextProbe() {
    if (state == State.PAUSED) {
      lines.hurryNext();
    }
  }

  private synchronized Duration pause(Waiting photo) {
    return backoff.pause(photo.failed(), random);
  }

  /** Pauses the queue, and gives its pause, unless the photo is to blame or the sink is not. */
  private Optional<Duration> judge(PhotoId id, StepFailedException e) {
    String reason = String.valueOf(e.getMessage());
    boolean isOfSink = e.step().equals(sink) && !filing.isEnding();
    return isOfSink && availability.failed(id, reason)
        ? Optional.of(pauseAll(reason, id))
        : Optional.empty();
  }

  /**
   * Pauses the queue, if it does not pause; returns for how long it does.
   *
   * @param photo that failed; null if the target loses answers
   */
  private synchronized Duration pauseAll(String reason, @Nullable PhotoId photo) {
    why = reason;
    failed = photo;
    isInDoubt = photo == null;
    if (state != State.PAUSED) {
      state = State.PAUSED;
      Duration pause = backoff.pause(pausesEnded + 1, random);
      pausedUntil = pauses.now().plus(pause);
      early = null;
      pauseNumber++;
      int number = pauseNumber;
      pauses.after(pause, () -> probe(number));
    }
    planEarly();
    return untilNextTry();
  }

  private Duration untilNextTry() {
    Duration rest = (early == null ? pausedUntil : early).minus(pauses.now());
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  private synchronized void probe(int number) {
    if (state == State.PAUSED && pauseNumber == number) {
      state = State.PROBING;
      pausesEnded++;
      beginNext();
    }
  }

  /** Lets a photo be tried before the pause ends, if one has come. */
  private void planEarly() {
    if (state != State.PAUSED || !hasArrived || isInDoubt || early != null) {
      return;
    }
    Duration now = pauses.now();
    Duration at = lastTry.plus(EARLIEST);
    if (at.compareTo(pausedUntil) < 0) {
      early = at;
      int number = pauseNumber;
      Duration rest = at.minus(now);
      pauses.after(rest.isNegative() ? Duration.ZERO : rest, () -> tryEarly(number));
    }
  }

  private synchronized void tryEarly(int number) {
    if (state == State.PAUSED && pauseNumber == number) {
      early = null;
      if (hasArrived) {
        lines.hurryNext();
        beginNext();
      }
    }
  }

  private synchronized void open() {
    state = State.OPEN;
    why = "";
    pausesEnded = 0;
    isInDoubt = false;
    lines.allWell();
    beginNext();
  }

  private void doubt() {
    boolean isRepeated;
    synchronized (this) {
      isRepeated = isInDoubt || state != State.OPEN;
      isInDoubt = true;
    }
    if (isRepeated) {
      availability.away(LOSES_ANSWERS);
      pauseAll(LOSES_ANSWERS, null);
    }
  }

  private void release(Waiting photo, Duration ownPause) {
    release(
        () -> {
          Line line = photo.line();
          int number = lines.putBackPaused(photo, pauses.now().plus(ownPause));
          pauses.after(ownPause, () -> endPause(line, number));
        });
  }

  private synchronized void release(Runnable putBack) {
    running--;
    putBack.run();
    beginNext();
  }

  private synchronized void endPause(Line line, int number) {
    lines.endPause(line, number);
    beginNext();
  }
}
