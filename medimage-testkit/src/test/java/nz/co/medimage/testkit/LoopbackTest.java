package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.testkit.LoopbackNetwork.Call;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class LoopbackTest {
  private static final Credential CREDENTIAL = new Credential(new UUID(1, 2), new byte[32]);

  @TempDir Path folder;
  private final LoopbackNetwork network = new LoopbackNetwork();
  private final LoopbackTransport transport = new LoopbackTransport(network);
  private final FakeListenerContext context = new FakeListenerContext();
  private final LoopbackListener listener = new LoopbackListener(network, "pc");
  private final byte[] content = TestPhotos.noise(1, 100_000);
  private SealedEnvelope envelope;
  private Route route;

  @BeforeEach
  void start() throws IOException {
    Path file = Files.write(folder.resolve("sealed"), content);
    envelope = SealedEnvelope.of(TestPhotos.id(1), file, content.length);
    context.intake().accept(CREDENTIAL);
    route = listener.start(context);
  }

  private Link connect() throws IOException {
    return transport.connect(route, CREDENTIAL);
  }

  @Test
  void carriesAnEnvelopeThereAndItsReceiptBack() throws Exception {
    List<Long> progress = new ArrayList<>();
    try (Link link = connect()) {
      link.upload(envelope, (sent, total) -> progress.add(sent));
      assertArrayEquals(content, context.intake().received(envelope.id()));
      assertEquals(0L, progress.get(0));
      assertEquals(content.length, progress.get(progress.size() - 1));

      assertEquals(Optional.empty(), link.receipt(envelope.id(), Duration.ofMillis(1)));
      context.intake().answer(envelope.id(), new byte[] {7});
      assertArrayEquals(
          new byte[] {7}, link.receipt(envelope.id(), Duration.ofSeconds(10)).orElseThrow());
    }
  }

  @Test
  void uploadThatWasCutGoesOnWhereItStopped() throws Exception {
    network.cutNextUploadAfter(30_000);
    List<Long> progress = new ArrayList<>();
    try (Link link = connect()) {
      assertThrows(IOException.class, () -> link.upload(envelope, (sent, total) -> {}));
      link.upload(envelope, (sent, total) -> progress.add(sent));
    }
    assertEquals(30_000L, progress.get(0));
    assertArrayEquals(content, context.intake().received(envelope.id()));
  }

  @Test
  void lostRequestNeverArrivesAndLostReplyDoes() throws Exception {
    try (Link link = connect()) {
      network.loseRequests(Call.BEGIN, 1);
      assertThrows(IOException.class, () -> link.upload(envelope, (sent, total) -> {}));
      assertEquals(0, context.intake().received(envelope.id()).length);

      network.loseReplies(Call.APPEND, 1);
      assertThrows(IOException.class, () -> link.upload(envelope, (sent, total) -> {}));
      assertArrayEquals(content, context.intake().received(envelope.id()));

      link.upload(envelope, (sent, total) -> {});
      assertEquals(
          List.of(Call.CONNECT, Call.BEGIN, Call.BEGIN, Call.APPEND, Call.BEGIN), network.calls());
    }
  }

  @Test
  void networkThatIsDownLosesEverythingUntilHealed() throws Exception {
    network.takeDown();
    assertThrows(IOException.class, this::connect);
    network.heal();
    connect().close();
  }

  @Test
  void revokedCredentialIsRefusedAtOnce() throws Exception {
    try (Link link = connect()) {
      context.intake().revoke(CREDENTIAL);
      assertThrows(NotPairedException.class, () -> link.upload(envelope, (sent, total) -> {}));
      assertThrows(NotPairedException.class, this::connect);
    }
  }

  @Test
  void failureOfAReceiptComesThrough() throws Exception {
    try (Link link = connect()) {
      context.intake().lose(envelope.id());
      assertThrows(
          EnvelopeLostException.class, () -> link.receipt(envelope.id(), Duration.ofSeconds(10)));
    }
  }

  @Test
  void closingALinkFreesWhoWaitsOnIt() throws Exception {
    Link link = connect();
    link.upload(envelope, (sent, total) -> {});
    CompletableFuture<Exception> waiting =
        CompletableFuture.supplyAsync(
            () ->
                assertThrows(
                    IOException.class, () -> link.receipt(envelope.id(), Duration.ofSeconds(20))));
    context.intake().awaitWaiting(envelope.id());
    link.close();
    assertEquals("the link was closed", waiting.get(10, TimeUnit.SECONDS).getMessage());
  }

  @Test
  void offersAreFoundByNameplateOrAddress() throws Exception {
    byte[] hello = "hello".getBytes(StandardCharsets.UTF_8);
    context.intake().onPair((nameplate, message) -> message);
    assertTrue(transport.findOffers("7").isEmpty());
    listener.announce(Set.of("7", "9"));
    assertArrayEquals(hello, transport.findOffers("7").get(0).exchange(hello));
    assertArrayEquals(hello, transport.offersAt("loopback:pc", "7").get(0).exchange(hello));
    assertTrue(transport.offersAt("192.0.2.1:5566", "7").isEmpty());
    assertThrows(IOException.class, () -> transport.offersAt("loopback:other", "7"));
  }

  @Test
  void receiverThatStoppedIsNotReachedUntilItStartsAgain() throws Exception {
    listener.close();
    assertThrows(IOException.class, this::connect);
    assertEquals(route, new LoopbackListener(network, "pc").start(context));
    connect().close();
    LoopbackListener another = new LoopbackListener(network, "pc");
    assertThrows(IOException.class, () -> another.start(context));
  }
}
