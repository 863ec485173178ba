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
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.MutableClock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client asks of a server beside uploads, with bad connections between them. */
@Timeout(60)
class WireAnswerTest extends WireFixture {
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
        context.intake().answer(envelope.id(), "done".getBytes(US_ASCII));
        assertArrayEquals("done".getBytes(US_ASCII), receipt.get(30, TimeUnit.SECONDS));
      }
    }

    @Test
    void areNotThereInTime() throws IOException {
      SealedEnvelope envelope = envelope(100);
      try (Link link = link()) {
        link.upload(envelope, QUIET);
        assertFalse(link.receipt(envelope.id(), Duration.ofMillis(50)).isPresent());
        assertFalse(link.receipt(envelope.id(), Duration.ZERO).isPresent());
        assertEquals(0, context.intake().waiting(), "polls that ended leave something behind");
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
        context.intake().answer(envelope.id(), new byte[] {1, 2});
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
        context.intake().awaitWaiting(envelope.id());
        server.close();
        assertFalse(wait.get(30, TimeUnit.SECONDS));
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
      try (Socket bound = new Socket()) {
        // Nobody else can listen there meanwhile.
        bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        String address = "127.0.0.1:" + bound.getLocalPort();
        WireClient client =
            WireClient.builder(URI.create("http://" + address), ServerTrust.platform()).build();
        IOException e = assertThrows(IOException.class, () -> client.connect(route, credential));
        assertEquals(address + " does not answer", e.getMessage());
      }
    }

    @Test
    void failsWhereSomebodyIsSilent() {
      proxy.always(Fault.freeze(0));
      WireClient hasty =
          WireClient.builder(URI.create("http://127.0.0.1:" + proxy.port()), ServerTrust.platform())
              .openTimeout(Duration.ofSeconds(3))
              .build();
      IOException e = assertThrows(IOException.class, () -> hasty.connect(route, credential));
      assertEquals("127.0.0.1:" + proxy.port() + " does not answer", e.getMessage());
      assertTrue(proxy.struck() > 0);
    }

    @Test
    void waitsForAComputerThatIsBusy() throws IOException {
      proxy.always(Fault.latency(Duration.ofSeconds(3)));
      WireClient patient =
          WireClient.builder(URI.create("http://127.0.0.1:" + proxy.port()), ServerTrust.platform())
              .build();
      patient.connect(route, credential).close();
    }
  }

  /** Whoever fell silent after it had let this device in keeps no photo from other ways. */
  @Test
  void uploadToASilentServerIsGivenUpSoon() throws Exception {
    WireClient client =
        WireClient.builder(URI.create("http://127.0.0.1:" + proxy.port()), ServerTrust.platform())
            .idleTimeout(Duration.ofMillis(500))
            .build();
    try (Link link = client.connect(route, credential)) {
      proxy.resetNow();
      proxy.always(Fault.freeze(0));
      IOException e = assertThrows(IOException.class, () -> link.upload(envelope(100), QUIET));
      assertEquals("127.0.0.1:" + proxy.port() + " does not answer", e.getMessage());
      assertEquals(2, proxy.struck());
    }
  }

  @Nested
  class Clocks {
    private void assertTold(Duration ahead) throws IOException {
      MutableClock here = MutableClock.at(Instant.now().minus(ahead));
      WireClient client =
          WireClient.builder(URI.create("http://127.0.0.1:" + proxy.port()), ServerTrust.platform())
              .clock(here)
              .build();
      try (Link link = client.connect(route, credential)) {
        assertNear(ahead, link);
        SealedEnvelope envelope = envelope(100);
        here.advance(Duration.ofDays(5));
        link.upload(envelope, QUIET);
        assertNear(ahead.minusDays(5), link);
      }
    }

    private void assertNear(Duration ahead, Link link) {
      Duration told = link.clockDifference().orElseThrow();
      assertTrue(told.minus(ahead).abs().toMinutes() < 2, () -> told + " is not about " + ahead);
    }

    @Test
    void ofBothEndsAreCompared() throws IOException {
      assertTold(Duration.ZERO);
      assertTold(Duration.ofDays(3000));
      assertTold(Duration.ofDays(-3000));
    }

    @Test
    void ofAServerAreToldInARefusalToo() throws Exception {
      URI probe = URI.create("http://127.0.0.1:" + server.port() + "/v1/probe");
      for (String way : List.of("/v1/probe", "/nothing", "/v1/pairings/7")) {
        HttpResponse<Void> answer =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(probe.resolve(way)).build(), BodyHandlers.discarding());
        assertTrue(answer.statusCode() >= 400);
        assertTrue(answer.headers().firstValue("Date").isPresent(), way);
      }
    }
  }

  @Nested
  class Pairing {
    @Test
    void carriesMessagesAndAnswers() throws IOException {
      context
          .intake()
          .onPair((nameplate, message) -> (nameplate + message.length).getBytes(US_ASCII));
      try (PairingLink link = client().pairing("7")) {
        assertArrayEquals("7300".getBytes(US_ASCII), link.exchange(new byte[300]));
        assertArrayEquals("78192".getBytes(US_ASCII), link.exchange(new byte[8192]));
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRONG_CODE", "NO_OFFER", "BAD_MESSAGE"})
    void carriesRefusals(Reason reason) throws IOException {
      context
          .intake()
          .onPair(
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
      context.intake().onPair((nameplate, message) -> hold(thinking, goOn));
      List<CompletableFuture<byte[]>> others = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        others.add(CompletableFuture.supplyAsync(this::pairOnce, Executors.newCachedThreadPool()));
      }
      assertTrue(thinking.await(20, TimeUnit.SECONDS));
      try (PairingLink link = client().pairing("7")) {
        IOException e = assertThrows(IOException.class, () -> link.exchange(new byte[3]));
        assertEquals("The server is busy; try again in a moment.", e.getMessage());
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
      context.intake().onPair((nameplate, message) -> new byte[] {(byte) times.incrementAndGet()});
      try (PairingLink link = client().pairing("7")) {
        proxy.resetNow();
        proxy.next(Fault.dropReply(1));
        assertArrayEquals(new byte[] {2}, link.exchange(new byte[3]));
      }
      assertEquals(1, proxy.struck());
    }
  }
}
