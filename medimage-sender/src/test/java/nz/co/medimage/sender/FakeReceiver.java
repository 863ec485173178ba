package nz.co.medimage.sender;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.EnvelopeOpener;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.PairingHost;
import nz.co.medimage.crypto.ReceiptCodec;
import nz.co.medimage.crypto.ReceiverIdentity;
import nz.co.medimage.crypto.ReceiverPairing;
import nz.co.medimage.crypto.envelope.CurrentRoutes;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.OpenedReceipt;
import nz.co.medimage.testkit.FakeIntake;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.testkit.LoopbackListener;
import nz.co.medimage.testkit.LoopbackNetwork;

/**
 * A receiver that does as a test tells it. Its identity, its pairings and what it filed lie in a
 * folder, so that another process can take it up again.
 */
final class FakeReceiver implements Intake, AutoCloseable {

  /** What it does with a complete envelope. */
  enum Mood {
    DELIVER,
    REJECT,
    /** Holds the photo until a person says whose it is. */
    HOLD_FOR_A_PERSON,
    /** Keeps the sender waiting until {@link #release()}. */
    HOLD,
    /** Loses the envelope once, then delivers. */
    LOSE_ONCE,
    /** Loses every envelope. */
    LOSE,
    /** Loses those that do not open, delivers the others. */
    LOSE_DAMAGED,
    /** Answers once with a receipt that is not its own, then delivers. */
    FORGE_ONCE,
    /** Answers once with a receipt in a format of the future, then delivers. */
    ANSWER_LATER_VERSION_ONCE
  }

  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path store;
  private final String name;
  private final LoopbackListener listener;
  private final ReceiverIdentity identity;
  private final Map<PairingId, ReceiverPairing> pairings = new HashMap<>();
  private final Set<PairingId> newPairings = new HashSet<>();
  private final FakeIntake uploads = new FakeIntake();
  private final Map<EnvelopeId, PairingId> senders = new HashMap<>();
  private final Map<EnvelopeId, CompletableFuture<byte[]>> receipts = new HashMap<>();
  private final Map<EnvelopeId, byte[]> unusable = new HashMap<>();
  private final List<Runnable> held = new ArrayList<>();
  private final List<Route> routes = new ArrayList<>();
  private final Map<String, PairingHost> offers = new HashMap<>();
  private Mood mood = Mood.DELIVER;
  private Optional<String> refusal = Optional.empty();
  private Optional<CurrentRoutes> told = Optional.empty();
  private Runnable onPairing = () -> {};
  private Runnable onRefusal = () -> {};
  private final Set<PairingId> revoked = new HashSet<>();
  private int losses;

  FakeReceiver(LoopbackNetwork network, Path store, String name) throws IOException {
    this.store = Files.createDirectories(store);
    this.name = name;
    Path key = store.resolve("identity");
    if (Files.notExists(key)) {
      Files.write(key, ReceiverIdentity.generate().toBytes());
    }
    identity = ReceiverIdentity.ofBytes(Files.readAllBytes(key));
    for (Path file : files("pairing-*")) {
      ReceiverPairing pairing = ReceiverPairing.ofBytes(Files.readAllBytes(file));
      pairings.put(pairing.id(), pairing);
    }
    listener = new LoopbackListener(network, name);
    routes.add(listener.start(new FakeListenerContext().with(this)));
  }

  String name() {
    return name;
  }

