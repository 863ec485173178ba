package nz.co.medimage.receiver;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.receiver.ReplayRequests.Assigned;
import nz.co.medimage.receiver.internal.state.FilingDecision;
import org.jspecify.annotations.Nullable;

/**
 * How far one photo is on its way through filters and required sinks, while this process lasts. Of
 * the attempts at it one runs at a time; between them, calls of add-ons may still run.
 */
final class PhotoProgress {
  private final Runnable wake;

  /** As it lies in the staging folder; nothing while it does not. */
  private @Nullable StagedPhoto staged;

  private int stepsDone;
  private PatientTag cameAs = PatientTag.parse("");
  private @Nullable Assigned assigned;
  private @Nullable Assigned assignedBefore;
  private @Nullable String echo;
  private @Nullable FilingDecision recalled;
  private boolean isReplayed;
  private @Nullable EnvelopePrefix prefix;
  private boolean isFileUnread;
  private final Map<String, SinkReference> filed = new HashMap<>();

  /** Here until an attempt has seen the result, as those of the sinks are. */
  private @Nullable CompletableFuture<Passed> step;

  private final Map<String, CompletableFuture<SinkReference>> writes = new LinkedHashMap<>();

  private long lastBegun;
  private final Set<String> asked = new HashSet<>();
  private final Set<String> rejecting = new HashSet<>();
  private @Nullable PhotoRejectedException rejection;
  private final List<StepFailedException> failures = new ArrayList<>();
  private final Set<Lane> waitsFor = ConcurrentHashMap.newKeySet();

  /**
   * What a step made of a photo.
   *
   * @param echo what a patient check tells the sender of the photo; null for nothing
   */
  record Passed(StagedPhoto photo, @Nullable String echo) {}

  /**
   * Nothing has begun.
   *
   * @param wake has another attempt made, also if one is being made now
   */
  PhotoProgress(Runnable wake) {
    this.wake = wake;
  }

  void wake() {
    wake.run();
  }

  Optional<StagedPhoto> staged() {
    return Optional.ofNullable(staged);
  }

  /** It came out of its envelope, or a step has made this of it. */
  void staged(StagedPhoto photo) {
    staged = photo;
  }

  /**
   * Its staged files are gone: steps that changed them are done anew, sinks that have it keep it.
   */
  void unstaged() {
    staged = null;
    stepsDone = 0;
    assigned = null;
    assignedBefore = null;
    echo = null;
  }

  /**
   * It came out of its envelope.
   *
   * @param tag that came with it
   * @param fromQuarantine whether a person had it tried again, perhaps under another tag
   */
  void opened(PatientTag tag, boolean fromQuarantine) {
    cameAs = tag;
    isReplayed = fromQuarantine;
  }

  /**
   * It came out of an envelope of this prefix.
   *
   * @param isFileRead whether the envelope was read from its file
   */
  void opened(EnvelopePrefix prefix, boolean isFileRead) {
    this.prefix = prefix;
    isFileUnread = !isFileRead;
  }

  /** The prefix of the envelope that was opened. */
  EnvelopePrefix prefix() {
    return Objects.requireNonNull(prefix, "nothing was opened");
  }

  /** Whether it was opened without its file, which nobody has read yet. */
  boolean isFileUnread() {
    return isFileUnread;
  }

  /** Whether a person had it tried again, and may assign it another tag still. */
  boolean isReplayed() {
    return isReplayed;
  }

  /** The tag that came with it. */
  PatientTag cameAs() {
    return cameAs;
  }

  /** It is filed under a tag that a person gave it. */
  void assigned(Assigned to) {
    assigned = to;
  }

  /** The tag that a person gave it, and who. */
  Optional<Assigned> assigned() {
    return Optional.ofNullable(assigned);
  }

  /** What a patient check tells the sender of the photo; null for nothing. */
  void echo(@Nullable String hint) {
    echo = hint;
  }

  Optional<String> echo() {
    return Optional.ofNullable(echo);
  }

  /** It is filed under a tag that a person gave it before, and that sinks may have it under. */
  void assignedBefore(Assigned to) {
    assignedBefore = to;
  }

  /** The tag under which it is filed, if a person gave it, and who. */
  Optional<Assigned> filedAs() {
    return Optional.ofNullable(assigned == null ? assignedBefore : assigned);
  }

  /** Whether a sink was asked to file it. */
  boolean wasAsked(String sink) {
    return asked.contains(sink);
  }

  /** Whether a sink rejected it, and so has not got it. */
  boolean wasRejectedBy(String sink) {
    return rejecting.contains(sink);
  }

  /** It is about to be staged, and this was decided on it before, if anything was. */
  void recalled(Optional<FilingDecision> decision) {
    recalled = decision.orElse(null);
  }

  /** What was decided on it before it was staged: sinks may have it then. */
  Optional<FilingDecision> recalled() {
    return Optional.ofNullable(recalled);
  }

  /** The sinks that have it. */
  List<String> filedAt() {
    return filed.keySet().stream().sorted().toList();
  }

  /** Whether sinks have it, or may: it cannot be filed otherwise any more. */
  boolean isAtSinks() {
    return !filed.isEmpty() || !writes.isEmpty();
  }

