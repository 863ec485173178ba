package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.LoopbackNetwork;
import nz.co.medimage.testkit.LoopbackTransport;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;

/** A sender, receivers and the network between them, in a folder of a test. */
final class SenderFixture implements AutoCloseable {
  static final PatientTag TAG = PatientTag.parse("#ZAC5361 arm");
  static final Backoff EXACT = new Backoff(Duration.ofSeconds(15), 3, Duration.ofHours(6), 0);

  final LoopbackNetwork network = new LoopbackNetwork();
  final ManualTimer timer = new ManualTimer();
  final MutableClock clock = MutableClock.at(Instant.now());
  final Path home;
  private final Path folder;
  private final List<Runnable> open = new ArrayList<>();

  SenderFixture(Path folder) {
    this.folder = folder;
    this.home = folder.resolve("home");
  }

  FakeReceiver receiver(String name) throws IOException {
    if (Files.notExists(folder.resolve(name))) {
      PairedFolders.of(name).receiver().writeTo(folder.resolve(name));
    }
    FakeReceiver receiver = new FakeReceiver(network, folder.resolve(name), name);
    open.add(receiver::close);
    return receiver;
  }

  Sender.Builder builder(Path at) {
    return builder(at, new LoopbackTransport(network));
  }

  Sender.Builder builder(Path at, Transport transport) {
    return Sender.builder(at)
        .deviceName("Test phone")
        .transport(transport)
        .clock(clock)
        .timer(timer)
        .backoff(EXACT)
        .withoutWarmUp();
  }

  Sender sender() throws IOException {
    return keep(builder(home));
  }

  /** A sender that is paired with the receivers, which are made by {@link #receiver}. */
  Sender sender(FakeReceiver... receivers) throws IOException {
    sender().close();
    for (FakeReceiver receiver : receivers) {
      PairedFolders.of(receiver.name()).keys().writeTo(home.resolve("keys"));
    }
    return sender();
  }

  /** Starts a sender that is closed with this. */
  Sender keep(Sender.Builder builder) throws IOException {
    Sender sender = started(builder);
    open.add(sender::close);
    return sender;
  }

  static Sender started(Sender.Builder builder) throws IOException {
    Sender sender = builder.build();
    sender.start();
    return sender;
  }

  /** What seals and opens what a home remembers. */
  static PrivateNotes notes(Path home) throws IOException {
    SecretStore keys = SecretStore.open(home.resolve("keys"));
    return new PrivateNotes(new HomeSecret(keys, new SecureRandom()));
  }

  static Photo photo(long seed) {
    return photo(noise(seed));
  }

  static Photo photo(byte[] content) {
    return Photo.builder(
            "arm.jpg", () -> new java.io.ByteArrayInputStream(content), TestPhotos.CAPTURED)
        .mediaType("image/jpeg")
        .build();
  }

  static byte[] noise(long seed) {
    return TestPhotos.noise(seed, 20_000);
  }

  static Receipt receipt(Delivery delivery) throws Exception {
    return delivery.receipt().get(20, TimeUnit.SECONDS);
  }

  static void await(CountDownLatch latch) throws IOException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IOException("waited too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /** Waits until the last thread of a sender that was closed has ended. */
  void awaitFreeHome() throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      try {
        Home.open(home, Home.Kind.SENDER).lock().close();
        return;
      } catch (IOException e) {
        if (System.nanoTime() - end > 0) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** Waits for a status. */
  static DeliveryStatus await(Delivery delivery, Predicate<DeliveryStatus> wanted)
      throws Exception {
    CompletableFuture<DeliveryStatus> seen = new CompletableFuture<>();
    delivery.onStatus(
        status -> {
          if (wanted.test(status)) {
            seen.complete(status);
          }
        });
    return seen.get(20, TimeUnit.SECONDS);
  }

  static DeliveryStatus await(Delivery delivery, State state) throws Exception {
    return await(delivery, status -> status.state() == state);
  }

  /** The names of the files in a folder of the home. */
  List<String> files(String name) throws IOException {
    Path in = home.resolve(name);
    if (Files.notExists(in)) {
      return List.of();
    }
    try (var entries = Files.list(in)) {
      return entries.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The files with the keys of pairings. */
  List<String> pairingKeys() throws IOException {
    return files("keys").stream().filter(name -> name.startsWith("pairing-")).toList();
  }

  /** The photos whose envelopes lie in the outbox. */
  List<EnvelopeId> waiting() throws IOException {
    return files("outbox").stream()
        .map(name -> EntryName.ofSealed(Path.of(name)).orElseThrow().id())
        .toList();
  }

  /** The one file of a photo in the outbox. */
  Path sealed(EnvelopeId id) throws IOException {
    String name = files("outbox").stream().filter(n -> n.startsWith(id.toString())).findAny().get();
    return home.resolve("outbox").resolve(name);
  }

  /** All bytes of all files in the home, as if they were Latin-1. */
  String everythingInTheHome() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(file).append('\n').append(Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).run();
    }
  }
}
