package nz.co.medimage.receiver;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;
import nz.co.medimage.receiver.Copy.IfUnsupported;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.runtime.RetryingPool;
import org.jspecify.annotations.Nullable;

/**
 * Processes complete envelopes, several at once, each until its outcome is final. If an envelope
 * came over several routes, its copies are tried one after the other, in case one is damaged. An
 * envelope whose sink is away waits without holding a thread.
 */
final class Pipeline {
  private static final int THREADS = 4;

  /**
   * The most envelopes of a later version that are kept for a device; others are asked for again.
   */
  private static final int MOST_HELD = 20;

  private final RetryingPool pool = new RetryingPool("receiver", THREADS);
  private final EnvelopeProcessor filing;
  private final StagingArea opening;
  private final Inbox inbox;
  private final Quarantine quarantine;
  private final FilingDecisions decisions;
  private final UnknownOutcomes unknown;
  private final DecidedEnvelopes decided;
  private final ReplayRequests requests;
  private final InboxFaults faults;
  private final RequiredSteps steps;
  private final Backoff backoff;
  private final Random random;
  private final SafeEvents events;
  private final RouteAlarm alarm;
  private final CleanUp tidy;
  private final Consumer<PhotoId> whenDelivered;
  private final Consumer<HeldEnvelope> whenDone;

  /** Also the lock for the copies of jobs. */
  private final Map<PhotoId, Job> jobs = new HashMap<>();

  /**
   * Does nothing yet.
   *
   * @param whenDelivered is called for each photo that has been delivered, before its sender knows
   * @param whenDone is called for each envelope that is finished here
   */
  Pipeline(
      ReceiverState state,
      Receiver.Builder options,
      EnvelopeProcessor filing,
      StagingArea opening,
      Inbox inbox,
      PhotoFaults faults,
      RequiredSteps steps,
      SafeEvents events,
      Consumer<PhotoId> whenDelivered,
      Consumer<HeldEnvelope> whenDone) {
    this.filing = filing;
    this.opening = opening;
    this.inbox = inbox;
    this.events = events;
    this.whenDelivered = whenDelivered;
    this.whenDone = whenDone;
    this.faults = new InboxFaults(faults, state.faults());
    this.steps = steps;
    quarantine = state.quarantine();
    decisions = state.decisions();
    unknown = state.unknown();
    requests = state.requests();
    decided = new DecidedEnvelopes(state, filing);
    backoff = options.backoff;
    random = options.random;
    tidy = new CleanUp(events);
    alarm = new RouteAlarm(options.clock, quarantine, events);
  }

  /** Accepts a complete envelope, from the inbox or for a replay from quarantine. */
  void accept(HeldEnvelope envelope, IfUnsupported then) {
    RetryingPool.@Nullable Ticket begun;
    synchronized (jobs) {
      Job job = jobs.computeIfAbsent(envelope.id(), Job::new);
      begun = job.add(new Copy(envelope, then, job::wake));
    }
    if (begun != null) {
      begun.hurry();
    }
  }

  /** The receipt to come for an envelope that is being processed. */
  Optional<CompletionStage<byte[]>> receipt(HeldEnvelope envelope) {
    synchronized (jobs) {
      return Optional.ofNullable(jobs.get(envelope.id()))
          .flatMap(job -> job.all().filter(copy -> copy.isOf(envelope)).reduce((a, b) -> b))
          .map(copy -> copy.receipt.join());
    }
  }

  /** Why an envelope waits; empty if it does not or nothing is known. */
  String waitsFor(PhotoId id) {
    List<String> reasons = new ArrayList<>(steps.at(id));
    synchronized (jobs) {
      Job job = jobs.get(id);
      if (job != null) {
        reasons.addAll(job.reasons());
      }
    }
    return String.join("; ", reasons);
  }

  /**
   * Why photos wait, for those for which it is known.
   *
   * @param most how many photos at most
   */
  Map<PhotoId, String> waiting(int most) {
    List<PhotoId> ids;
    synchronized (jobs) {
      ids = jobs.keySet().stream().limit(most).toList();
    }
    Map<PhotoId, String> reasons = new HashMap<>();
    for (PhotoId id : ids) {
      String reason = waitsFor(id);
      if (!reason.isEmpty()) {
        reasons.put(id, reason);
      }
    }
    return reasons;
  }

  /**
   * Ends the pause of a photo that waits for a sink.
   *
   * @return false if it is being processed now; call this again afterwards
   */
  boolean hurry(PhotoId id) {
    RetryingPool.@Nullable Ticket ticket;
    synchronized (jobs) {
      Job job = jobs.get(id);
      ticket = job == null ? null : job.ticket;
    }
    return ticket == null || ticket.hurry();
  }

  /** The pool on which attempts run. */
  RetryingPool pool() {
    return pool;
  }

  /** Continues with the envelopes in the inbox, and forgets how often all others failed. */
  void load() throws IOException {
    List<HeldEnvelope> complete = inbox.complete();
    faults.keepOnly(complete.stream().map(HeldEnvelope::id).toList());
    complete.forEach(envelope -> accept(envelope, IfUnsupported.DROPPED));
  }

