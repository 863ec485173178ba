package nz.co.medimage.transport.relay;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.MailboxPolicy;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeListenerContext;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.testkit.MutableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real relay, a receiver behind a bad connection to it, and a sender with a good one. */
abstract class RelayFixture {
  static final int SIZE = 700_000;
  static final Link.Progress QUIET = (sent, total) -> {};
  static final Backoff SHORT = new Backoff(Duration.ofMillis(50), 2, Duration.ofMillis(200), 0);
  static final Backoff LONG = new Backoff(Duration.ofHours(1), 1, Duration.ofHours(1), 0);

  final Random random = new Random(17);
  final MutableClock relayClock = MutableClock.at(Instant.now());
  final Credential phone = credential(2);
  final FakeListenerContext context = new FakeListenerContext();
  final List<AutoCloseable> open = new ArrayList<>();
  volatile Set<InetAddress> addresses = Set.of(InetAddress.getLoopbackAddress());
  Relay relay;
  int port;
  FaultProxy proxy;
  RelayListener listener;

  @TempDir Path folder;

  @BeforeEach
  final void startAll() throws Exception {
    startRelay();
    port = relay.port();
    proxy = FaultProxy.to(port);
    context.intake().accept(phone);
  }

  final void startRelay() throws IOException {
    startRelay((mailbox, key) -> true);
  }

  final void startRelay(MailboxPolicy policy) throws IOException {
    relay =
        Relay.builder(SqlStore.open(folder.resolve("relay"), relayClock))
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .policy(policy)
            .accessLog(line -> {})
            .build();
    relay.start();
  }

  /** A listener that has not been started. */
  final RelayListener listener(Backoff backoff) {
    RelayListener made =
        RelayListener.at("http://127.0.0.1:" + proxy.port())
            .backoff(backoff)
            .betweenEnds(Duration.ofMillis(50))
            .network(() -> addresses)
            .build();
    open.add(made);
    return made;
  }

  final Route start(Backoff backoff) throws IOException {
    listener = listener(backoff);
    return listener.start(context);
  }

  @AfterEach
  final void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    proxy.close();
    relay.close();
  }

  static Credential credential(int seed) {
    byte[] token = new byte[32];
    new Random(seed).nextBytes(token);
    return new Credential(new UUID(seed, seed), token);
  }

  /** The sender's link straight to the relay, as soon as the relay lets it in. */
  final Link link(Route route) throws IOException {
    Route straight =
        new RelayRoute(RelayRoute.url("http://127.0.0.1:" + port), RelayRoute.of(route).mailbox())
            .toRoute();
    RelayTransport transport = RelayTransport.builder().build();
    AtomicReference<Link> link = new AtomicReference<>();
    Await.until(
        "the receiver has told the relay of the phone",
        () -> {
          try {
            link.set(transport.connect(straight, phone));
            return true;
          } catch (NotPairedException e) {
            return false;
          }
        });
    open.add(link.get());
    return link.get();
  }

  final SealedEnvelope envelope(int size) throws IOException {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
    return SealedEnvelope.of(id, Files.write(folder.resolve(id.toString()), bytes), size);
  }

  static byte[] bytes(SealedEnvelope envelope) throws IOException {
    try (InputStream in = envelope.open(0)) {
      return in.readAllBytes();
    }
  }

  /** Answers with the envelope's own id, so that receipts can be told apart. */
  final void answer(SealedEnvelope envelope) {
    context.intake().answer(envelope.id(), receiptOf(envelope));
  }

  static byte[] receiptOf(SealedEnvelope envelope) {
    return envelope.id().toBytes();
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "it did not come to pass");
      Thread.onSpinWait();
    }
  }
}
