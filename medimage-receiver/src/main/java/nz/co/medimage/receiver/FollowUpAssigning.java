package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.runtime.RetryingPool;

/**
 * Gives delivered photos, which follow-up sinks have rejected, the tags that people ask for: looks
 * up the patient as for any photo that is assigned, then has the sinks that rejected it file it. A
 * photo whose patient cannot be looked up now waits without holding a thread; its request stays
 * until then, also after a crash.
 *
 * <p>The required sinks have the photo under its former tag, and keep it there. They are not asked
 * to move it: what other sinks filed may refer to the file where it lies, and no practice system
 * would learn that it moved.
 */
final class FollowUpAssigning {
  private final ReplayRequests requests;
  private final FollowUpStore store;
  private final Ledger ledger;
  private final FollowUps followUps;
  private final RequiredSteps steps;
  private final RetryingPool pool;
  private final Backoff backoff;
  private final Random random;
  private final SafeEvents events;
  private final Consumer<PhotoId> whenDone;

  /** Also the lock for their tickets. */
  private final Map<PhotoId, Job> jobs = new HashMap<>();

  /**
   * Does nothing yet.
   *
   * @param pool runs the attempts
   * @param whenDone is called for each photo whose request has ended
   */
  FollowUpAssigning(
      ReceiverState state,
      Receiver.Builder options,
      FollowUps followUps,
      RequiredSteps steps,
      RetryingPool pool,
      SafeEvents events,
      Consumer<PhotoId> whenDone) {
    this.followUps = followUps;
    this.steps = steps;
    this.pool = pool;
    this.events = events;
    this.whenDone = whenDone;
    requests = state.requests();
    store = state.followUps();
    ledger = state.ledger();
    backoff = options.backoff;
    random = options.random;
  }

  /** Whether a person gave a photo a tag under which the sinks that rejected it did not get it. */
  boolean isDue(PhotoId id) throws IOException {
    Optional<Assigned> asked = requests.assigned(id);
    return asked.isPresent()
        && !store.sinksThatRejected(id).isEmpty()
        && !isOnRecord(store.reassignments(id), asked.get())
        && !isOnRecord(ledger.assignments(List.of(id)).getOrDefault(id, List.of()), asked.get());
  }

  private static boolean isOnRecord(List<Assignment> assignments, Assigned asked) {
    String tag = asked.tag().toString();
    return assignments.stream()
        .anyMatch(each -> each.at().equals(asked.at()) && each.to().equals(tag));
  }

  /** Begins with a photo, or ends its pause if there is a new request since. */
  void begin(PhotoId id) throws IOException {
    Job job;
    boolean isNew;
    synchronized (jobs) {
      isNew = !jobs.containsKey(id);
      job = jobs.computeIfAbsent(id, Job::new);
    }
    if (isNew || requests.isRenewed(id)) {
      requests.beginAnew(id);
      job.ticket.wake();
    }
  }

  /** Whether a photo is being given its tag. Once this is false, the request for that is gone. */
  boolean isUnderWay(PhotoId id) {
    synchronized (jobs) {
      return jobs.containsKey(id);
    }
  }

  /** Why a photo waits to be given its tag; empty if it does not or nothing is known. */
  String waitsFor(PhotoId id) {
    synchronized (jobs) {
      Job job = jobs.get(id);
      return job == null ? "" : job.why;
    }
  }

  /** Why photos wait. */
  Map<PhotoId, String> waiting() {
    Map<PhotoId, String> reasons = new HashMap<>();
    synchronized (jobs) {
      jobs.values().stream()
          .filter(job -> !job.why.isEmpty())
          .forEach(job -> reasons.put(job.id, job.why));
    }
    return reasons;
  }

  private final class Job {
    private final PhotoId id;
    private final RetryingPool.Ticket ticket = pool.add(this::attempt);
    private PhotoProgress progress = new PhotoProgress(ticket::wake);
    private String why = "";
    private int failures;

    Job(PhotoId id) {
      this.id = id;
    }

    private Optional<Duration> attempt() {
      try {
        if (steps.begin(progress) && isEnded()) {
          end();
          return Optional.empty();
        }
        return Optional.of(RetryingPool.UNTIL_WOKEN);
      } catch (IOException | StepFailedException | RuntimeException | PhotoHeldException e) {
        return Optional.of(failed(StepFailedException.of(e)));
      } finally {
        steps.release(progress);
      }
    }

    private boolean isEnded() throws IOException, PhotoHeldException, StepFailedException {
      Optional<Assigned> asked = requests.assigned(id);
      if (asked.isEmpty() || store.sinksThatRejected(id).isEmpty()) {
        return true;
      }
      if (!asked.equals(progress.assigned())) {
        asked = requests.goOn(id);
        if (asked.isEmpty()) {
          return true;
        }
        stage(asked.get());
      }
      if (!steps.lookUpAgain(progress)) {
        return false;
      }
      Assigned to = asked.get();
      return requests.locked(() -> isReassigned(to));
    }

    private void stage(Assigned to) throws IOException {
      steps.leave(progress, id);
      progress = new PhotoProgress(ticket::wake);
      progress.opened(store.photo(id).manifest().tag(), true);
      progress.assigned(to);
      progress.staged(store.photo(id, to.tag()));
    }

    private boolean isReassigned(Assigned to) throws IOException {
      boolean isAskedForStill = requests.assigned(id).equals(Optional.of(to));
      if (isAskedForStill) {
        followUps.reassign(id, to, progress.staged().flatMap(photo -> photo.patient()));
      } else {
        ticket.wake(); // to look up the other tag
      }
      return isAskedForStill;
    }

    private Duration failed(StepFailedException e) {
      if (!progress.isBusy()) {
        progress.unstaged(); // the check is asked once more
      }
      failures++;
      Duration pause = backoff.pause(failures, random);
      synchronized (jobs) {
        why = e.reason();
      }
      events.retrying(id, e.step(), String.valueOf(e.getMessage()), pause, e.cause());
      return pause;
    }

    private void end() {
      steps.leave(progress, id);
      whenDone.accept(id);
      synchronized (jobs) {
        jobs.remove(id);
      }
    }
  }
}