  private List<Path> files(String glob) throws IOException {
    List<Path> files = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(store, glob)) {
      entries.forEach(files::add);
    }
    return files;
  }

  synchronized FakeReceiver routes(Route... instead) {
    routes.clear();
    routes.addAll(List.of(instead));
    return this;
  }

  /** Tells these in each receipt from now on. */
  synchronized void tell(Instant at, Route... routes) {
    told = Optional.of(new CurrentRoutes(at, List.of(routes)));
  }

  synchronized FakeReceiver mood(Mood now) {
    mood = now;
    return this;
  }

  synchronized void refuseAll(String sentence) {
    refusal = Optional.of(sentence);
  }

  synchronized void refuseNothing() {
    refusal = Optional.empty();
  }

  synchronized void onFirstPairing(Runnable action) {
    onPairing = action;
  }

  /** Does something before it tells a device for the first time that it is not paired. */
  synchronized void onFirstRefusal(Runnable action) {
    onRefusal = action;
  }

  /** Revokes all pairings that it has; what a device says later of one changes nothing. */
  synchronized void revokeAll() {
    revoked.addAll(pairings.keySet());
  }

  synchronized void release() {
    mood = Mood.DELIVER;
    held.forEach(Runnable::run);
    held.clear();
  }

  /** What has come in so far, whole or not. */
  FakeIntake uploads() {
    return uploads;
  }

  /** How many envelopes did not open. */
  synchronized int losses() {
    return losses;
  }

  String offer() {
    return offer(PairingCode.generate(RANDOM));
  }

  synchronized String offer(PairingCode code) {
    PairingHost host =
        new PairingHost(code, name, identity, this::routes, Clock.systemUTC(), RANDOM, this::keep);
    offers.put(code.nameplate(), host);
    listener.announce(offers.keySet());
    return code.text();
  }

  private synchronized List<Route> routes() {
    return List.copyOf(routes);
  }

  private synchronized void keep(ReceiverPairing pairing, List<ReceiverPairing> previous)
      throws IOException {
    for (ReceiverPairing each : previous) {
      store(each);
    }
    store(pairing);
    newPairings.add(pairing.id());
    onPairing.run();
    onPairing = () -> {};
  }

  private void store(ReceiverPairing pairing) throws IOException {
    Files.write(store.resolve("pairing-" + pairing.id()), pairing.toBytes());
    pairings.put(pairing.id(), pairing);
  }

  /** Loses all pairings, as a home that was restored from before them. */
  synchronized void forgetPairings() throws IOException {
    for (Path file : files("pairing-*")) {
      Files.delete(file);
    }
    pairings.clear();
  }

  /** The content of everything filed, one each time it was filed under a new id. */
  List<byte[]> filed() throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (Path file : files("filed-*")) {
      all.add(Files.readAllBytes(file));
    }
    return all;
  }

  /** How many pairings it has made, without those that lay in its folder. */
  synchronized int pairingCount() {
    return newPairings.size();
  }

  /** Over whichever transport the test calls its loopback. */
  private static boolean accepts(ReceiverPairing pairing, Credential credential) {
    return Stream.of("loopback", "wifi", "relay")
        .anyMatch(transport -> pairing.accepts(credential, transport));
  }

  @Override
  public PairingId authenticate(Credential credential) throws NotPairedException {
    try {
      return known(credential);
    } catch (NotPairedException e) {
      Runnable once;
      synchronized (this) {
        once = onRefusal;
        onRefusal = () -> {};
      }
      once.run();
      throw e;
    }
  }

  private synchronized PairingId known(Credential credential) throws NotPairedException {
    ReceiverPairing pairing = pairings.get(new PairingId(credential.id()));
    if (pairing == null || revoked.contains(pairing.id()) || !accepts(pairing, credential)) {
      throw new NotPairedException("This device is not paired.");
    }
    return pairing.id();
  }

  @Override
  public synchronized long begin(PairingId from, EnvelopeId id, long size) throws IOException {
    if (refusal.isPresent()) {
      throw new EnvelopeDeferredException(refusal.get());
    }
    if (receipts.containsKey(id) || Files.exists(store.resolve("filed-" + id))) {
      return size;
    }
    senders.put(id, from);
    uploads.accept(new Credential(from.value(), new byte[32])); // it was let in above
    return uploads.begin(from, id, size);
  }

  @Override
  public UploadState state(PairingId from, EnvelopeId id) throws IOException {
    return uploads.state(from, id);
  }

  @Override
  public long append(PairingId from, EnvelopeId id, long offset, InputStream bytes)
      throws IOException {
    long held = uploads.append(from, id, offset, bytes);
    if (held == uploads.state(from, id).size()) {
      complete(id);
    }
    return held;
  }

  private synchronized void complete(EnvelopeId id) {
    CompletableFuture<byte[]> receipt =
        receipts.computeIfAbsent(id, missing -> new CompletableFuture<>());
    switch (mood) {
      case DELIVER -> receipt.complete(deliver(id));
      case REJECT -> receipt.complete(seal(id, rejected(id)));
      case HOLD_FOR_A_PERSON ->
          receipt.complete(
              seal(
                  id,
                  Receipt.held(
                      id, Instant.now(), HoldCode.UNKNOWN_PATIENT, "No patient has this id.")));
      case HOLD -> held.add(() -> receipt.complete(deliver(id)));
      case LOSE_ONCE -> {
        mood = Mood.DELIVER;
        forget(id);
      }
      case LOSE -> forget(id);
      case LOSE_DAMAGED -> {
        try {
          receipt.complete(deliver(id));
        } catch (IllegalStateException e) {
          losses++;
          forget(id);
        }
      }
      case FORGE_ONCE -> {
        mood = Mood.DELIVER;
        deliver(id);
        unusable.put(id, forgery());
      }
      case ANSWER_LATER_VERSION_ONCE -> {
        mood = Mood.DELIVER;
        deliver(id);
        unusable.put(id, new byte[] {2});
      }
    }
  }

  /** Of this version, but sealed under no key of ours. */
  private static byte[] forgery() {
    byte[] forgery = new byte[200];
    forgery[0] = 1;
    return forgery;
  }

  private Receipt rejected(EnvelopeId id) {
    return Receipt.rejected(
        id, Instant.now(), RejectionCode.TYPE_NOT_ALLOWED, "arm.txt is not a photo.");
  }

  private byte[] deliver(EnvelopeId id) {
    byte[] sealed = uploads.received(id);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try {
      new EnvelopeOpener(identity)
          .open(new ByteArrayInputStream(sealed), pairings.get(senders.get(id)), content);
      Files.write(store.resolve("sealed-" + id), sealed);
      Files.write(store.resolve("filed-" + id), content.toByteArray());
    } catch (EnvelopeException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seal(id, delivered(id));
  }

  private static Receipt delivered(EnvelopeId id) {
    return Receipt.delivered(
        id, Instant.now(), List.of(new SinkReference("folders", "A1/arm.jpg")));
  }

  private byte[] seal(EnvelopeId id, Receipt receipt) {
    return seal(receipt, uploads.received(id), senders.get(id));
  }

  private byte[] seal(Receipt receipt, byte[] sealed, PairingId from) {
    try {
      EnvelopePrefix prefix = EnvelopeOpener.readPrefix(new ByteArrayInputStream(sealed));
      return ReceiptCodec.seal(new OpenedReceipt(receipt, told), prefix, pairings.get(from));
    } catch (EnvelopeException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void forget(EnvelopeId id) {
    uploads.lose(id);
    receipts.remove(id);
  }

  @Override
  public synchronized CompletionStage<byte[]> receipt(PairingId from, EnvelopeId id) {
    byte[] answer = unusable.remove(id);
    if (answer != null) {
      return CompletableFuture.completedFuture(answer);
    }
    if (Files.exists(store.resolve("filed-" + id))) {
      try {
        byte[] sealed = Files.readAllBytes(store.resolve("sealed-" + id));
        return CompletableFuture.completedFuture(seal(delivered(id), sealed, from));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    CompletableFuture<byte[]> receipt = receipts.get(id);
    return receipt != null
        ? receipt.copy()
        : CompletableFuture.failedFuture(new EnvelopeLostException("The photo is not here."));
  }

  @Override
  public CompletionStage<byte[]> pair(String nameplate, byte[] message) {
    try {
      return CompletableFuture.completedStage(answer(nameplate, message));
    } catch (IOException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private byte[] answer(String nameplate, byte[] message) throws IOException {
    PairingHost host;
    synchronized (this) {
      host = offers.get(nameplate);
    }
    if (host == null) {
      throw new PairingRefusedException(
          PairingRefusedException.Reason.NO_OFFER, "There is no such pairing offer.");
    }
    return host.answer(message);
  }

  @Override
  public void close() {
    listener.close();
  }
}