  /** Receipts that are still awaited fail. */
  void failReceipts() {
    IOException stopped = new IOException("the receiver has stopped; the photo waits in its inbox");
    List<Copy> left;
    synchronized (jobs) {
      left = jobs.values().stream().flatMap(Job::all).toList();
    }
    left.forEach(copy -> copy.receipt.fail(stopped));
  }

  /** The processing of one envelope. */
  private final class Job {
    private final PhotoId id;
    private final Deque<Copy> copies = new ArrayDeque<>();

    /** Copies that seem to be of a later version, kept for a later version of this receiver. */
    private final List<Copy> held = new ArrayList<>();

    /** Of the work on the copies; nothing while there is none to work on. */
    private RetryingPool.@Nullable Ticket ticket;

    private String why = "";
    private int failures;

    Job(PhotoId id) {
      this.id = id;
    }

    Stream<Copy> all() {
      return Stream.concat(copies.stream(), held.stream());
    }

    /**
     * Adds a copy, unless it is here; returns the ticket to hurry, if processing begins with it.
     */
    RetryingPool.@Nullable Ticket add(Copy copy) {
      if (all().anyMatch(other -> other.isOf(copy.envelope) && !other.ending)) {
        return null;
      }
      copies.add(copy);
      if (ticket != null) {
        return null;
      }
      ticket = pool.add(this::attempt);
      return ticket;
    }

    /** Called when an add-on returned or has a thread free. */
    void wake() {
      RetryingPool.@Nullable Ticket woken;
      synchronized (jobs) {
        woken = ticket;
      }
      if (woken != null) {
        woken.wake();
      }
    }

    /** What it waits for, as far as that is known. */
    List<String> reasons() {
      List<String> all = new ArrayList<>();
      if (!why.isEmpty()) {
        all.add(why);
      }
      if (!copies.isEmpty()) {
        for (String step : copies.getFirst().progress.waitsFor()) {
          all.add(step + " is busy with other photos");
        }
      }
      return all;
    }

    private Optional<Duration> attempt() {
      Copy copy;
      synchronized (jobs) {
        copy = copies.getFirst();
      }
      try {
        return attempt(copy);
      } catch (RuntimeException | Error bug) {
        unstage(copy);
        throw bug;
      } finally {
        steps.release(copy.progress);
      }
    }

    /**
     * Whether a copy from quarantine came in while another one was ending: what was asked for is
     * done then, and this one would be filed under the tag that it came with.
     */
    private boolean isAskedForNoMore(Copy copy) {
      return copy.progress.staged().isEmpty()
          && quarantine.holds(copy.envelope)
          && !requests.isThere(id);
    }

    private void drop(Copy copy) {
      steps.leave(copy.progress, id);
      synchronized (jobs) {
        copies.remove(copy);
      }
      copy.receipt.fail(new IOException("the photo was decided meanwhile"));
    }

    private Optional<Duration> attempt(Copy copy) {
      HeldEnvelope envelope = copy.envelope;
      if (isAskedForNoMore(copy)) {
        drop(copy);
        return next();
      }
      try {
        Optional<LedgerEntry> known =
            copy.progress.staged().isPresent() ? Optional.empty() : decided.find(envelope);
        Optional<LedgerEntry> entry =
            known.isPresent() ? known : filing.decide(envelope, copy.progress);
        if (entry.isEmpty()) {
          return park(copy);
        }
        finish(copy, entry.get(), known.isEmpty());
      } catch (DamagedEnvelopeException e) {
        lose(copy);
        alarm.damaged(envelope);
      } catch (UnsupportedEnvelopeException e) {
        if (copy.ifUnsupported == IfUnsupported.HELD && hold(copy)) {
          whenDone.accept(envelope);
        } else {
          lose(copy);
        }
        alarm.unsupported(envelope);
      } catch (StepFailedException | RuntimeException | Error e) {
        Optional<Duration> pause = failed(copy, StepFailedException.of(e));
        if (pause.isPresent()) {
          return pause;
        }
      }
      return next();
    }

    /** Until an add-on returns, whose the staged files are; if none has them, they go. */
    private Optional<Duration> park(Copy copy) {
      synchronized (jobs) {
        why = "";
      }
      unstage(copy);
      return Optional.of(RetryingPool.UNTIL_WOKEN);
    }

    private void unstage(Copy copy) {
      if (!copy.progress.isBusy()) {
        copy.progress.unstaged();
        tidy.run(() -> opening.clear(id));
      }
    }

    /** How long to wait before the next attempt; empty if the copy was given up. */
    private Optional<Duration> failed(Copy copy, StepFailedException e) {
      boolean isAlone = !copy.progress.isBusy();
      if (isAlone && e.isFault() && faults.isToBlame(id, e) && isGivenUp(copy, e)) {
        return Optional.empty();
      }
      failures++;
      List<StepFailedException> all =
          Stream.concat(Stream.of(e), copy.progress.failures().stream()).distinct().toList();
      boolean isForAPerson = all.stream().allMatch(StepFailedException::isUnknown);
      Duration pause = isForAPerson ? RetryingPool.UNTIL_WOKEN : backoff.pause(failures, random);
      synchronized (jobs) {
        why = all.stream().map(StepFailedException::reason).collect(Collectors.joining("; "));
      }
      unstage(copy);
      all.forEach(failure -> tellRetry(failure, pause));
      return Optional.of(pause);
    }

