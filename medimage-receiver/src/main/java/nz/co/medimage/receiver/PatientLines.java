package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import nz.co.medimage.api.PhotoId;
import org.jspecify.annotations.Nullable;

/**
 * Photos in a line for each patient: only the oldest of a line can be taken, and the next one when
 * it was put back or has left. The lines take turns; one that is hurried goes first. A line that
 * failed gives way to those that did not, until all is well again. Adding and taking take
 * logarithmic time. Not safe for use by several threads.
 */
final class PatientLines {
  private final Map<PhotoId, Waiting> photos = new HashMap<>();
  private final Map<String, Line> lines = new HashMap<>();
  private final Set<Line> paused = new HashSet<>();

  /** The lines whose first photo can be taken, by their turn: below zero those that are hurried. */
  private final TreeMap<Long, Line> ready = new TreeMap<>();

  private long lastTurn;
  private long lastHurriedTurn = Long.MIN_VALUE;

  /** Counts how often all was well. */
  private long wellTimes;

  /** A photo in its line. */
  static final class Waiting {
    private final PhotoId id;
    private final Line line;
    private int failures;

    /** Of which patient it was added once more after it was taken; null if it was not. */
    private @Nullable String addedAgain;

    private Waiting(PhotoId id, Line line) {
      this.id = id;
      this.line = line;
    }

    PhotoId id() {
      return id;
    }

    Line line() {
      return line;
    }

    /** Counts one more failure, and returns how many there were. */
    int failed() {
      failures++;
      return failures;
    }
  }

  /** The photos of a patient. */
  static final class Line {
    private final String patient;
    private final TreeMap<PhotoId, Waiting> photos = new TreeMap<>();

    /** Its place among those that are ready; null if it is not. */
    private @Nullable Long turn;

    private @Nullable Waiting taken;
    private @Nullable Duration pausedUntil;
    private int pauseNumber;
    private boolean isHurried;
    private long failedAt = -1;

    private Line(String patient) {
      this.patient = patient;
    }
  }

  /**
   * Adds a photo. One that is taken now can be taken once more afterwards.
   *
   * @return false if it was here already
   */
  boolean add(PhotoId id, String patient) {
    Waiting known = photos.get(id);
    if (known != null) {
      known.addedAgain = known.line.taken == known ? patient : null;
      return false;
    }
    Line line = lines.computeIfAbsent(patient, Line::new);
    Waiting added = new Waiting(id, line);
    line.photos.put(id, added);
    photos.put(id, added);
    queue(line);
    return true;
  }

  /** Lets a photo's line be the next, once, without its pause. */
  void hurry(PhotoId id) {
    Waiting waiting = photos.get(id);
    if (waiting != null) {
      hurry(waiting.line);
    }
  }

  /** Lets the line that would be the next be hurried. */
  void hurryNext() {
    if (!ready.isEmpty()) {
      hurry(next());
    }
  }

  private void hurry(Line line) {
    line.isHurried = true;
    if (line.turn != null) {
      ready.remove(line.turn);
      line.turn = null;
    }
    endPause(line);
  }

  /** Whether any photo can be taken. */
  boolean isReady() {
    return !ready.isEmpty();
  }

  /** Whether a photo can be taken whose line is hurried. */
  boolean isHurried() {
    return !ready.isEmpty() && ready.firstKey() < 0;
  }

  /** Takes the first photo of the next line; only if one {@linkplain #isReady is ready}. */
  Waiting take() {
    Line line = next();
    ready.remove(line.turn);
    line.turn = null;
    line.isHurried = false;
    line.taken = line.photos.firstEntry().getValue();
    return line.taken;
  }

  private Line next() {
    Line first = ready.firstEntry().getValue();
    if (first.isHurried) {
      return first;
    }
    return ready.values().stream()
        .filter(line -> line.failedAt != wellTimes)
        .findFirst()
        .orElse(first);
  }

  /** Puts a photo back that was taken: it may be to blame, so other lines are tried before it. */
  void putBackFailed(Waiting photo) {
    photo.line.failedAt = wellTimes;
    photo.addedAgain = null;
    putBack(photo.line);
  }

  /**
   * Puts a photo back that was taken, and lets its line pause.
   *
   * @return for {@link #endPause(Line, int)}
   */
  int putBackPaused(Waiting photo, Duration until) {
    photo.addedAgain = null;
    Line line = photo.line;
    line.pauseNumber++;
    if (!line.isHurried) {
      line.pausedUntil = until;
      paused.add(line);
    }
    putBack(line);
    return line.pauseNumber;
  }

  /** A photo that was taken leaves, unless it was added again meanwhile. */
  void leave(Waiting photo) {
    photos.remove(photo.id);
    photo.line.photos.remove(photo.id);
    putBack(photo.line);
    if (photo.addedAgain != null) {
      boolean unused = add(photo.id, photo.addedAgain); // perhaps of another patient now
    }
  }

  private void putBack(Line line) {
    line.taken = null;
    if (line.photos.isEmpty()) {
      lines.remove(line.patient);
    } else {
      queue(line);
    }
  }

  /** Ends the pause of a line, unless that has ended, and perhaps another has begun. */
  void endPause(Line line, int number) {
    if (line.pauseNumber == number) {
      endPause(line);
    }
  }

  private void endPause(Line line) {
    line.pausedUntil = null;
    paused.remove(line);
    queue(line);
  }

  /** An empty line has left: its pause can end later, if its last photo was hurried. */
  private void queue(Line line) {
    if (line.turn == null
        && line.taken == null
        && line.pausedUntil == null
        && !line.photos.isEmpty()) {
      line.turn = line.isHurried ? ++lastHurriedTurn : ++lastTurn;
      ready.put(line.turn, line);
    }
  }

  /** No line counts as failed any more. */
  void allWell() {
    wellTimes++;
  }

  /** How long photos whose lines pause wait, and behind which photo, for so many at most. */
  Map<PhotoId, Pause> pauses(int most) {
    Map<PhotoId, Pause> pauses = new HashMap<>();
    for (Line line : paused) {
      Duration until = line.pausedUntil;
      PhotoId first = line.photos.firstKey();
      for (PhotoId id : line.photos.keySet()) {
        if (until != null && pauses.size() < most) {
          pauses.put(id, new Pause(until, Optional.of(first).filter(other -> !other.equals(id))));
        }
      }
    }
    return pauses;
  }

  /**
   * The pause of a photo whose line pauses.
   *
   * @param until when it ends
   * @param behind the photo of its patient that goes first, if it is not this one
   */
  record Pause(Duration until, Optional<PhotoId> behind) {}
}
