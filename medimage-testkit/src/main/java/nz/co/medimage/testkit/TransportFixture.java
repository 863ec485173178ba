package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.api.transport.Transport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What {@link TransportContract} asks for, and the steps of its tests. */
abstract class TransportFixture {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final Link.Progress QUIET = (sent, total) -> {};
  static final int SIZE = 2_000_000;

  /** What TLS and HTTP may add to a connection. */
  static final long OVERHEAD = 64 * 1024;

  /** What may be lost of one, as it was read and not yet stored. */
  static final long BUFFER = 256 * 1024;

  @TempDir Path folder;
  final Random random = new Random(23);
  final Credential phone = credential(1);
  final FakeListenerContext context = new FakeListenerContext();
  final FakeListenerContext other = new FakeListenerContext();
  Transport transport;
  Listener listener;
  Listener second;
  Route route;
  Route secondRoute;
  private boolean isTransportClosed;
  private boolean isListenerClosed;

  /** Makes the sender's half, once for each test. The kit closes it. */
  protected abstract Transport transport() throws Exception;

  /**
   * Makes the receiver's half. Called twice for each test, for two different receivers. The kit
   * starts and closes it.
   */
  protected abstract Listener listener() throws Exception;

  /**
   * Makes the receiver's half anew, as when the process of the first receiver starts again. It is
   * started on the secrets of the first. Default: calls {@link #listener}, which may choose another
   * port.
   */
  protected Listener restarted() throws Exception {
    return listener();
  }

  /**
   * Ends what {@link #transport} and {@link #listener} need beside them, such as a relay; called
   * after each test. Default: does nothing.
   */
  protected void close() throws Exception {}

  /**
   * The port of this machine to which connections of this route go. Default: none, for a transport
   * without sockets; tests that need a failing network are skipped.
   */
  protected OptionalInt port(Route route) {
    return OptionalInt.empty();
  }

  /**
   * The same route through another port of this machine. Called only if {@link #port} gives one.
   */
  protected Route via(Route route, int port) {
    throw new UnsupportedOperationException("port() says that there are sockets, so override via");
  }

  /**
   * The address of the receiver as a person would type it, for {@link Transport#offersAt}. Default:
   * none; this is not tested.
   */
  protected Optional<String> typed(Route route) {
    return Optional.empty();
  }

  /** Whether senders nearby find offers by {@link Transport#findOffers}. Default: no. */
  protected boolean findsOffers() {
    return false;
  }

  /** Starts two receivers, before each test; a device is paired with the first. */
  @BeforeEach
  protected final void startBoth() throws Exception {
    transport = transport();
    listener = listener();
    second = listener();
    context.intake().accept(phone);
    route = listener.start(context);
    secondRoute = second.start(other);
  }

  /** Closes both halves, after each test. */
  @AfterEach
  protected final void closeBoth() throws Exception {
    closeTransport();
    closeListener();
    second.close();
    close();
  }

  /** Closes the sender's half, once. */
  final void closeTransport() throws Exception {
    if (!isTransportClosed) {
      isTransportClosed = true;
      transport.close();
    }
  }

  /** Closes the half of the first receiver, once. */
  final void closeListener() throws Exception {
    if (!isListenerClosed) {
      isListenerClosed = true;
      listener.close();
    }
  }

  /** Starts the first receiver again, on the same secrets. */
  final Route restart() throws Exception {
    closeListener();
    listener = restarted();
    isListenerClosed = false;
    return listener.start(context);
  }

  /** How long a call that was ended may take to end. */
  Duration soon() {
    return Duration.ofSeconds(30);
  }

  /** How long a call that need not wait may take. */
  Duration atOnce() {
    return Duration.ofSeconds(3);
  }

  static Credential credential(int seed) {
    byte[] token = new byte[32];
    new Random(seed).nextBytes(token);
    return new Credential(new UUID(seed, seed), token);
  }

  /** Connects; a relay may not have heard yet that the device is paired. */
  final Link connect(Route to) throws Exception {
    if (!transport.isStoreAndForward()) {
      return transport.connect(to, phone);
    }
    Link[] made = new Link[1];
    Await.until(
        "the relay lets the device in",
        () -> {
          try {
            made[0] = transport.connect(to, phone);
            return true;
          } catch (NotPairedException e) {
            return false;
          }
        });
    return made[0];
  }

  final Link connect() throws Exception {
    return connect(route);
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

  /** All of it is at the receiver, or comes to it soon from a relay. */
  final void assertArrived(SealedEnvelope envelope) throws Exception {
    if (transport.isStoreAndForward()) {
      Await.until(
          "the receiver collects the envelope",
          () -> context.intake().received(envelope.id()).length == envelope.size());
    }
    assertArrayEquals(
        bytes(envelope), context.intake().received(envelope.id()), "the bytes that arrived");
  }

  /** The code was wrong if the message begins with 0. */
  static byte[] answer(String nameplate, byte[] message) throws IOException {
    if (message[0] == 0) {
      throw new PairingRefusedException(
          PairingRefusedException.Reason.WRONG_CODE, "The code is wrong.");
    }
    byte[] answer = message.clone();
    answer[0] = (byte) nameplate.length();
    return answer;
  }

  static void assertAnswers(PairingLink link) throws IOException {
    try (link) {
      byte[] message = {7, 1, 2, 3};
      byte[] expected = {2, 1, 2, 3};
      assertArrayEquals(expected, link.exchange(message), "the answer");
      assertArrayEquals(expected, link.exchange(message), "the answer to the same message again");
      PairingRefusedException refused =
          assertThrows(PairingRefusedException.class, () -> link.exchange(new byte[] {0, 1}));
      assertEquals(PairingRefusedException.Reason.WRONG_CODE, refused.reason(), "the reason");
    }
  }
}