    private void tellRetry(StepFailedException e, Duration pause) {
      if (!e.isUnknown()) {
        String reason = String.valueOf(e.getMessage());
        events.retrying(id, e.step(), reason, pause, e.cause());
      }
    }

    /** What did not open is no more than damage, which the sender can make good. */
    private boolean isGivenUp(Copy copy, StepFailedException e) {
      if (!e.isOpened()) {
        lose(copy);
        return true;
      }
      try {
        finish(copy, filing.giveUp(copy.envelope, e.step(), copy.progress), true);
        return true;
      } catch (StepFailedException later) {
        return false;
      }
    }

    /** Continues with the next copy at once, if there is one. */
    private Optional<Duration> next() {
      synchronized (jobs) {
        if (!copies.isEmpty()) {
          return Optional.of(Duration.ZERO);
        }
        ticket = null;
        if (held.isEmpty()) {
          jobs.remove(id);
        }
        return Optional.empty();
      }
    }

    /**
     * The outcome stands: what fails here, or is cut off by a crash, is done again at the next
     * start. The sender of a delivered photo need not wait for that, unless the answer to it needs
     * the envelope.
     */
    private void finish(Copy filed, LedgerEntry entry, boolean isNew) {
      boolean isAnsweredFirst = entry.isDelivered() && entry.isAnswerable();
      List<Copy> ended;
      synchronized (jobs) {
        ended = all().toList();
        // If there is no answer yet, a copy that comes from now on is another one, for example of a
        // replay.
        ended.forEach(copy -> copy.ending = !isAnsweredFirst);
      }
      if (entry.isDelivered()) {
        // Else the patient's next photo, which its sender may send then, could be followed up
        // first.
        tidy.run(() -> whenDelivered.accept(id));
      }
      Consumer<PendingReceipt> answer = answer(filed.envelope, entry);
      Runnable answerAll = () -> ended.forEach(copy -> answer.accept(copy.receipt));
      if (isAnsweredFirst) {
        answerAll.run();
      }
      tidy.run(() -> faults.ended(id));
      tidy.run(() -> decided.putAway(filed.envelope, entry));
      if (isNew) {
        tell(entry);
      }
      if (entry.isDelivered()) {
        tidy.run(() -> decisions.forget(id));
        steps.sinkIds().forEach(sink -> tidy.run(() -> unknown.forget(id, sink)));
      }
      tidy.run(() -> opening.clear(id));
      tidy.run(() -> inbox.dropOthers(filed.envelope));
      filed.progress.unstaged();
      steps.leave(filed.progress, id);
      whenDone.accept(filed.envelope);
      synchronized (jobs) {
        copies.removeAll(ended);
        held.removeAll(ended);
      }
      if (!isAnsweredFirst) {
        answerAll.run();
      }
    }

    /** Once it lies where a person can do something about it. */
    private void tell(LedgerEntry entry) {
      if (entry.receipt() instanceof Receipt.Held held) {
        events.held(id, entry.from(), held);
      } else if (entry.receipt() instanceof Receipt.Rejected rejected) {
        events.rejected(id, entry.from(), rejected);
      }
    }

    private Consumer<PendingReceipt> answer(HeldEnvelope envelope, LedgerEntry entry) {
      try {
        byte[] sealed = decided.receipt(envelope, entry);
        return receipt -> receipt.complete(sealed);
      } catch (IOException | RuntimeException e) {
        return receipt -> receipt.fail(e);
      }
    }

    /** The sender has it still and is asked for it again, for nobody vouches for this copy. */
    private void lose(Copy copy) {
      tidy.run(() -> faults.ended(id));
      synchronized (jobs) {
        copy.ending = true;
      }
      tidy.run(() -> opening.clear(id));
      if (!quarantine.holds(copy.envelope)) {
        tidy.run(() -> inbox.drop(copy.envelope));
      }
      copy.progress.unstaged();
      steps.leave(copy.progress, id);
      whenDone.accept(copy.envelope);
      synchronized (jobs) {
        copies.remove(copy);
      }
      copy.receipt.fail(damaged());
    }

    /** Keeps it for a later version of this receiver; not if it keeps many of that device. */
    private boolean hold(Copy copy) {
      synchronized (jobs) {
        long others =
            jobs.values().stream()
                .filter(job -> job.id.pairing().equals(id.pairing()))
                .mapToLong(job -> job.held.size())
                .sum();
        if (others >= MOST_HELD) {
          return false;
        }
        copies.remove(copy);
        held.add(copy);
        why = "It was sealed by a later version of MedImage, or is damaged: update the receiver.";
        return true;
      }
    }

    private EnvelopeLostException damaged() {
      return new EnvelopeLostException("the photo arrived damaged and is sent again");
    }
  }
}
