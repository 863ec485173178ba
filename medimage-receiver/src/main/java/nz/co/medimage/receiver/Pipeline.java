package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.crypto.DamagedEnvelopeException;
import nz.co.medimage.crypto.UnsupportedEnvelopeException;
import nz.co.medimage.receiver.Copy.IfUnsupported;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import org.jspecify.annotations.Nullable;

/**
 * Works on complete envelopes, several at once, each until its final word is out. Of an envelope
 * that came by several ways one copy is worked on at a time; the next one is for when that was
 * damaged. An envelope whose sink is away waits without holding a thread.
 */
final class Pipeline {
  private static final int THREADS = 4;

  /** What one device sent that seems to be of a later version: more of it is asked for again. */
  private static final int MOST_HELD = 20;

  private final RetryingPool pool = new RetryingPool("medimage-receiver", THREADS);
  private final EnvelopeProcessor filing;
  private final StagingArea opening;
  private final Inbox inbox;
  private final Quarantine quarantine;
  private final DecidedEnvelopes decided;
  private final PhotoFaults faults;
  private final BusySteps busy;
  private final Path counts;
  private final Backoff backoff;
  private final Random random;
  private final SafeEvents events;
  private final RouteAlarm alarm;
  private final Consumer<HeldEnvelope> whenDone;

  /** Also the lock of what jobs know of their copies. */
  private final Map<PhotoId, Job> jobs = new HashMap<>();

  /**
   * Does nothing yet.
   *
   * @param whenDone is told of each envelope whose work here ended, before its receipt is out
   */
  Pipeline(
      ReceiverState state,
      Receiver.Builder options,
      EnvelopeProcessor filing,
      StagingArea opening,
      Inbox inbox,
      PhotoFaults faults,
      BusySteps busy,
      SafeEvents events,
      Consumer<HeldEnvelope> whenDone) {
    this.filing = filing;
    this.opening = opening;
    this.inbox = inbox;
    this.events = events;
    this.whenDone = whenDone;
    this.faults = faults;
    this.busy = busy;
    counts = state.faults();
    quarantine = state.quarantine();
    decided = new DecidedEnvelopes(state, filing);
    backoff = options.backoff;
    random = options.random;
    alarm = new RouteAlarm(options.clock, events);
  }

  /** Takes on a complete envelope, from the inbox or once more from quarantine. */
  void accept(HeldEnvelope envelope, IfUnsupported then) {
    RetryingPool.@Nullable Ticket begun;
    synchronized (jobs) {
      begun = jobs.computeIfAbsent(envelope.id(), Job::new).add(new Copy(envelope, then));
    }
    if (begun != null) {
      begun.hurry();
    }
  }

  /** The receipt to come for an envelope that is being worked on. */
  Optional<CompletionStage<byte[]>> receipt(HeldEnvelope envelope) {
    synchronized (jobs) {
      return Optional.ofNullable(jobs.get(envelope.id()))
          .flatMap(job -> job.all().filter(copy -> copy.isOf(envelope)).reduce((a, b) -> b))
          .map(copy -> copy.receipt.join());
    }
  }

  /** Why an envelope waits; empty if it does not or nothing is known. */
  String waitsFor(PhotoId id) {
    synchronized (jobs) {
      Job job = jobs.get(id);
      return job == null ? "" : job.why;
    }
  }

  /**
   * Ends the pause of a photo that waits for a sink.
   *
   * @return false if it is at work now, and may need that again after it
   */
  boolean hurry(PhotoId id) {
    RetryingPool.@Nullable Ticket ticket;
    synchronized (jobs) {
      Job job = jobs.get(id);
      ticket = job == null ? null : job.ticket;
    }
    return ticket == null || ticket.hurry();
  }

  /** Where the attempts run. */
  RetryingPool pool() {
    return pool;
  }

  /** Tells of add-ons that hang, and lets other photos go on beside them. */
  void watch() {
    pool.makeUpFor(busy.tell());
  }

  /** The add-ons that are at work. */
  Set<String> busySteps() {
    return busy.steps();
  }

  /** Goes on with what the inbox holds, and forgets the counts of photos that are not here. */
  void load() throws IOException {
    List<HeldEnvelope> complete = inbox.complete();
    for (Path count : Folders.list(counts)) {
      String name = count.getFileName().toString();
      if (complete.stream().noneMatch(held -> name.equals(countFile(held.id())))) {
        Files.deleteIfExists(count);
      }
    }
    complete.forEach(envelope -> accept(envelope, IfUnsupported.DROPPED));
  }

