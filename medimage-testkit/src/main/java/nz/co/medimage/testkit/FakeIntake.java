package nz.co.medimage.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.TokenHash;
import org.jspecify.annotations.Nullable;

/**
 * An {@link Intake} in memory that does what a test wants, to test a listener or a transport
 * against. It passes {@link IntakeContract}.
 *
 * <pre>{@code
 * FakeListenerContext context = new FakeListenerContext();
 * context.intake().accept(phone); // a Credential
 * Route route = listener.start(context);
 * transport.connect(route, phone).upload(envelope, (sent, total) -> {});
 * assertArrayEquals(bytes, context.intake().received(envelope.id()));
 * context.intake().answer(envelope.id(), receipt);
 * }</pre>
 *
 * <p>Safe for use by several threads.
 */
public final class FakeIntake implements Intake {
  private final Set<Credential> paired = ConcurrentHashMap.newKeySet();
  private final Set<PairingId> known = ConcurrentHashMap.newKeySet();
  private final Map<PhotoId, FakeUpload> uploads = new ConcurrentHashMap<>();
  private final Map<PhotoId, CompletableFuture<byte[]>> receipts = new ConcurrentHashMap<>();
  private final Map<EnvelopeId, byte[]> answers = new ConcurrentHashMap<>();
  private final Map<EnvelopeId, CountDownLatch> asked = new ConcurrentHashMap<>();
  private final AtomicInteger authentications = new AtomicInteger();
  private final AtomicInteger receiptCalls = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile Pairing pairing =
      (nameplate, message) -> {
        throw new PairingRefusedException(
            PairingRefusedException.Reason.NO_OFFER, "There is no open offer " + nameplate);
      };
  private volatile @Nullable Path spool;
  private volatile @Nullable String deferral;
  private volatile AppendHook hook = (id, held) -> {};

  /** Makes an intake with nobody paired and no offer open. */
  public FakeIntake() {}

  /** Pairs a sender, whose credential is accepted from now on. */
  public void accept(Credential credential) {
    known.add(new PairingId(credential.id()));
    paired.add(credential);
  }

  /** Revokes the pairing of a sender; nothing happens if it is not paired. */
  public void revoke(Credential credential) {
    paired.remove(credential);
  }

  /** Answers pairing messages from now on. Default: refuses them, as no offer is open. */
  public void onPair(Pairing answer) {
    this.pairing = answer;
  }

  /** Sets a hook that is called whenever a block of an upload has been stored, on its thread. */
  public void onAppend(AppendHook hook) {
    this.hook = hook;
  }

  /** Defers every envelope from now on, with this sentence, until {@link #deferNothing()}. */
  public void deferAll(String sentence) {
    deferral = sentence;
  }

  /** Ends what {@link #deferAll} began. */
  public void deferNothing() {
    deferral = null;
  }

  /**
   * Accepts pieces with checksums from now on, and keeps them in this folder until they are
   * verified. Default: there is no such folder, and no checksums are accepted.
   */
  public void spoolIn(Path folder) {
    this.spool = folder;
  }

  /** Gives the receipt of an envelope, also before the envelope arrives. */
  public void answer(EnvelopeId id, byte[] receipt) {
    byte[] copy = receipt.clone();
    answers.put(id, copy);
    receipts.forEach(
        (photo, promised) -> {
          if (photo.envelope().equals(id)) {
            promised.complete(copy);
          }
        });
  }

  /** Loses an envelope: those who ask or wait for it get an {@link EnvelopeLostException}. */
  public void lose(EnvelopeId id) {
    answers.remove(id);
    uploads.keySet().removeIf(photo -> photo.envelope().equals(id));
    receipts.forEach(
        (photo, promised) -> {
          if (photo.envelope().equals(id)) {
            receipts.remove(photo);
            promised.completeExceptionally(lost());
          }
        });
  }

  /**
   * Blocks until somebody has asked for the receipt of an envelope.
   *
   * @throws IllegalStateException if nobody does within 10 s
   */
  public void awaitWaiting(EnvelopeId id) throws InterruptedException {
    if (!asked(id).await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody waits for the receipt of " + id);
    }
  }

  /** How many callers wait for a receipt now; those who cancelled do not count. */
  public int waiting() {
    return waiting.get();
  }

  /** How often somebody showed a credential. */
  public int authentications() {
    return authentications.get();
  }

  /** How often a receipt was asked for. */
  public int receiptCalls() {
    return receiptCalls.get();
  }

  /** What has arrived of an envelope; empty if nothing was begun. */
  public byte[] received(EnvelopeId id) {
    return uploads.entrySet().stream()
        .filter(upload -> upload.getKey().envelope().equals(id))
        .findFirst()
        .map(upload -> upload.getValue().bytes())
        .orElse(new byte[0]);
  }

  /** How many envelopes were begun. */
  public int envelopes() {
    return uploads.size();
  }

  /** The pairings that stand, as {@code ListenerContext.senders} gives them. */
  Map<PairingId, TokenHash> senders() {
    return paired.stream()
        .collect(Collectors.toMap(c -> new PairingId(c.id()), Credential::tokenHash));
  }

