package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.PhotoProgress.Passed;
import org.jspecify.annotations.Nullable;

/**
 * What each photo must pass before its receipt: the filters one after another, the patient check,
 * then the required sinks, all at once. Each add-on runs in a {@link Lane} of its own, and whoever
 * brings a photo here is held up by a slow one no longer than its patience: the photo is woken when
 * the call ends.
 */
final class RequiredSteps {
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final FilterChain chain;
  private final AddOnCalls own;
  private final BusySteps ownBusy;
  private final List<Step> steps = new ArrayList<>();
  private final List<RequiredSink> sinks = new ArrayList<>();
  private final @Nullable PatientStep patients;
  private final FilingDecisions decisions;
  private final List<Lane> lanes = new ArrayList<>();
  private final Duration patience;
  private final UnderWay underWay = new UnderWay();

  RequiredSteps(
      ReceiverState state,
      Receiver.Builder options,
      FilterChain chain,
      StagingArea staging,
      AddOnLives lives,
      PhotoFaults faults,
      SafeEvents events) {
    this.chain = chain;
    decisions = state.decisions();
    patience = options.patience;
    ownBusy = new BusySteps(options.addOnTimeLimit, options.clock, events);
    own = new AddOnCalls(ownBusy, faults);
    for (PhotoFilter filter : options.filters) {
      String id = filter.id();
      Lane lane = lane(new Lane(id, options, faults, events));
      steps.add(new Step(lane, photo -> chain.apply(lane.calls(), id, filter, photo)));
    }
    patients = patients(state, options, lives, faults, events);
    for (BoundSink bound : options.sinks) {
      String id = bound.id();
      Lane lane = lane(new Lane(id, options, faults, events));
      SinkBranch branch = SinkBranch.required(bound, options, chain, staging, lane.calls());
      SinkFiling filing = new SinkFiling(id, branch, state, events);
      sinks.add(new RequiredSink(id, lane, filing, new Availability(id, events)));
    }
  }

  private @Nullable PatientStep patients(
      ReceiverState state,
      Receiver.Builder options,
      AddOnLives lives,
      PhotoFaults faults,
      SafeEvents events) {
    PatientCheck check = options.patientCheck;
    if (check == null) {
      return null;
    }
    Lane lane = lane(new Lane(check.id(), options, faults, events));
    return new PatientStep(check, state, options, lane, lives, events);
  }

  /** Starts the patient check, if there is one; until it has started it is unavailable. */
  void startPatientCheck() {
    if (patients != null) {
      patients.start();
    }
  }

  private Lane lane(Lane lane) {
    lanes.add(lane);
    return lane;
  }

  /** Something that is done to each photo before the sinks get it. */
  private record Step(Lane lane, Work work) {}

  @FunctionalInterface
  private interface Work {
    StagedPhoto apply(StagedPhoto photo) throws PhotoRejectedException, StepFailedException;
  }

  /**
   * An attempt begins.
   *
   * @return false if the photo waits for nothing but threads of add-ons that have none free still
   */
  boolean begin(PhotoProgress photo) {
    PatientStep check = patients;
    if (check == null || !photo.waitsFor(check.lane())) {
      return photo.begin();
    }
    if (!check.isWorthAsking() || check.lane().isFreeOrAwaited(photo)) {
      photo.waitNoMore();
      return photo.begin();
    }
    photo.wakeLater(LOOK_AGAIN);
    return false;
  }

  /** Checks what just came out of its envelope. */
  StagedPhoto check(StagedPhoto photo) throws PhotoRejectedException, StepFailedException {
    return chain.check(own, photo);
  }

  /**
   * Brings a staged photo on as far as it goes now.
   *
   * @param isReleased whether a person had it filed though it cannot be cleaned
   * @return whether every sink has it; if not, it is woken when it can continue
   * @throws PhotoRejectedException if a filter or a sink rejected it; no call is running then
   * @throws PhotoHeldException if a person must say whose it is; no sink has it then
   * @throws StepFailedException if one failed; calls of others may still run
   */
  boolean advance(PhotoProgress photo, boolean isReleased)
      throws PhotoRejectedException, PhotoHeldException, StepFailedException {
    while (photo.stepsDone() < steps.size()) {
      if (!pass(photo, steps.get(photo.stepsDone()))) {
        return false;
      }
    }
    if (photo.stepsDone() == steps.size()) {
      StagedPhoto passed = asAssigned(photo, photo.staged().orElseThrow());
      photo.stepDone(chain.clean(own, passed, isReleased));
    }
    if (photo.stepsDone() == steps.size() + 1 && !lookUp(photo)) {
      return false;
    }
    if (photo.stepsDone() == steps.size() + 2 && !decide(photo)) {
      return false;
    }
    return file(photo, isReleased);
  }

