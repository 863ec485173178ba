package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.runtime.RetryingPool;
import org.jspecify.annotations.Nullable;

/**
 * The photos that wait for one follow-up sink, in a line for each patient: of a line one photo at a
 * time is brought to the sink, the oldest first, and the lines take turns.
 *
 * <p>A failure may mean that the sink's target is down, so the whole queue pauses; then one photo
 * at a time probes, until the sink deals with one and the queue is open again. A photo that is to
 * blame itself, by {@link Availability}, pauses its own line alone. What the sink rejected leaves
 * the queue, and so does a photo of which nobody knows whether the sink has it. If several of these
 * come one after another, the target loses answers: then the queue pauses too, so that it does not
 * ask people about every photo.
 *
 * <p>Safe for use by several threads. Adding takes logarithmic time, and reads no file.
 */
final class FollowUpQueue {
  /** How many photos are brought to the sink at once. */
  static final int USUAL = 2;

  private static final int MOST_MORE = 12;

  private final String sink;
  private final RetryingPool pool;
  private final Pauses pauses;
  private final Availability availability;
  private final Backoff backoff;
  private final Random random;
  private final Filing filing;

  private final Map<PhotoId, Waiting> photos = new HashMap<>();
  private final Map<String, Line> lines = new HashMap<>();

  /** The lines whose first photo can be brought to the sink, by their turn. */
  private final TreeMap<Long, Line> ready = new TreeMap<>();

  private long lastTurn;
  private long firstTurn;
  private State state = State.NOT_STARTED;
  private String why = "";
  private int failures;
  private int pauseNumber;
  private boolean isInDoubt;
  private @Nullable Line lastFailed;
  private int running;
  private int more;

  /** Runs tasks after a while. */
  @FunctionalInterface
  interface Pauses {
    void after(Duration pause, Runnable task);
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

  private static final class Waiting {
    private final PhotoId id;
    private final Line line;
    private int failures;
    private boolean isRunning;

    /** It was added once more while it ran. */
    private boolean isAddedAgain;

    Waiting(PhotoId id, Line line) {
      this.id = id;
      this.line = line;
    }
  }

  private static final class Line {
    private final String patient;
    private final TreeMap<PhotoId, Waiting> photos = new TreeMap<>();

    /** Its place among those that are ready; null if it is not. */
    private @Nullable Long turn;

    private boolean isRunning;
    private boolean isPaused;
    private int pauseNumber;

    Line(String patient) {
      this.patient = patient;
    }
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
    pauses = options.followUpPauses == null ? pool::after : options.followUpPauses;
    backoff = options.followUpBackoff;
    random = options.random;
  }

  /** Adds a photo; one that is here already is brought to the sink once more if it is there now. */
  synchronized void add(PhotoId id, String patient) {
    Waiting known = photos.get(id);
    if (known != null) {
      known.isAddedAgain = known.isRunning;
      return;
    }
    Line line = lines.computeIfAbsent(patient, Line::new);
    Waiting added = new Waiting(id, line);
    line.photos.put(id, added);
    photos.put(id, added);
    queueLast(line);
    beginNext();
  }