  /** How many of the steps before the sinks are done. */
  int stepsDone() {
    return stepsDone;
  }

  void stepDone(StagedPhoto photo) {
    staged = photo;
    stepsDone++;
  }

  void stepDone(Passed passed) {
    echo = passed.echo();
    stepDone(passed.photo());
  }

  /** Where a sink put it. */
  Optional<SinkReference> at(String sink) {
    return Optional.ofNullable(filed.get(sink));
  }

  void filed(SinkReference reference) {
    filed.put(reference.sink(), reference);
  }

  /** The first rejection counts. */
  void rejected(String sink, PhotoRejectedException e) {
    rejecting.add(sink);
    if (rejection == null) {
      rejection = e;
    }
  }

  Optional<PhotoRejectedException> rejection() {
    return Optional.ofNullable(rejection);
  }

  /** What failed in the last attempt, in the order of the steps. */
  List<StepFailedException> failures() {
    return failures;
  }

  /**
   * An attempt begins.
   *
   * @return false if it waits for nothing but threads of add-ons that have none free still
   */
  boolean begin() {
    boolean waitsOnly = failures.isEmpty() && rejection == null && !isBusy();
    if (waitsOnly && !waitsFor.isEmpty() && !isAnyFree()) {
      return false;
    }
    waitsFor.clear();
    failures.clear();
    return true;
  }

  boolean waitsFor(Lane lane) {
    return waitsFor.contains(lane);
  }

  /** It need not wait for a thread any more. */
  void waitNoMore() {
    waitsFor.clear();
  }

  private boolean isAnyFree() {
    boolean isFree = false;
    for (Lane lane : waitsFor) {
      isFree |= lane.isFreeOrAwaited(this);
    }
    return isFree;
  }

  /**
   * Begins the next step before the sinks, unless it is running.
   *
   * @return false if no thread is free for it
   */
  boolean beginStep(Lane lane, Callable<Passed> call) {
    if (step == null) {
      step = begin(lane, call).orElse(null);
    }
    return step != null;
  }

  /**
   * Begins the next step before the sinks, unless it is running, and waits for it no longer than
   * that.
   *
   * @return false if no thread is free for it
   */
  boolean tryStep(Lane lane, Callable<Passed> call, Duration atMost) {
    boolean isNew = step == null;
    boolean isBegun = beginStep(lane, call);
    CompletableFuture<Passed> begun = step;
    if (isNew && begun != null) {
      begun.orTimeout(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }
    return isBegun;
  }

  /** Has another attempt made after a while, unless something wakes it before. */
  void wakeLater(Duration after) {
    CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS).execute(wake);
  }

  /** Has a sink file it, unless that is running or no thread is free for it. */
  void beginWrite(String sink, Lane lane, Callable<SinkReference> call) {
    if (!writes.containsKey(sink)) {
      begin(lane, call)
          .ifPresent(
              write -> {
                asked.add(sink);
                writes.put(sink, write);
              });
    }
  }

  private <T> Optional<CompletableFuture<T>> begin(Lane lane, Callable<T> call) {
    Optional<CompletableFuture<T>> begun = lane.begin(this, call);
    if (begun.isEmpty()) {
      waitsFor.add(lane);
    } else {
      lastBegun = System.nanoTime();
    }
    return begun;
  }

  /**
   * Whether calls of add-ons are running, or ended unseen: its staged files are theirs until then.
   */
  boolean isBusy() {
    return step != null || !writes.isEmpty();
  }

  private Stream<CompletableFuture<?>> calls() {
    return Stream.concat(Stream.ofNullable(step), writes.values().stream());
  }

  /** Waits for the calls that are running, until the last one to begin has lasted that long. */
  void await(Duration patience) {
    long left = lastBegun + patience.toNanos() - System.nanoTime();
    try {
      CompletableFuture.allOf(calls().toArray(CompletableFuture<?>[]::new))
          .get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // each is looked at by itself
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the receiver is closing: as if the time were over
    }
  }

  /** Takes the result of the step that was begun, if it has ended. */
  Optional<CompletableFuture<Passed>> takeStep() {
    CompletableFuture<Passed> ended = step;
    if (ended == null || !ended.isDone()) {
      return Optional.empty();
    }
    step = null;
    return Optional.of(ended);
  }

  /** Takes what a sink answered, if it has. */
  Optional<CompletableFuture<SinkReference>> takeWrite(String sink) {
    CompletableFuture<SinkReference> write = writes.get(sink);
    if (write == null || !write.isDone()) {
      return Optional.empty();
    }
    writes.remove(sink);
    return Optional.of(write);
  }

  /** Has the end of each running call wake this photo. */
  void wakeWhenCallsEnd() {
    for (CompletableFuture<?> call : calls().toList()) {
      var ignored = call.whenComplete((result, e) -> wake());
    }
  }

  /** Whether it waits for a thread of that lane. */
  boolean isWaitingFor(Lane lane) {
    return waitsFor.contains(lane);
  }

  /** The add-ons all of whose threads are at other photos. */
  List<String> waitsFor() {
    return waitsFor.stream().map(Lane::id).sorted().toList();
  }
}