  private static String countFile(PhotoId id) {
    return id + ".json";
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

  /** One envelope on its way. */
  private final class Job {
    private final PhotoId id;
    private final Deque<Copy> copies = new ArrayDeque<>();

    /** Of a later version, as it seems: to be tried by a later version of this receiver. */
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

    /** Adds a copy, unless it is here; gives the work that begins with it, if any does. */
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

    private Optional<Duration> attempt() {
      Copy copy;
      synchronized (jobs) {
        copy = copies.getFirst();
      }
      HeldEnvelope envelope = copy.envelope;
      try {
        Optional<LedgerEntry> known = decided.find(envelope);
        finish(copy, known.isPresent() ? known.get() : filing.decide(envelope));
      } catch (DamagedEnvelopeException e) {
        lose(copy);
        tellDamaged(envelope);
      } catch (UnsupportedEnvelopeException e) {
        if (copy.ifUnsupported == IfUnsupported.HELD && hold(copy)) {
          alarm.unsupported(envelope);
          whenDone.accept(envelope);
        } else {
          lose(copy);
          tellUnsupported(envelope);
        }
      } catch (StepFailedException e) {
        Optional<Duration> pause = failed(copy, e);
        if (pause.isPresent()) {
          return pause;
        }
      } catch (RuntimeException | Error e) {
        Optional<Duration> pause = failed(copy, StepFailedException.unopened(e));
        if (pause.isPresent()) {
          return pause;
        }
      }
      return next();
    }

    /** How long to wait before the next attempt; nothing if the copy was given up. */
    private Optional<Duration> failed(Copy copy, StepFailedException e) {
      if (e.isFault() && isToBlame(e) && isGivenUp(copy, e)) {
        return Optional.empty();
      }
      failures++;
      Duration pause = backoff.pause(failures, random);
      String reason = String.valueOf(e.getMessage());
      synchronized (jobs) {
        why = reason;
      }
      tidy(() -> opening.clear(id));
      events.retrying(id.envelope(), e.step(), reason, pause, e.cause());
      return Optional.of(pause);
    }

    private boolean isToBlame(StepFailedException e) {
      try {
        return faults.isToBlame(
            id, e.isOpened() ? e.step() : "opening", counts.resolve(countFile(id)));
      } catch (IOException cannotBeCounted) {
        return false;
      }
    }

    /** What did not open is no more than damage, which the sender can make good. */
    private boolean isGivenUp(Copy copy, StepFailedException e) {
      if (!e.isOpened()) {
        lose(copy);
        return true;
      }
      try {
        finish(copy, filing.giveUp(copy.envelope, e.step()));
        return true;
      } catch (StepFailedException later) {
        return false;
      }
    }

    /** Goes on with the next copy at once, if there is one. */
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

    /** The outcome stands: what fails here is done again at the next start. */
    private void finish(Copy filed, LedgerEntry entry) {
      uncount();
      List<Copy> ended;
      synchronized (jobs) {
        // What comes from now on is another: of a photo that is replayed, say.
        ended = all().toList();
        ended.forEach(copy -> copy.ending = true);
      }
      Consumer<PendingReceipt> answer = answer(filed.envelope, entry);
      tidy(() -> decided.putAway(filed.envelope, entry));
      tidy(() -> opening.clear(id));
      tidy(() -> inbox.dropOthers(filed.envelope));
      whenDone.accept(filed.envelope);
      synchronized (jobs) {
        copies.removeAll(ended);
        held.removeAll(ended);
      }
      ended.forEach(copy -> answer.accept(copy.receipt));
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
      uncount();
      synchronized (jobs) {
        copy.ending = true;
      }
      tidy(() -> opening.clear(id));
      if (!quarantine.holds(copy.envelope)) {
        tidy(() -> inbox.drop(copy.envelope));
      }
      whenDone.accept(copy.envelope);
      synchronized (jobs) {
        copies.remove(copy);
      }
      copy.receipt.fail(damaged());
    }

    private void tellDamaged(HeldEnvelope envelope) {
      if (quarantine.holds(envelope)) {
        events.problem(envelope.file() + " is damaged; restore it from a backup");
      } else {
        alarm.damaged(envelope);
      }
    }

    private void tellUnsupported(HeldEnvelope envelope) {
      if (quarantine.holds(envelope)) {
        events.problem(envelope.file() + " needs a later version of MedImage");
      } else {
        alarm.unsupported(envelope);
      }
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

    private void uncount() {
      faults.ended(id);
      tidy(() -> Files.deleteIfExists(counts.resolve(countFile(id))));
    }

    private void tidy(Step step) {
      try {
        step.run();
      } catch (IOException e) {
        events.problem("what is left of an envelope could not be tidied up: " + e.getMessage());
      } catch (RuntimeException e) {
        events.problem(
            "what is left of an envelope could not be tidied up: " + e.getClass().getSimpleName());
      }
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
