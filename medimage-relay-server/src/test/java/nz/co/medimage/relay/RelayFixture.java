package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.relay.store.MessageKey;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.relay.store.Waiting;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.transport.http.MailboxClient;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.http.WireClient;
import nz.co.medimage.transport.http.v1.WaitingList;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A relay on files, one receiver with a mailbox, and one sender that may leave envelopes in it. */
abstract class RelayFixture {
  static final int SIZE = 700_000;
  static final Link.Progress QUIET = (sent, total) -> {};
  static final Duration LONG = Duration.ofSeconds(20);

  final Random random = new Random(11);
  final UUID session = new UUID(7, 7);
  final Credential mailbox = credential(1);
  final Credential phone = credential(2);
  final MutableClock clock = MutableClock.at("2026-11-24T09:00:00Z");
  final List<String> accessLog = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  Limits limits = Limits.standard();
  UnaryOperator<RelayStore> around = UnaryOperator.identity();
  RelayStore store;
  Relay relay;

  @TempDir Path folder;

  @BeforeEach
  final void startWithOneReceiver() throws Exception {
    start(limits);
    MailboxClient receiver = receiver();
    receiver.enrol(Optional.empty());
    receiver.admit(Map.of(new PairingId(phone.id()), phone.tokenHash()));
  }

  final void start(Limits limits) throws Exception {
    start(relay().limits(limits));
  }

  /** One that listens where nobody else does, on the files that are there. */
  final Relay.Builder relay() throws Exception {
    store = around.apply(SqlStore.open(folder.resolve("relay"), clock));
    return Relay.builder(store)
        .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .clock(clock)
        .accessLog(accessLog::add);
  }

  /** Starts a relay as {@link #relay}. */
  final void start(Relay.Builder builder) throws IOException {
    relay = builder.build();
    relay.start();
  }

  final void restart(Limits limits) throws Exception {
    relay.close();
    start(limits);
  }

  @AfterEach
  final void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
    relay.close();
  }

  static Credential credential(int seed) {
    byte[] token = new byte[32];
    new Random(seed).nextBytes(token);
    return new Credential(new UUID(seed, seed), token);
  }

  static Map<PairingId, TokenHash> senders(Credential... all) {
    Map<PairingId, TokenHash> senders = new java.util.HashMap<>();
    for (Credential each : all) {
      senders.put(new PairingId(each.id()), each.tokenHash());
    }
    return senders;
  }

  final WireClient client() {
    return WireClient.builder(
            URI.create("http://127.0.0.1:" + relay.port()), ServerTrust.platform())
        .build();
  }

  final MailboxClient receiver() {
    return receiver(mailbox);
  }

  final MailboxClient receiver(Credential of) {
    MailboxClient receiver = client().mailbox(of, session);
    open.add(receiver);
    return receiver;
  }

  final Link sender() throws IOException {
    return sender(phone);
  }

  final Link sender(Credential of) throws IOException {
    Link link = client().connect(new Route("relay", Map.of()), of);
    open.add(link);
    return link;
  }

  final SealedEnvelope envelope(int size) throws IOException {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    EnvelopeId id = EnvelopeId.create(clock, random);
    return SealedEnvelope.of(id, Files.write(folder.resolve(id.toString()), bytes), size);
  }

  static byte[] bytes(SealedEnvelope envelope) throws IOException {
    try (InputStream in = envelope.open(0)) {
      return in.readAllBytes();
    }
  }

  final SealedEnvelope uploaded(int size) throws IOException {
    SealedEnvelope envelope = envelope(size);
    sender().upload(envelope, QUIET);
    return envelope;
  }

  final List<Message> waiting() throws IOException {
    return receiver()
        .waiting(WaitingList.FROM_THE_START, Duration.ZERO)
        .map(WaitingList::messages)
        .orElse(List.of());
  }

  final Message message(SealedEnvelope envelope) throws IOException {
    return message(phone, envelope);
  }

  /** As the relay tells of it while it waits. */
  final Message message(Credential from, SealedEnvelope envelope) throws IOException {
    MessageKey key = new MessageKey(mailbox.id(), from.id(), envelope.id().value());
    UUID upload =
        store.waiting(mailbox.id(), "0", 100).messages().stream()
            .filter(message -> message.key().equals(key))
            .map(Waiting.Message::upload)
            .findFirst()
            .orElse(key.id());
    return new Message(key.from(), key.id(), upload, envelope.size(), Optional.empty());
  }

  final void assertHeld(SealedEnvelope envelope) throws IOException {
    try (InputStream in = receiver().read(message(envelope), 0)) {
      assertArrayEquals(bytes(envelope), in.readAllBytes());
    }
  }
}
