package nz.co.medimage.receiver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.receiver.internal.state.LedgerEntry;

/**
 * Works on whole envelopes, several at once, each until its final word is out, never twice at once
 * on one. An envelope whose sink is away waits without holding a thread.
 */
final class Pipeline {
  private static final int THREADS = 4;

  private final RetryingPool pool = new RetryingPool("medimage-receiver", THREADS);
  private final Map<EnvelopeId, Job> jobs = new ConcurrentHashMap<>();
  private final Filing filing;
  private final Opening opening;
  private final Inbox inbox;
  private final Quarantine quarantine;
  private final Ledger ledger;
  private final PhotoFaults faults;
  private final BusySteps busy;
  private final Path counts;
  private final Backoff backoff;
  private final Random random;
  private final SafeEvents events;
  private final Consumer<EnvelopeId> whenDone;

  /**
   * Does nothing yet.
   *
   * @param whenDone is told of each envelope whose work here ended, before its receipt is out
   */
  Pipeline(
      ReceiverState state,
      Receiver.Builder options,
      Filing filing,
      Opening opening,
      Inbox inbox,
      PhotoFaults faults,
      BusySteps busy,
      SafeEvents events,
      Consumer<EnvelopeId> whenDone) {
    this.filing = filing;
    this.opening = opening;
    this.inbox = inbox;
    this.events = events;
    this.whenDone = whenDone;
    this.faults = faults;
    this.busy = busy;
    counts = state.faults();
    quarantine = state.quarantine();
    ledger = state.ledger();
    backoff = options.backoff;
    random = options.random;
  }

  /** Takes on a whole envelope, from the inbox or once more from quarantine. */
  void accept(HeldEnvelope envelope) {
    Job job = new Job(envelope);
    if (jobs.putIfAbsent(envelope.id(), job) == null) {
      job.ticket.hurry();
    }
  }

  /** The receipt to come for an envelope that is being worked on. */
  Optional<CompletionStage<byte[]>> receipt(EnvelopeId id) {
    return Optional.ofNullable(jobs.get(id)).map(job -> job.receipt.join());
  }

  /** Why an envelope waits; empty if it does not or nothing is known. */
  String waitsFor(EnvelopeId id) {
    Job job = jobs.get(id);
    return job == null ? "" : job.why;
  }

  /** Ends the pause of an envelope that waits for a sink; whether there is such an envelope. */
  boolean hurry(EnvelopeId id) {
    Job job = jobs.get(id);
    if (job == null) {
      return false;
    }
    job.ticket.hurry();
    return true;
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

  /** Forgets the counts of photos that are not here any more. */
  void load() throws IOException {
    for (Path count : Folders.list(counts)) {
      String name = count.getFileName().toString();
      if (inbox.whole().stream().noneMatch(held -> name.equals(countFile(held.id())))) {
        Files.deleteIfExists(count);
      }
    }
    inbox.whole().forEach(this::accept);
  }

  private static String countFile(EnvelopeId id) {
    return id + ".json";
  }

  /** Receipts that are still awaited fail. */
  void failReceipts() {
    IOException stopped = new IOException("the receiver has stopped; the photo waits in its inbox");
    jobs.values().forEach(job -> job.receipt.fail(stopped));
  }

  /** One envelope on its way. */
  private final class Job {
    private final HeldEnvelope envelope;
    private final Awaited receipt = new Awaited();
    private final RetryingPool.Ticket ticket = pool.add(this::attempt);
    private volatile String why = "";
    private int failures;

    Job(HeldEnvelope envelope) {
      this.envelope = envelope;
    }

    Optional<Duration> attempt() {
      try {
        Optional<LedgerEntry> entry = decided();
        if (entry.isEmpty()) {
          entry = filing.decide(envelope);
        }
        entry.ifPresentOrElse(this::finish, this::lose);
        return Optional.empty();
      } catch (StepFailedException e) {
        return failed(e);
      } catch (RuntimeException | Error e) {
        return failed(StepFailedException.unopened(e));
      }
    }

    private Optional<Duration> failed(StepFailedException e) {
      if (e.isFault() && isToBlame(e) && isGivenUp(e)) {
        return Optional.empty();
      }
      failures++;
      why = String.valueOf(e.getMessage());
      Duration pause = backoff.pause(failures, random);
      tidy(() -> opening.clear(envelope.id()));
      events.retrying(envelope.id(), e.step(), why, pause, e.cause());
      return Optional.of(pause);
    }

    private boolean isToBlame(StepFailedException e) {
      try {
        return faults.isToBlame(
            envelope.id(),
            e.isOpened() ? e.step() : "opening",
            counts.resolve(countFile(envelope.id())));
      } catch (IOException cannotBeCounted) {
        return false;
      }
    }

    /** What did not open is no more than damage, which the sender can make good. */
    private boolean isGivenUp(StepFailedException e) {
      if (!e.isOpened()) {
        lose();
        return true;
      }
      try {
        finish(filing.giveUp(envelope, e.step()));
        return true;
      } catch (StepFailedException later) {
        return false;
      }
    }

    /** A rejection that lies in quarantine is what a replay is about. */
    private Optional<LedgerEntry> decided() throws StepFailedException {
      try {
        return ledger
            .find(envelope.id())
            .filter(entry -> entry.isDelivered() || !quarantine.holds(envelope));
      } catch (IOException e) {
        throw StepFailedException.unopened(e);
      }
    }

    /** The outcome stands: what fails here is done again at the next start. */
    private void finish(LedgerEntry entry) {
      uncount();
      Runnable answer = answer(entry);
      tidy(() -> putAway(entry));
      tidy(() -> opening.clear(envelope.id()));
      inbox.forget(envelope.id());
      whenDone.accept(envelope.id());
      jobs.remove(envelope.id(), this);
      answer.run();
    }

    /** Before the envelope goes: for an entry of an earlier version its prefix is needed. */
    private Runnable answer(LedgerEntry entry) {
      try {
        byte[] sealed =
            entry.isAnswerable()
                ? ledger.receipt(entry)
                : ledger.receipt(entry, Filing.prefix(envelope));
        return () -> receipt.complete(sealed);
      } catch (IOException | RuntimeException e) {
        return () -> receipt.fail(e);
      }
    }

    private void putAway(LedgerEntry entry) throws IOException {
      if (!entry.isDelivered()) {
        if (!quarantine.holds(envelope) && Files.exists(envelope.file())) {
          if (quarantine.find(envelope.id()).isPresent()) {
            Files.deleteIfExists(envelope.file()); // What is there was opened; this was not.
          } else {
            quarantine.take(envelope);
          }
        }
      } else if (quarantine.holds(envelope)) {
        quarantine.release(envelope);
      } else {
        Files.deleteIfExists(envelope.file());
      }
    }

    /** Damaged: the sender has it still and is asked for it again. */
    private void lose() {
      uncount();
      tidy(() -> opening.clear(envelope.id()));
      if (quarantine.holds(envelope)) {
        events.problem(envelope.file() + " is damaged; restore it from a backup");
      } else {
        tidy(() -> Files.deleteIfExists(envelope.file()));
      }
      whenDone.accept(envelope.id());
      jobs.remove(envelope.id(), this);
      if (!quarantine.holds(envelope)) {
        inbox.forget(envelope.id());
      }
      receipt.fail(new EnvelopeLostException("the photo arrived damaged and is sent again"));
    }

    private void uncount() {
      faults.ended(envelope.id());
      tidy(() -> Files.deleteIfExists(counts.resolve(countFile(envelope.id()))));
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
