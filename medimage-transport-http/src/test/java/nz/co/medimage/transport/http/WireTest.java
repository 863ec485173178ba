package nz.co.medimage.transport.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Route;
import nz.co.medimage.api.spi.EnvelopeLostException;
import nz.co.medimage.api.spi.EnvelopeRefusedException;
import nz.co.medimage.api.spi.Link;
import nz.co.medimage.api.spi.NotPairedException;
import nz.co.medimage.api.spi.PairingLink;
import nz.co.medimage.api.spi.PairingRefusedException;
import nz.co.medimage.api.spi.PairingRefusedException.Reason;
import nz.co.medimage.api.spi.SealedEnvelope;
import nz.co.medimage.testkit.FakeReception;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.transport.http.server.ReceptionHandler;
import nz.co.medimage.transport.http.server.WireServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Client and server together, with bad connections between them. */
@Timeout(60)
class WireTest {
  private static final int SIZE = 3_000_000;
  private static final Link.Progress QUIET = (sent, total) -> {};

  private final Random random = new Random(7);
  private final FakeReception reception = new FakeReception();
  private final Credential credential = credential(1);
  private final Route route = new Route("test", Map.of());
  private WireServer server;
  private FaultProxy proxy;

  @TempDir Path folder;

  @BeforeEach
  void start() throws IOException {
    server =
        WireServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null,
            new ReceptionHandler(reception, Clock.systemUTC()));
    proxy = FaultProxy.to(server.port());
    reception.accept(credential);
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    server.close();
  }

  private static Credential credential(int seed) {
    byte[] token = new byte[32];
    new Random(seed).nextBytes(token);
    return new Credential(new PairingId(new UUID(seed, seed)), token);
  }

  private WireClient client() {
    return WireClient.builder(
            URI.create("http://127.0.0.1:" + proxy.port()), ServerTrust.platform())
        .idleTimeout(Duration.ofSeconds(2))
        .build();
  }

  private Link link() throws IOException {
    return client().connect(route, credential);
  }

  private SealedEnvelope envelope(int size) throws IOException {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), random);
    return new SealedEnvelope(id, Files.write(folder.resolve(id.toString()), bytes), size);
  }

  private void assertArrived(SealedEnvelope envelope) throws IOException {
    assertArrayEquals(Files.readAllBytes(envelope.file()), reception.received(envelope.id()));
  }

  @Nested
  class Uploading {
    @Test
    void bringsEveryByte() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
    }

    @Test
    void tellsProgressUpToTheEnd() throws IOException {
      List<Long> sent = new ArrayList<>();
      try (Link link = link()) {
        link.upload(envelope(SIZE), (soFar, total) -> sent.add(soFar));
      }
      assertEquals(0, sent.get(0));
      assertEquals(SIZE, sent.get(sent.size() - 1));
      assertEquals(sent.stream().sorted().toList(), sent);
    }

    @Test
    void usesOneConnectionForMany() throws IOException {
      try (Link link = link()) {
        for (int i = 0; i < 3; i++) {
          SealedEnvelope envelope = envelope(10_000);
          link.upload(envelope, QUIET);
          reception.answer(envelope.id(), new byte[] {1});
          assertTrue(link.receipt(envelope.id(), Duration.ofSeconds(5)).isPresent());
        }
      }
      assertEquals(1, proxy.connections());
    }

    @Test
    void sendsNothingOfWhatIsThereAlready() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
        List<Long> sent = new ArrayList<>();
        link.upload(envelope, (soFar, total) -> sent.add(soFar));
        assertEquals(List.of((long) SIZE), sent);
      }
      assertEquals(1, reception.envelopes());
    }

    @ParameterizedTest
    @CsvSource({
      "1, 1",
      "300, 300",
      "700, 700",
      "100000, 100000",
      "1500000, 1000000",
      "2999999, 300"
    })
    void goesOnWhereTheConnectionWasCut(long first, long second) throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.next(Fault.cutToTarget(first), Fault.cutToTarget(second));
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
      assertEquals(2, proxy.struck());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 600, 1_000_000, 3_000_000})
    void survivesALostReply(long requestBytes) throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.next(Fault.dropReply(requestBytes));
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
      assertEquals(1, reception.envelopes());
      assertEquals(1, proxy.struck());
    }

    @Test
    void isNotLockedOutByItsOwnFrozenConnection() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.next(Fault.freeze(1_000_000));
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
      assertEquals(1, proxy.struck());
    }

    @Test
    void givesUpAfterSomeBreaks() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.always(Fault.refuse());
        IOException e = assertThrows(IOException.class, () -> link.upload(envelope, QUIET));
        assertEquals("The connection to 127.0.0.1:" + proxy.port() + " broke off", e.getMessage());
        assertTrue(proxy.struck() > 1, () -> "struck " + proxy.struck());
      }
    }

    @Test
    void goesOnAfterwardsByAnotherLink() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      try (Link link = link()) {
        proxy.resetNow();
        proxy.next(Fault.freeze(1_000_000));
        proxy.always(Fault.refuse());
        assertThrows(IOException.class, () -> link.upload(envelope, QUIET));
      }
      assertTrue(proxy.struck() > 1, () -> "struck " + proxy.struck());
      proxy.clear();
      int there = reception.received(envelope.id()).length;
      assertTrue(there > 500_000, () -> "held " + there);
      List<Long> sent = new ArrayList<>();
      try (Link link = link()) {
        link.upload(envelope, (soFar, total) -> sent.add(soFar));
      }
      // What was still on its way may have been added meanwhile.
      assertTrue(sent.get(0) >= there, () -> "began again at " + sent.get(0));
      assertArrived(envelope);
    }

    @Test
    void isRefusedWithTheReceiversSentence() throws IOException {
      SealedEnvelope envelope = envelope(100);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
        SealedEnvelope other = new SealedEnvelope(envelope.id(), envelope.file(), 99);
        EnvelopeRefusedException e =
            assertThrows(EnvelopeRefusedException.class, () -> link.upload(other, QUIET));
        assertEquals("The envelope was begun with another size", e.getMessage());
      }
    }

    @Test
    void endsWhenThePairingIsRevokedMeanwhile() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      reception.onAppend(
          (id, held) -> {
            if (held > 500_000) {
              reception.revoke(credential);
            }
          });
      try (Link link = link()) {
        assertThrows(NotPairedException.class, () -> link.upload(envelope, QUIET));
      }
      assertTrue(reception.received(envelope.id()).length < SIZE);
    }

    @Test
    void beginsAgainWhenWhatArrivedIsLost() throws IOException {
      SealedEnvelope envelope = envelope(SIZE);
      AtomicInteger times = new AtomicInteger();
      reception.onAppend(
          (id, held) -> {
            if (held > 500_000 && times.incrementAndGet() == 1) {
              reception.lose(id);
              throw new EnvelopeLostException("The envelope is not here; send it again");
            }
          });
      try (Link link = link()) {
        link.upload(envelope, QUIET);
      }
      assertArrived(envelope);
    }

    @Test
    void isBrokenOffByClose() throws Exception {
      Link link = link();
      CompletableFuture<Void> upload = frozenUpload(link);
      link.close();
      Exception e = assertThrows(Exception.class, () -> upload.get(10, TimeUnit.SECONDS));
      assertEquals("The link was closed", e.getCause().getMessage());
    }

    @Test
    void doesNotKeepTheServerFromStopping() throws Exception {
      try (Link link = link()) {
        CompletableFuture<Void> upload = frozenUpload(link);
        server.close();
        assertThrows(ExecutionException.class, () -> upload.get(20, TimeUnit.SECONDS));
      }
    }

    /** An upload that is in the middle of its body, and stays there. */
    private CompletableFuture<Void> frozenUpload(Link link) throws Exception {
      SealedEnvelope envelope = envelope(SIZE);
      CountDownLatch under = new CountDownLatch(1);
      reception.onAppend((id, held) -> under.countDown());
      proxy.resetNow();
      proxy.next(Fault.freeze(500_000));
      CompletableFuture<Void> upload =
          CompletableFuture.runAsync(
              () -> {
                try {
                  link.upload(envelope, QUIET);
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              });
      assertTrue(under.await(10, TimeUnit.SECONDS));
      proxy.awaitStruck(1);
      return upload;
    }
  }

  @Nested
  class Receipts {
    @Test
    void comeAsSoonAsThereAreAny() throws Exception {
      SealedEnvelope envelope = envelope(100);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
        CompletableFuture<byte[]> receipt =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return link.receipt(envelope.id(), Duration.ofSeconds(20)).orElseThrow();
                  } catch (IOException e) {
                    throw new CompletionException(e);
                  }
                });
        reception.answer(envelope.id(), "done".getBytes(US_ASCII));
        assertArrayEquals("done".getBytes(US_ASCII), receipt.get(10, TimeUnit.SECONDS));
      }
    }

    @Test
    void areNotThereInTime() throws IOException {
      SealedEnvelope envelope = envelope(100);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
        assertFalse(link.receipt(envelope.id(), Duration.ofMillis(50)).isPresent());
        assertFalse(link.receipt(envelope.id(), Duration.ZERO).isPresent());
        assertEquals(0, reception.waiting(), "polls that ended leave something behind");
      }
    }

    @Test
    void areLostWithTheirEnvelope() throws IOException {
      SealedEnvelope envelope = envelope(100);
      try (Link link = link()) {
        EnvelopeLostException e =
            assertThrows(
                EnvelopeLostException.class,
                () -> link.receipt(envelope.id(), Duration.ofSeconds(5)));
        assertEquals("The envelope is not here; send it again", e.getMessage());
      }
    }

    @Test
    void surviveALostReply() throws IOException {
      SealedEnvelope envelope = envelope(100);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
        reception.answer(envelope.id(), new byte[] {1, 2});
        proxy.resetNow();
        proxy.next(Fault.dropReply(1));
        assertArrayEquals(
            new byte[] {1, 2}, link.receipt(envelope.id(), Duration.ofSeconds(5)).orElseThrow());
      }
      assertEquals(1, proxy.struck());
    }

    @Test
    void areNotWaitedForWhenTheServerStops() throws Exception {
      SealedEnvelope envelope = envelope(100);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
        CompletableFuture<Boolean> wait =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return link.receipt(envelope.id(), Duration.ofSeconds(20)).isPresent();
                  } catch (IOException e) {
                    return false;
                  }
                });
        reception.awaitWaiting(envelope.id());
        server.close();
        assertFalse(wait.get(10, TimeUnit.SECONDS));
      }
    }
  }

  @Nested
  class Connecting {
    @Test
    void isRefusedWithoutAPairing() {
      NotPairedException e =
          assertThrows(NotPairedException.class, () -> client().connect(route, credential(2)));
      assertEquals("This device is not paired with this receiver; pair it again", e.getMessage());
    }

    @Test
    void failsWhereNobodyListens() throws IOException {
      server.close();
      proxy.close();
      IOException e = assertThrows(IOException.class, () -> client().connect(route, credential));
      assertEquals("127.0.0.1:" + proxy.port() + " does not answer", e.getMessage());
    }

    @Test
    void failsWhereSomebodyIsSilent() {
      proxy.always(Fault.freeze(0));
      IOException e = assertThrows(IOException.class, () -> client().connect(route, credential));
      assertEquals("127.0.0.1:" + proxy.port() + " does not answer", e.getMessage());
      assertTrue(proxy.struck() > 0);
    }
  }

  @Nested
  class Pairing {
    @Test
    void carriesMessagesAndAnswers() throws IOException {
      reception.onPair((nameplate, message) -> (nameplate + message.length).getBytes(US_ASCII));
      try (PairingLink link = client().pairing("7")) {
        assertArrayEquals("7300".getBytes(US_ASCII), link.exchange(new byte[300]));
        assertArrayEquals("765536".getBytes(US_ASCII), link.exchange(new byte[65536]));
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRONG_CODE", "NO_OFFER", "BAD_MESSAGE"})
    void carriesRefusals(Reason reason) throws IOException {
      reception.onPair(
          (nameplate, message) -> {
            throw new PairingRefusedException(reason, "No: " + reason);
          });
      try (PairingLink link = client().pairing("7")) {
        PairingRefusedException e =
            assertThrows(PairingRefusedException.class, () -> link.exchange(new byte[3]));
        assertEquals(reason, e.reason());
        assertEquals("No: " + reason, e.getMessage());
      }
    }

    @Test
    void ofTooManyAtOnceIsAskedToComeAgain() throws Exception {
      CountDownLatch thinking = new CountDownLatch(16);
      CountDownLatch goOn = new CountDownLatch(1);
      reception.onPair((nameplate, message) -> hold(thinking, goOn));
      List<CompletableFuture<byte[]>> others = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        others.add(CompletableFuture.supplyAsync(this::pairOnce, Executors.newCachedThreadPool()));
      }
      assertTrue(thinking.await(20, TimeUnit.SECONDS));
      try (PairingLink link = client().pairing("7")) {
        IOException e = assertThrows(IOException.class, () -> link.exchange(new byte[3]));
        assertEquals("The receiver is busy; try again in a moment.", e.getMessage());
        assertFalse(e instanceof PairingRefusedException);
        goOn.countDown();
        for (CompletableFuture<byte[]> other : others) {
          other.get(20, TimeUnit.SECONDS);
        }
        assertArrayEquals(new byte[] {1}, link.exchange(new byte[3]));
      }
    }

    private byte[] pairOnce() {
      try (PairingLink link = client().pairing("7")) {
        return link.exchange(new byte[3]);
      } catch (IOException e) {
        throw new CompletionException(e);
      }
    }

    private byte[] hold(CountDownLatch here, CountDownLatch goOn) throws IOException {
      here.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return new byte[] {1};
    }

    @Test
    void sendsAMessageAgainWhoseAnswerWasLost() throws IOException {
      AtomicInteger times = new AtomicInteger();
      reception.onPair((nameplate, message) -> new byte[] {(byte) times.incrementAndGet()});
      try (PairingLink link = client().pairing("7")) {
        proxy.resetNow();
        proxy.next(Fault.dropReply(1));
        assertArrayEquals(new byte[] {2}, link.exchange(new byte[3]));
      }
      assertEquals(1, proxy.struck());
    }
  }
}