  /** The same uploads and receipts, also for pairings that were revoked. */
  Intake forAdmitted() {
    return new AdmittedIntake(this);
  }

  @Override
  public PairingId authenticate(Credential credential) throws NotPairedException {
    authentications.incrementAndGet();
    if (!paired.contains(credential)) {
      throw notPaired();
    }
    return new PairingId(credential.id());
  }

  private void requirePaired(PairingId from) throws NotPairedException {
    if (paired.stream().noneMatch(c -> c.id().equals(from.value()))) {
      throw notPaired();
    }
  }

  /** Lets in every device that was ever paired. */
  void requireKnown(PairingId from) throws NotPairedException {
    if (!known.contains(from)) {
      throw notPaired();
    }
  }

  private static NotPairedException notPaired() {
    return new NotPairedException("This device is not paired with this receiver; pair it again");
  }

  @Override
  public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    requirePaired(from);
    return beginKnown(from, id, size);
  }

  long beginKnown(PairingId from, EnvelopeId id, long size) throws IOException {
    String sentence = deferral;
    if (sentence != null) {
      throw new EnvelopeDeferredException(sentence);
    }
    if (size < 1) {
      throw new EnvelopeDeferredException("An envelope has a size of at least one byte");
    }
    FakeUpload upload =
        uploads.compute(
            new PhotoId(id, from),
            (same, before) ->
                before == null || (before.size() != size && before.givesWay())
                    ? new FakeUpload(size)
                    : before);
    if (upload.size() != size) {
      throw new EnvelopeDeferredException("The envelope was begun with another size");
    }
    return upload.held();
  }

  @Override
  public UploadState state(PairingId from, EnvelopeId id) throws IOException {
    requirePaired(from);
    return stateOfKnown(from, id);
  }

  UploadState stateOfKnown(PairingId from, EnvelopeId id) throws IOException {
    FakeUpload upload = find(from, id);
    return new UploadState(upload.held(), upload.size());
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    return append(from, id, offset, bytes, () -> requirePaired(from));
  }

  long append(PairingId from, EnvelopeId id, long offset, InputStream bytes, Guard guard)
      throws IOException {
    guard.check();
    FakeUpload upload = find(from, id);
    return upload.append(
        offset,
        bytes,
        held -> {
          hook.stored(id, held);
          guard.check();
        });
  }

  private FakeUpload find(PairingId from, EnvelopeId id) throws EnvelopeLostException {
    FakeUpload upload = uploads.get(new PhotoId(id, from));
    if (upload == null) {
      throw lost();
    }
    return upload;
  }

  private static EnvelopeLostException lost() {
    return new EnvelopeLostException("The envelope is not here; send it again");
  }

  @Override
  public CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    return receipt(from, id, () -> requirePaired(from));
  }

  CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id, Guard guard) {
    receiptCalls.incrementAndGet();
    asked(id).countDown();
    PhotoId photo = new PhotoId(id, from);
    try {
      guard.check();
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (!uploads.containsKey(photo) && !isAnsweredToAnybody(id)) {
      return CompletableFuture.failedFuture(lost());
    }
    CompletableFuture<byte[]> promised =
        receipts.computeIfAbsent(photo, any -> new CompletableFuture<>());
    byte[] answer = answers.get(id);
    if (answer != null) {
      promised.complete(answer);
    }
    CompletableFuture<byte[]> own = promised.thenApply(byte[]::clone);
    waiting.incrementAndGet();
    var ignored = own.whenComplete((receipt, e) -> waiting.decrementAndGet());
    return own;
  }

  /** A test gave the receipt, and nobody uploaded the envelope. */
  private boolean isAnsweredToAnybody(EnvelopeId id) {
    return answers.containsKey(id)
        && uploads.keySet().stream().noneMatch(photo -> photo.envelope().equals(id));
  }

  private CountDownLatch asked(EnvelopeId id) {
    return asked.computeIfAbsent(id, i -> new CountDownLatch(1));
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    try {
      return CompletableFuture.completedStage(pairing.answer(nameplate, message));
    } catch (IOException e) {
      // A copy, whose failure comes wrapped, as that of any stage which waited for another.
      return CompletableFuture.<byte[]>failedFuture(e).copy();
    }
  }

  @Override
  public Optional<Path> spool(long bytes) {
    return Optional.ofNullable(spool);
  }

  /** Answers pairing messages. */
  @FunctionalInterface
  public interface Pairing {
    /**
     * Answers a message.
     *
     * @throws PairingRefusedException to refuse it
     */
    byte[] answer(String nameplate, byte[] message) throws IOException;
  }

  /** Called while an upload grows. */
  @FunctionalInterface
  public interface AppendHook {
    /** {@code held} bytes of the envelope have been stored; an exception ends the upload. */
    void stored(EnvelopeId id, long held) throws IOException;
  }

  /** Lets a call continue, or refuses it. */
  @FunctionalInterface
  interface Guard {
    void check() throws IOException;
  }
}
