package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.PhotoProgress.Passed;
import org.jspecify.annotations.Nullable;

/**
 * Looks up the patient of each photo, on the threads of a lane of its own. Whatever fails means
 * that the check is unavailable, which rejects no photo: it is filed unchecked or waits.
 */
final class PatientStep {
  private final PatientCheck check;
  private final String id;
  private final WhenUnavailable whenUnavailable;
  private final Optional<EchoLimit> echoes;
  private final Lane lane;
  private final AddOnLives lives;
  private final Duration limit;
  private final Backoff backoff;
  private final Random random;
  private final SafeEvents events;

  private final ReentrantLock starting = new ReentrantLock();
  private volatile boolean started;
  private int startsFailed;
  private long nextStart;

  /** When it answered last. */
  private volatile long answered = System.nanoTime();

  private final Availability availability;

  PatientStep(
      PatientCheck check,
      ReceiverState state,
      Receiver.Builder options,
      Lane lane,
      AddOnLives lives,
      SafeEvents events) {
    this.check = check;
    this.lives = lives;
    this.lane = lane;
    this.events = events;
    id = lane.id();
    availability = new Availability(id, events);
    whenUnavailable = options.whenUnavailable;
    echoes =
        options.echo
            ? Optional.of(new EchoLimit(state, options.nanoTime, events))
            : Optional.empty();
    limit = options.addOnTimeLimit;
    backoff = options.backoff;
    random = options.random;
  }

  Lane lane() {
    return lane;
  }

  /** How long a photo waits for an answer. */
  Duration limit() {
    return limit;
  }

  /**
   * Whether a call may be begun. While one is stuck that was not yet when the check last answered,
   * a single further one at a time finds out whether it answers others.
   */
  boolean isWorthAsking() {
    BusySteps busy = lane.busy();
    return !busy.isAnyStuckAfter(answered, limit)
        || (busy.running() == busy.lasting(limit) && lane.isFree());
  }

  /** Starts the check, unless that was done or has just failed. */
  void start() {
    echoes.ifPresent(EchoLimit::start);
    try {
      requireStarted();
    } catch (IOException e) {
      events.problem(
          "The patient check "
              + id
              + " could not start and is started again; "
              + (whenUnavailable == WhenUnavailable.FILE
                  ? "photos are filed unchecked until then"
                  : "photos wait until then")
              + ": "
              + e.getMessage());
    }
  }

  private void requireStarted() throws IOException {
    if (started) {
      return;
    }
    if (!starting.tryLock()) {
      throw new IOException("it is being started");
    }
    try {
      if (!started && (startsFailed == 0 || System.nanoTime() - nextStart >= 0)) {
        startNow();
      }
      if (!started) {
        throw new IOException("it could not start");
      }
    } finally {
      starting.unlock();
    }
  }

  private void startNow() throws IOException {
    try {
      lives.start(check);
      started = true;
    } catch (RuntimeException | Error e) {
      throw new IOException("it failed with " + e.getClass().getSimpleName(), e);
    } finally {
      if (!started) {
        startsFailed++;
        nextStart = System.nanoTime() + backoff.pause(startsFailed, random).toNanos();
      }
    }
  }

  /**
   * Looks the patient of a photo up, on a thread of the lane.
   *
   * @param isReplayed whether a person at the practice had it tried again: its device has its
   *     receipt already, and learns no more
   * @return the photo, which knows its patient now
   * @throws PhotoHeldException if not exactly one patient of the practice has the id
   * @throws Exception if the check is unavailable
   */
  Passed look(StagedPhoto photo, boolean isReplayed) throws Exception {
    if (photo.manifest().tag().folders().isEmpty()) {
      throw new PhotoHeldException(
          HoldCode.UNKNOWN_PATIENT, "The photo came without the id of a patient.");
    }
    requireStarted();
    PatientMatch match = lane.calls().find(id, check, photo);
    answered = System.nanoTime();
    availability.worked(photo.id());
    String typed = photo.manifest().tag().folders().get(0);
    String echo = isReplayed ? null : echo(photo, match);
    switch (match.kind()) {
      case FOUND -> {
        return new Passed(photo.withPatient(match.patient().orElseThrow()), echo);
      }
      case UNKNOWN ->
          throw new PhotoHeldException(
              HoldCode.UNKNOWN_PATIENT,
              match.why().orElse("The practice knows no patient " + typed + "."));
      case AMBIGUOUS ->
          throw new PhotoHeldException(
              HoldCode.AMBIGUOUS_PATIENT, "Several patients of the practice have " + typed + ".");
      default ->
          throw new PhotoHeldException(
              HoldCode.INACTIVE_PATIENT,
              "The patient " + typed + " is no longer with the practice.");
    }
  }

  private @Nullable String echo(StagedPhoto photo, PatientMatch match) {
    if (echoes.isEmpty()) {
      return null;
    }
    if (match.kind() != PatientMatch.Kind.FOUND) {
      echoes.get().missed(photo);
      return null;
    }
    return match.echo().filter(hint -> echoes.get().allows(photo)).orElse(null);
  }

  /** Time passes. */
  void watch() {
    echoes.ifPresent(EchoLimit::watch);
  }

  /** The receiver ends. */
  void stop() {
    echoes.ifPresent(EchoLimit::save);
  }

  /**
   * What becomes of a photo while the check is unavailable.
   *
   * @return the photo as it was, to be filed unchecked
   * @throws StepFailedException if it waits, as it does in a receiver that closes
   */
  StagedPhoto unavailable(StagedPhoto photo, Throwable why) throws StepFailedException {
    boolean isEnding = lane.busy().isEnding();
    if (!isEnding) {
      availability.failed(photo.id(), sentence(why));
    }
    if (whenUnavailable == WhenUnavailable.WAIT || isEnding) {
      // An IOException whatever it was: the photo is not to blame, and never given up for it.
      throw StepFailedException.opened(id, new IOException(sentence(why), why));
    }
    availability.forget(photo.id());
    return photo;
  }

  /** A photo no longer waits for the check. */
  void leave(PhotoId photo) {
    availability.forget(photo);
  }

  private String sentence(Throwable why) {
    return why instanceof StepFailedException failed
        ? "the patient check " + id + ": " + failed.getMessage()
        : "the patient check " + id + " has not answered";
  }
}