  /** A tag that a person gave goes before what filters make of it. */
  private static StagedPhoto asAssigned(PhotoProgress progress, StagedPhoto photo) {
    return progress
        .assigned()
        .map(to -> photo.withManifest(photo.manifest().toBuilder().tag(to.tag()).build()))
        .orElse(photo);
  }

  private boolean lookUp(PhotoProgress photo) throws PhotoHeldException, StepFailedException {
    StagedPhoto before = photo.staged().orElseThrow();
    if (!photo.isBusy()) {
      Optional<StagedPhoto> known = FilingDecisions.recall(photo, before);
      if (known.isPresent()) {
        photo.stepDone(known.get());
        return true;
      }
    }
    PatientStep check = patients;
    if (check == null) {
      photo.stepDone(before);
      return true;
    }
    return lookUp(photo, before, check);
  }

  private boolean lookUp(PhotoProgress photo, StagedPhoto before, PatientStep check)
      throws PhotoHeldException, StepFailedException {
    if (!photo.isBusy() && !check.isWorthAsking()) {
      photo.stepDone(check.unavailable(before, new TimeoutException()));
      return true;
    }
    if (!photo.tryStep(check.lane(), () -> check.look(before, photo.isReplayed()), check.limit())) {
      photo.wakeLater(LOOK_AGAIN);
      return false;
    }
    photo.await(patience);
    Optional<CompletableFuture<Passed>> looked = photo.takeStep();
    if (looked.isEmpty()) {
      photo.wakeWhenCallsEnd();
      return false;
    }
    photo.stepDone(lookedUp(photo, check, before, looked.get()));
    return true;
  }

  /**
   * Looks up the patient of a delivered photo for a tag that a person gave it, as of any photo that
   * is assigned.
   *
   * @return whether that is done; if not, it is woken when it can continue
   * @throws StepFailedException if the check is unavailable and photos wait for it
   */
  boolean lookUpAgain(PhotoProgress photo) throws PhotoHeldException, StepFailedException {
    return patients == null || lookUp(photo, photo.staged().orElseThrow(), patients);
  }

  private static Passed lookedUp(
      PhotoProgress photo, PatientStep check, StagedPhoto before, CompletableFuture<Passed> ended)
      throws PhotoHeldException, StepFailedException {
    try {
      return ended.join();
    } catch (CompletionException e) {
      if (!(e.getCause() instanceof PhotoHeldException held)) {
        return new Passed(check.unavailable(before, e.getCause()), null);
      }
      if (photo.assigned().isPresent()) {
        return new Passed(before, null); // a person has decided
      }
      throw held;
    }
  }

  /** The sinks are next: from now on it stands under which tag and for whom they file it. */
  private boolean decide(PhotoProgress progress) throws StepFailedException {
    StagedPhoto photo = progress.staged().orElseThrow();
    try {
      boolean isKept = patients != null || progress.isReplayed();
      if (isKept && !decisions.decide(progress, photo, sinkIds())) {
        progress.wake(); // to be staged anew, under the tag that it was given meanwhile
        return false;
      }
    } catch (IOException e) {
      throw StepFailedException.opened(StepFailedException.RECEIVER, e);
    }
    progress.stepDone(photo);
    return true;
  }

  /** The ids of the sinks. */
  List<String> sinkIds() {
    return sinks.stream().map(RequiredSink::id).toList();
  }

  private boolean pass(PhotoProgress photo, Step step)
      throws PhotoRejectedException, StepFailedException {
    StagedPhoto before = photo.staged().orElseThrow();
    if (!photo.beginStep(step.lane(), () -> new Passed(step.work().apply(before), null))) {
      return false;
    }
    photo.await(patience);
    Optional<CompletableFuture<Passed>> passed = photo.takeStep();
    if (passed.isEmpty()) {
      photo.wakeWhenCallsEnd();
      return false;
    }
    photo.stepDone(result(passed.get()));
    return true;
  }

