package nz.co.medimage.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.Secrets;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.ReceiverRun;
import nz.co.medimage.api.transport.TokenHash;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ListenerContext} in memory, to test a {@link nz.co.medimage.api.transport.Listener}
 * against. It keeps the contract: revoking works in mid-upload, and two at one upload are told
 * apart. Safe for use by several threads.
 */
public final class FakeListenerContext implements ListenerContext, Intake {
  private final Set<Credential> paired = ConcurrentHashMap.newKeySet();
  private final Map<PhotoId, Upload> uploads = new ConcurrentHashMap<>();
  private final Map<EnvelopeId, CompletableFuture<byte[]>> receipts = new ConcurrentHashMap<>();
  private final Map<EnvelopeId, CountDownLatch> asked = new ConcurrentHashMap<>();
  private final ReceiverRun run;
  private final Map<String, byte[]> secrets;
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private final List<String> stops = new CopyOnWriteArrayList<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile Pairing pairing =
      (nameplate, message) -> {
        throw new PairingRefusedException(
            PairingRefusedException.Reason.NO_OFFER, "There is no open offer " + nameplate);
      };
  private volatile @Nullable Path spool;
  private volatile AppendHook hook = (id, held) -> {};

  /** With nobody paired and no offer open. */
  public FakeListenerContext() {
    this(new ReceiverRun(UUID.randomUUID(), Instant.now()), new ConcurrentHashMap<>());
  }

  private FakeListenerContext(ReceiverRun run, Map<String, byte[]> secrets) {
    this.run = run;
    this.secrets = secrets;
  }

  /** That of another computer with a copy of this home: it shares the secrets; nobody is paired. */
  public FakeListenerContext copy(ReceiverRun run) {
    return new FakeListenerContext(run, secrets);
  }

  /** Lets a sender in. */
  public void accept(Credential credential) {
    paired.add(credential);
  }

  /** Lets a sender in no longer. */
  public void revoke(Credential credential) {
    paired.remove(credential);
  }

  /** Answers pairing messages from now on. */
  public void onPair(Pairing answer) {
    this.pairing = answer;
  }

  /** Is called from now on whenever a block of an upload has been stored. */
  public void onAppend(AppendHook hook) {
    this.hook = hook;
  }

  /** Takes pieces with checksums from now on, which lie in this folder until they are checked. */
  public void spoolIn(Path folder) {
    this.spool = folder;
  }

  @Override
  public Optional<Path> spool(long bytes) {
    return Optional.ofNullable(spool);
  }

  /** Gives the receipt of an envelope, also before it is here. */
  public void answer(EnvelopeId id, byte[] receipt) {
    receipt(id).complete(receipt.clone());
  }

  /** Loses an envelope: whoever asks or waits for it is told to upload it again. */
  public void lose(EnvelopeId id) {
    uploads.keySet().removeIf(photo -> photo.envelope().equals(id));
    CompletableFuture<byte[]> waiting = receipts.remove(id);
    if (waiting != null) {
      waiting.completeExceptionally(lost());
    }
  }

