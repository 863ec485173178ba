package nz.co.medimage.transport.relay;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import nz.co.medimage.transport.http.v1.Wire;
import nz.co.medimage.transport.relay.Workers.Kind;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the messages that a relay lists, some at a time over one connection, and takes back the
 * replies. A message that fails is tried again for as long as the connection is open; after that
 * the relay lists it again, and the next collector resumes where this one stopped.
 */
final class MailboxCollector implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MailboxCollector.class);

  /** The usual pauses of what failed. */
  static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), 3, Duration.ofMinutes(5), 0.2);

  private static final int BLOCK = 8 * 1024;

  /** How long a message that did not go on coming in is not collected, unless it is whole. */
  private static final Duration COMING_RESTS = Duration.ofSeconds(10);

  /** After this many downloads in a row without a byte, the message itself must be wrong. */
  private static final int MOST_FRUITLESS = 5;

  /**
   * Beyond this number the relay must list messages again, because it can make up any number of
   * them.
   */
  private static final int MOST_IN_WORK = 20_000;

  private final MailboxClient relay;
  private final Backoff pauses;
  private final RelayAdmission receiving;
  private final Workers workers;
  private final SecureRandom random = new SecureRandom();
  private final CollectTasks inWork = new CollectTasks();
  private volatile boolean overflowed;
  private volatile boolean closed;

  MailboxCollector(MailboxClient relay, RelayAdmission receiving, Workers workers, Backoff pauses) {
    this.relay = relay;
    this.pauses = pauses;
    this.receiving = receiving;
    this.workers = workers;
  }

  /** Collects a message; one that is being collected, once more after that. */
  void take(Message message) {
    if (!message.nameplate().isPresent() && !isEnvelope(message.id())) {
      LOG.info("{} is not the id of an envelope", message.id());
      return;
    }
    if (inWork.count() >= MOST_IN_WORK) {
      overflowed = true;
      return;
    }
    inWork.take(message).ifPresent(this::begin);
  }

  /**
   * Ends at the relay what was begun there of photos that came another way, or were rejected: else
   * their bytes would stay for days. Blocks.
   */
  void endUnneeded() {
    try {
      for (Message message : relay.unfinished()) {
        if (isEnvelope(message.id())) {
          endIfDecided(message);
        }
      }
    } catch (IOException | RuntimeException e) {
      LOG.info("What the relay need not keep is ended later: {}", e.getMessage());
    }
  }

  private void endIfDecided(Message message) throws IOException {
    CompletableFuture<byte[]> word =
        receiving
            .intake()
            .receipt(new PairingId(message.from()), new EnvelopeId(message.id()))
            .toCompletableFuture();
    if (word.isDone() && !word.isCompletedExceptionally()) {
      try {
        relay.reply(message, word.join());
      } catch (EnvelopeLostException e) {
        LOG.debug("{} is gone from the relay", message.id());
      }
    } else {
      word.cancel(false);
    }
  }

  private static boolean isEnvelope(UUID id) {
    return id.version() == 7 && id.variant() == 2;
  }

  private interface Step {
    void run() throws IOException;
  }

  private void begin(CollectTask work) {
    Optional<String> nameplate = work.message.nameplate();
    Duration pause = receiving.losses().pause(work.message);
    if (nameplate.isPresent()) {
      workers.soon(Kind.CONTROL, () -> attempt(work, () -> pair(work, nameplate.get())));
    } else if (!work.message.isWhole()) {
      workers.soon(Kind.COMING, () -> collectComing(work, pause));
    } else if (!pause.isZero()) {
      later(work, pause, () -> begin(work));
    } else {
      workers.soon(Kind.DOWNLOAD, () -> attempt(work, () -> collect(work)));
    }
  }

  /** One that came damaged before is collected once it is whole. */
  private void collectComing(CollectTask work, Duration pause) {
    if (!pause.isZero()) {
      rest(work);
    } else if (work.work()) {
      attempt(work, () -> collect(work));
    }
  }

  /** The rest of what is coming in is collected once it is whole, which the relay tells. */
  private void rest(CollectTask work) {
    if (inWork.rest(work)) {
      later(work, COMING_RESTS, () -> done(work));
    } else {
      done(work);
    }
  }

  /** Does something for a message, and plans another try if it fails. */
  private void attempt(CollectTask work, Step step) {
    if (closed) {
      return;
    }
    try {
      step.run();
    } catch (GoneException e) {
      done(work);
    } catch (Throwable e) {
      // Errors too: otherwise nobody would collect this message again while the connection is open.
      tryLater(work, e);
    }
  }

  private void tryLater(CollectTask work, Throwable why) {
    work.failures++;
    if (!(why instanceof IOException)) {
      LOG.error("{} hit a fault of this program", work.message.id(), why);
    } else {
      LOG.info("{} is collected later: {}", work.message.id(), why.getMessage());
    }
    // What this receiver refuses now it would refuse as a whole too.
    boolean isRefused =
        why instanceof NotPairedException || why instanceof EnvelopeDeferredException;
    if (!work.message.isWhole() && !isRefused) {
      rest(work);
      return;
    }
    work.pause();
    later(work, pauses.pause(work.failures, random), () -> resume(work));
  }

  private void later(CollectTask work, Duration pause, Runnable step) {
    // Once the timer is closed nothing is due; the next connection continues.
    work.waitFor(workers.timer().schedule(step, pause.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Tries waiting messages at once, because their senders may just have been let in. */
  void hurry() {
    for (CollectTask work : inWork.list()) {
      resume(work);
    }
  }

  private void resume(CollectTask work) {
    if (!closed && work.endPause()) {
      begin(work);
    }
  }

  private void done(CollectTask work) {
    Optional<Message> again = inWork.end(work);
    if (!closed) {
      again.ifPresent(this::take);
    }
    if (overflowed && inWork.count() < MOST_IN_WORK / 2) {
      // Over the next connection the relay lists everything that waits.
      relay.close();
    }
  }

  private void collect(CollectTask work) throws IOException {
    Message message = work.message;
    Intake intake = receiving.intake();
    PairingId from = new PairingId(message.from());
    EnvelopeId id = new EnvelopeId(message.id());
    long offset = intake.begin(from, id, message.size());
    if (offset > work.stood) {
      work.stood = offset;
      work.failures = 0;
      work.fruitless = 0;
    }
    if (work.fruitless >= MOST_FRUITLESS) {
      receiving.problem(
          "The relay does not give all of a photo that it told of; the photo is sent again.");
      lose(work);
      return;
    }
    if (offset < message.size()) {
      offset = download(work, offset);
    }
    if (offset < message.size()) {
      work.fruitless++;
      throw new IOException("the relay ended before the envelope did");
    }
    work.failures = 0;
    await(work, Kind.REPLY, intake.receipt(from, id), (receipt, e) -> settle(work, receipt, e));
  }

  private long download(CollectTask work, long offset) throws IOException {
    PairingId from = new PairingId(work.message.from());
    EnvelopeId id = new EnvelopeId(work.message.id());
    try (InputStream rest = open(work.message, offset)) {
      return receiving.intake().append(from, id, offset, rest);
    } catch (EnvelopeDeferredException
        | NotPairedException
        | OffsetConflictException
        | GoneException e) {
      throw e;
    } catch (IOException e) {
      work.fruitless++;
      throw e;
    }
  }

  private InputStream open(Message message, long offset) throws IOException {
    try {
      return relay.read(message, offset);
    } catch (EnvelopeLostException e) {
      throw new GoneException(e);
    }
  }

  /** The relay does not, or no longer, have the message: there is nothing to do. */
  private static final class GoneException extends IOException {
    private static final long serialVersionUID = 1L;

    GoneException(IOException cause) {
      super(cause);
    }
  }

  private interface Outcome {
    void accept(byte @Nullable [] word, @Nullable Throwable failure) throws IOException;
  }

  /** Lets a worker continue once there is an answer; no thread waits for it. */
  private void await(CollectTask work, Kind kind, CompletionStage<byte[]> word, Outcome then) {
    var coming = word.toCompletableFuture();
    work.waitFor(coming);
    var ignored =
        coming.whenComplete(
            (said, e) ->
                workers.soon(kind, () -> attempt(work, () -> then.accept(said, unwrapped(e)))));
  }

  private static @Nullable Throwable unwrapped(@Nullable Throwable e) {
    return e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
  }

  private void settle(CollectTask work, byte @Nullable [] receipt, @Nullable Throwable e)
      throws IOException {
    if (receipt != null) {
      reply(work, receipt);
      receiving.losses().remove(work.message);
    } else if (e instanceof EnvelopeLostException) {
      lose(work);
    } else {
      throw new IOException("there is no receipt yet", e);
    }
  }

  /** Makes the sender send it again, after a pause if it was lost before. */
  private void lose(CollectTask work) throws IOException {
    receiving.losses().add(work.message);
    Duration pause = receiving.losses().pause(work.message);
    if (pause.isZero()) {
      forget(work);
    } else {
      later(work, pause, () -> workers.soon(Kind.REPLY, () -> attempt(work, () -> forget(work))));
    }
  }

  private void forget(CollectTask work) throws IOException {
    relay.forget(work.message);
    done(work);
  }

  private void reply(CollectTask work, byte[] reply) throws IOException {
    try {
      relay.reply(work.message, reply);
    } catch (EnvelopeLostException e) {
      throw new GoneException(e);
    }
    work.replied();
    done(work);
  }

  private void pair(CollectTask work, String nameplate) throws IOException {
    byte[] message = whole(work.message);
    await(
        work,
        Kind.CONTROL,
        receiving.pair(nameplate, message),
        (answer, e) -> {
          if (answer != null) {
            // The device will ask at once.
            receiving.admit(relay);
            reply(work, answer);
          } else if (e instanceof PairingRefusedException refused) {
            refuse(work, refused);
          } else {
            throw new IOException("the pairing message has no answer yet", e);
          }
        });
  }

  private void refuse(CollectTask work, PairingRefusedException refused) throws IOException {
    try {
      relay.refuse(work.message, refused);
    } catch (EnvelopeLostException e) {
      throw new GoneException(e);
    }
    done(work);
  }

  private byte[] whole(Message message) throws IOException {
    if (message.size() > Wire.MAX_MESSAGE) {
      throw new IOException("a pairing message is larger than any");
    }
    try (InputStream in = open(message, 0)) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] block = new byte[BLOCK];
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        bytes.write(block, 0, n);
        if (bytes.size() > message.size()) {
          throw new IOException("a pairing message is longer than the relay said");
        }
      }
      return bytes.toByteArray();
    }
  }

  /** Ends what is in progress. The owner of the relay's connection closes it. */
  @Override
  public void close() {
    closed = true;
    inWork.list().forEach(CollectTask::cancel);
  }
}