  private boolean file(PhotoProgress photo, boolean isReleased)
      throws PhotoRejectedException, StepFailedException {
    StagedPhoto staged = photo.staged().orElseThrow();
    for (RequiredSink sink : sinks) {
      if (photo.at(sink.id()).isEmpty() && photo.rejection().isEmpty()) {
        photo.beginWrite(sink.id(), sink.lane(), () -> sink.filing().file(staged, isReleased));
      }
    }
    photo.await(patience);
    sinks.forEach(sink -> take(photo, staged.id(), sink));
    photo.wakeWhenCallsEnd();
    if (!photo.isBusy() && photo.rejection().isPresent()) {
      throw photo.rejection().get();
    }
    if (!photo.failures().isEmpty()) {
      throw photo.failures().get(0);
    }
    return sinks.stream().allMatch(sink -> photo.at(sink.id()).isPresent());
  }

  private static void take(PhotoProgress photo, PhotoId id, RequiredSink sink) {
    Optional<CompletableFuture<SinkReference>> ended = photo.takeWrite(sink.id());
    if (ended.isPresent()) {
      try {
        photo.filed(result(ended.get()));
        sink.availability().worked(id);
      } catch (PhotoRejectedException e) {
        photo.rejected(sink.id(), e);
      } catch (StepFailedException e) {
        sink.failed(id, e);
        photo.failures().add(e);
      }
    }
  }

  private static <T> T result(CompletableFuture<T> ended)
      throws PhotoRejectedException, StepFailedException {
    try {
      return ended.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof PhotoRejectedException rejected) {
        throw rejected;
      }
      if (e.getCause() instanceof StepFailedException failed) {
        throw failed;
      }
      throw StepFailedException.opened(StepFailedException.RECEIVER, e.getCause());
    }
  }

  /** Where the sinks put a photo that all of them have. */
  List<SinkReference> references(PhotoProgress photo) {
    return sinks.stream().map(sink -> photo.at(sink.id()).orElseThrow()).toList();
  }

  /**
   * A photo is about to be staged.
   *
   * @return false if this receiver is closing: only what is staged continues
   */
  boolean enter(PhotoProgress photo) {
    return underWay.enter(photo);
  }

  /** An attempt has ended: gives back what it had reserved and did not use. */
  void release(PhotoProgress photo) {
    for (Lane lane : lanes) {
      if (photo.isWaitingFor(lane)) {
        lane.release(photo);
      } else {
        lane.leave(photo); // it would be opened once more for nothing, in the middle of a pause
      }
    }
    if (photo.staged().isEmpty()) {
      underWay.leave(photo);
    }
  }

  /** Lets no photo be staged any more; completes when none is. */
  CompletableFuture<Void> drain() {
    return underWay.drain();
  }

  /** Forgets a photo whose outcome is known. */
  void leave(PhotoProgress photo, PhotoId id) {
    lanes.forEach(lane -> lane.leave(photo));
    sinks.forEach(sink -> sink.availability().forget(id));
    if (patients != null) {
      patients.leave(id);
    }
  }

  /** Who is at work on a photo, and since when; nothing of those that just began. */
  List<String> at(PhotoId id) {
    return busy().flatMap(busy -> busy.at(id, patience).stream()).toList();
  }

  /** Tells of add-ons that are stuck, and makes up for their threads. */
  void watch() {
    ownBusy.tell();
    lanes.forEach(Lane::watch);
    if (patients != null) {
      patients.watch();
    }
  }

  /** The add-ons that are at work. */
  Set<String> busySteps() {
    return busy().flatMap(busy -> busy.steps().stream()).collect(Collectors.toSet());
  }

  /** Lets no call begin any more. */
  void stop() {
    lanes.forEach(Lane::close);
    if (patients != null) {
      patients.stop();
    }
  }

  /** Asks all calls to give up. */
  void interrupt() {
    busy().forEach(BusySteps::interrupt);
  }

  /** Completes once this was stopped and the last call has returned. */
  CompletableFuture<Void> ended() {
    return CompletableFuture.allOf(
        lanes.stream().map(Lane::ended).toArray(CompletableFuture<?>[]::new));
  }

  private Stream<BusySteps> busy() {
    return Stream.concat(Stream.of(ownBusy), lanes.stream().map(Lane::busy));
  }
}