  /** Waits until somebody waits for the receipt of an envelope, or for 10 s. */
  public void awaitWaiting(EnvelopeId id) throws InterruptedException {
    if (!asked(id).await(10, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody waits for the receipt of " + id);
    }
  }

  /** How many wait for a receipt now, those left out who cancelled. */
  public int waiting() {
    return waiting.get();
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

  @Override
  public PairingId authenticate(Credential credential) throws NotPairedException {
    if (!paired.contains(credential)) {
      throw new NotPairedException("This device is not paired with this receiver; pair it again");
    }
    return new PairingId(credential.id());
  }

  @Override
  public long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    Upload upload =
        uploads.compute(
            new PhotoId(id, from),
            (same, before) ->
                before == null || (before.size != size && before.givesWay())
                    ? new Upload(size)
                    : before);
    if (upload.size != size) {
      throw new EnvelopeDeferredException("The envelope was begun with another size");
    }
    return upload.held();
  }

  @Override
  public UploadState state(PairingId from, EnvelopeId id) throws IOException {
    Upload upload = find(from, id);
    return new UploadState(upload.held(), upload.size);
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    Upload upload = find(from, id);
    upload.enter(offset);
    try {
      byte[] block = new byte[1 << 16];
      for (int n = bytes.read(block); n >= 0; n = bytes.read(block)) {
        upload.append(block, n);
        hook.stored(id, upload.held());
        if (paired.stream().noneMatch(c -> c.id().equals(from.value()))) {
          throw new NotPairedException("This device was revoked; pair it again");
        }
      }
      return upload.held();
    } finally {
      upload.leave();
    }
  }

  private Upload find(PairingId from, EnvelopeId id) throws EnvelopeLostException {
    Upload upload = uploads.get(new PhotoId(id, from));
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
    asked(id).countDown();
    boolean known = uploads.containsKey(new PhotoId(id, from)) || receipts.containsKey(id);
    if (!known) {
      return CompletableFuture.failedFuture(lost());
    }
    CompletableFuture<byte[]> copy = receipt(id).copy();
    waiting.incrementAndGet();
    var ignored = copy.whenComplete((receipt, e) -> waiting.decrementAndGet());
    return copy;
  }

  private CountDownLatch asked(EnvelopeId id) {
    return asked.computeIfAbsent(id, i -> new CountDownLatch(1));
  }

  private CompletableFuture<byte[]> receipt(EnvelopeId id) {
    return receipts.computeIfAbsent(id, i -> new CompletableFuture<>());
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
  public Map<PairingId, TokenHash> senders() {
    return paired.stream()
        .collect(Collectors.toMap(c -> new PairingId(c.id()), Credential::tokenHash));
  }

  @Override
  public Intake intake() {
    return this;
  }

  /** This context itself: it tells apart only who may come in, and that is over by then. */
  @Override
  public Intake intakeForAdmitted() {
    return this;
  }

  @Override
  public void problem(String sentence) {
    problems.add(sentence);
  }

  /** What the listener reported so far, the oldest first. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public ReceiverRun run() {
    return run;
  }

  @Override
  public void stopForCopy(String sentence) {
    stops.add(sentence);
  }

  /** With which sentences the listener had the receiver stop so far; it goes on all the same. */
  public List<String> stops() {
    return List.copyOf(stops);
  }

  @Override
  public Secrets secrets() {
    return new Secrets() {
      @Override
      public Optional<byte[]> get(String name) {
        return Optional.ofNullable(secrets.get(name)).map(byte[]::clone);
      }

      @Override
      public void put(String name, byte[] secret) {
        secrets.put(name, secret.clone());
      }
    };
  }

  /** Answers pairing messages. */
  @FunctionalInterface
  public interface Pairing {
    /** Answers one, or refuses it. */
    byte[] answer(String nameplate, byte[] message) throws IOException;
  }

  /** Looks on while an upload grows. */
  @FunctionalInterface
  public interface AppendHook {
    /** So many bytes of the envelope are held now; an exception breaks the upload off. */
    void stored(EnvelopeId id, long held) throws IOException;
  }

  private static final class Upload {
    private final long size;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private final Set<Thread> at = new HashSet<>();

    Upload(long size) {
      this.size = size;
    }

    synchronized void enter(long offset) throws OffsetConflictException {
      if (offset != held.size() || !at.isEmpty()) {
        throw new OffsetConflictException(held.size());
      }
      at.add(Thread.currentThread());
    }

    /** Whether one of another size may take its place. */
    synchronized boolean givesWay() {
      return at.isEmpty() && held.size() < size;
    }

    synchronized void leave() {
      at.clear();
    }

    synchronized void append(byte[] block, int count) {
      held.write(block, 0, count);
    }

    synchronized long held() {
      return held.size();
    }

    synchronized byte[] bytes() {
      return held.toByteArray();
    }
  }
}