  /** Ends the pauses that a photo waits for; earlier photos of its patient still go first. */
  synchronized void hurry(PhotoId id) {
    Waiting waiting = photos.get(id);
    if (waiting == null || waiting.line.isRunning) {
      return;
    }
    Line line = waiting.line;
    endPause(line);
    if (line.turn != null) {
      ready.remove(line.turn);
    }
    firstTurn--;
    line.turn = firstTurn;
    ready.put(firstTurn, line);
    if (state == State.PAUSED) {
      state = State.PROBING;
    }
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

  /** Brings so many photos more to the sink at once, as so many calls last long. */
  synchronized void makeUpFor(int lasting) {
    more = Math.min(lasting, MOST_MORE);
    beginNext();
  }

  private void beginNext() {
    while (!ready.isEmpty() && running < most()) {
      Line line = nextLine();
      line.turn = null;
      line.isRunning = true;
      Waiting first = line.photos.firstEntry().getValue();
      first.isRunning = true;
      running++;
      pool.add(() -> run(first)).hurry();
    }
  }

  /** Not the one whose photo has just failed, if another came meanwhile: it may be to blame. */
  private Line nextLine() {
    Line next = ready.pollFirstEntry().getValue();
    Line failed = lastFailed;
    lastFailed = null;
    if (next == failed && !ready.isEmpty()) {
      next.turn = null;
      queueLast(next);
      next = ready.pollFirstEntry().getValue();
    }
    return next;
  }

  private int most() {
    return switch (state) {
      case OPEN -> USUAL + more;
      case PROBING -> 1 + more;
      case NOT_STARTED, PAUSED -> 0;
    };
  }

  private Optional<Duration> run(Waiting photo) {
    try {
      end(photo, filing.file(photo.id));
    } catch (StepFailedException e) {
      Optional<Duration> pauseOfAll = judge(photo.id, e);
      Duration pause = pauseOfAll.orElseGet(() -> pause(photo));
      filing.waits(photo.id, e, pause);
      release(photo, true, pauseOfAll.isPresent() ? null : pause);
    }
    return Optional.empty();
  }

  private void end(Waiting photo, End end) {
    switch (end) {
      case FILED -> {
        availability.worked(photo.id);
        open();
      }
      case LEFT, AGAIN -> availability.forget(photo.id);
      case UNKNOWN -> {
        availability.forget(photo.id);
        doubt();
      }
    }
    release(photo, end == End.AGAIN, end == End.AGAIN ? pause(photo) : null);
  }

  private synchronized Duration pause(Waiting photo) {
    photo.failures++;
    return backoff.pause(photo.failures, random);
  }

  /** Pauses the queue, and gives its pause, unless the photo is to blame or the sink is not. */
  private Optional<Duration> judge(PhotoId id, StepFailedException e) {
    String reason = String.valueOf(e.getMessage());
    boolean isOfSink = e.step().equals(sink) && !filing.isEnding();
    return isOfSink && availability.failed(id, reason)
        ? Optional.of(pauseAll(reason))
        : Optional.empty();
  }

  private synchronized Duration pauseAll(String reason) {
    why = reason;
    if (state != State.PAUSED) {
      failures++;
    }
    Duration pause = backoff.pause(failures, random);
    if (state != State.PAUSED) {
      state = State.PAUSED;
      pauseNumber++;
      int number = pauseNumber;
      pauses.after(pause, () -> probe(number));
    }
    return pause;
  }

  private synchronized void probe(int number) {
    if (state == State.PAUSED && pauseNumber == number) {
      state = State.PROBING;
      beginNext();
    }
  }

  private synchronized void open() {
    state = State.OPEN;
    why = "";
    failures = 0;
    isInDoubt = false;
    beginNext();
  }

  private void doubt() {
    boolean isRepeated;
    synchronized (this) {
      isRepeated = isInDoubt || state == State.PROBING;
      isInDoubt = true;
    }
    if (isRepeated) {
      String reason = "it loses answers: nobody knows whether it has the last photos";
      availability.away(reason);
      pauseAll(reason);
    }
  }

  /** It ran, and either waits on, perhaps with a pause of its own, or leaves. */
  private synchronized void release(Waiting photo, boolean waitsOn, @Nullable Duration ownPause) {
    Line line = photo.line;
    running--;
    line.isRunning = false;
    photo.isRunning = false;
    if (!waitsOn && !photo.isAddedAgain) {
      photos.remove(photo.id);
      line.photos.remove(photo.id);
    }
    photo.isAddedAgain = false;
    if (line.photos.isEmpty()) {
      lines.remove(line.patient);
    } else if (ownPause == null) {
      lastFailed = waitsOn ? line : null;
      queueLast(line);
    } else {
      pause(line, ownPause);
    }
    beginNext();
  }

  private void pause(Line line, Duration pause) {
    line.isPaused = true;
    line.pauseNumber++;
    int number = line.pauseNumber;
    pauses.after(
        pause,
        () -> {
          synchronized (this) {
            if (line.isPaused && line.pauseNumber == number) {
              endPause(line);
              queueLast(line);
              beginNext();
            }
          }
        });
  }

  private static void endPause(Line line) {
    line.isPaused = false;
  }

  private void queueLast(Line line) {
    if (line.turn == null && !line.isRunning && !line.isPaused) {
      lastTurn++;
      line.turn = lastTurn;
      ready.put(lastTurn, line);
    }
  }
}
