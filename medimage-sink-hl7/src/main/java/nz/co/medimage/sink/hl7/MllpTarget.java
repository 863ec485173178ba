package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.runtime.DaemonThreads;
import nz.co.medimage.store.FilingJournal;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages by MLLP, one at a time. The journal is told before the end of a message leaves. So
 * what it does not know has certainly not been filed, and of what it knows the outcome is unknown
 * until an answer to precisely that message has come.
 */
final class MllpTarget implements Target {
  private static final String SENT = "sent";
  private static final String AT = "at";
  private static final String PATIENT = "patient";
  private static final String RECEIVER = "receiver";

  private final MllpEndpoint endpoint;
  private final boolean isKept;
  private final boolean isSafe;
  private final Duration gap;
  private final Clock clock;
  private final ScheduledExecutorService timer = DaemonThreads.timer("hl7-timer");
  private final ReentrantLock turn = new ReentrantLock(true);
  private @Nullable MllpConnection kept;
  private long free = System.nanoTime();

  /**
   * Makes one that has not connected yet.
   *
   * @param isKept whether one connection serves all messages
   * @param isSafe whether the receiver recognises a message that comes again
   */
  MllpTarget(MllpEndpoint endpoint, boolean isKept, boolean isSafe, Duration gap, Clock clock) {
    this.endpoint = endpoint;
    this.isKept = isKept;
    this.isSafe = isSafe;
    this.gap = gap;
    this.clock = clock;
  }

  @Override
  public String reference(PhotoId photo) {
    return ControlId.of(photo);
  }

  @Override
  public String file(
      PhotoMessage message, FilingJournal journal, Optional<FilingJournal.Begun> before)
      throws IOException, PhotoRejectedException {
    if (before.isPresent() && !isRecognised(message, before.get())) {
      String receiver = before.get().values().getOrDefault(RECEIVER, "the practice system");
      throw new OutcomeUnknownException(question(receiver, message));
    }
    String at = before.map(begun -> begun.values().get(AT)).orElseGet(this::now);
    Verdict verdict;
    takeTurn();
    try {
      verdict = exchange(message, journal, at, before.isPresent());
    } finally {
      free = System.nanoTime() + gap.toNanos();
      turn.unlock();
    }
    return verdict.conclude(
        journal, message.id(), reference(message.id()), before.map(begun -> begun));
  }

  /**
   * Whether the message may be sent again. A receiver that recognises it would keep the patient of
   * the first time, and another receiver would not recognise it.
   */
  private boolean isRecognised(PhotoMessage message, FilingJournal.Begun begun) {
    return isSafe
        && message.patient().equals(begun.values().get(PATIENT))
        && endpoint.toString().equals(begun.values().get(RECEIVER));
  }

  private String now() {
    return OffsetDateTime.ofInstant(clock.instant(), ZoneId.systemDefault())
        .truncatedTo(ChronoUnit.SECONDS)
        .toString();
  }

  private void takeTurn() throws IOException {
    try {
      turn.lockInterruptibly();
      try {
        TimeUnit.NANOSECONDS.sleep(free - System.nanoTime());
      } catch (InterruptedException e) {
        turn.unlock();
        throw e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while other photos were sent");
    }
  }

  private Verdict exchange(PhotoMessage message, FilingJournal journal, String at, boolean isRepeat)
      throws IOException {
    MllpConnection connection = connection();
    boolean isDone = false;
    try {
      connection.send(message, OffsetDateTime.parse(at));
      if (!isRepeat) {
        journal.begin(
            message.id(),
            SENT,
            Map.of(AT, at, PATIENT, message.patient(), RECEIVER, endpoint.toString()));
      }
      Verdict verdict = answer(connection, message);
      isDone = true;
      return verdict;
    } finally {
      if (!isDone || !isKept) {
        kept = null;
        connection.close();
      }
    }
  }

  private Verdict answer(MllpConnection connection, PhotoMessage message) throws IOException {
    try {
      connection.end();
      Acknowledgement answer = Acknowledgement.parse(connection.receive());
      if (!answer.controlId().equals(message.controlId())) {
        throw new IOException(endpoint + " acknowledged another message");
      }
      return Verdict.of(answer);
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw isSafe
          ? new IOException(e.getMessage() + "; the same message is sent again", e)
          : new OutcomeUnknownException(question(endpoint.toString(), message), e);
    }
  }

  private static String question(String receiver, PhotoMessage message) {
    return receiver
        + " may have this photo, but did not say so; look in the practice system for document "
        + message.documentId()
        + ", whose message has the control id "
        + message.controlId();
  }

  private MllpConnection connection() throws IOException {
    MllpConnection open = kept;
    if (open != null && open.isQuiet()) {
      return open;
    }
    if (open != null) {
      kept = null;
      open.close();
    }
    MllpConnection fresh = MllpConnection.open(endpoint, timer);
    kept = fresh;
    return fresh;
  }

  @Override
  public List<SelfTest.Finding> test() {
    try {
      MllpConnection.open(endpoint, timer).close();
    } catch (IOException e) {
      return List.of(new SelfTest.Finding(SelfTest.Verdict.FAILED, e.getMessage() + "."));
    }
    return List.of(
        new SelfTest.Finding(
            SelfTest.Verdict.OK,
            "Connected to "
                + endpoint
                + (endpoint.tls().isPresent() ? ", whose certificate is trusted." : ".")),
        new SelfTest.Finding(
            SelfTest.Verdict.WARNING,
            "No message was sent: only the first photo shows whether the receiver takes it."));
  }

  @Override
  public void close() throws IOException {
    timer.shutdownNow();
    turn.lock();
    try {
      if (kept != null) {
        kept.close();
      }
    } finally {
      turn.unlock();
    }
  }
}
