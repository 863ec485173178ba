package nz.co.medimage.transport.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.relay.store.RelayStore;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.testkit.FakeIntake;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Uploads to a relay that their sender began and left: it was killed, or another route was better.
 */
@Timeout(60)
class AbandonedUploadsTest extends RelayFixture {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @ParameterizedTest
  @ValueSource(longs = {1, 300_000})
  void oneOfAPhotoThatCameAnotherWayLeavesNothingAtTheRelay(long sent) throws Exception {
    Link link = link(start(SHORT));
    SealedEnvelope envelope = envelope(SIZE);
    breakOffAfter(sent, link, envelope);
    assertEquals(SIZE, bytesAtTheRelay());
    bringAnotherWay(envelope);
    awaitStanding(() -> bytesAtTheRelay() == 0);
    assertArrayEquals(receiptOf(envelope), link.receipt(envelope.id(), PATIENCE).orElseThrow());
    link.upload(envelope, QUIET);
  }

  @Test
  void oneOfAPhotoThatTheReceiverDoesNotKnowGoesOnLater() throws Exception {
    Link link = link(start(SHORT));
    SealedEnvelope envelope = envelope(SIZE);
    breakOffAfter(300_000, link, envelope);
    FakeIntake intake = context.intake();
    int before = intake.receiptCalls();
    awaitStanding(() -> intake.receiptCalls() > before + 2);
    assertEquals(SIZE, bytesAtTheRelay());
    link.upload(envelope, QUIET);
    answer(envelope);
    assertArrayEquals(receiptOf(envelope), link.receipt(envelope.id(), PATIENCE).orElseThrow());
    assertArrayEquals(bytes(envelope), intake.received(envelope.id()));
  }

  @Test
  void relayThatDoesNotSayWhatIsUnfinishedDoesNotKeepDevicesFromPairing() throws Exception {
    try (LyingHttpRelay liar = new LyingHttpRelay(port)) {
      liar.hangAtUnfinished();
      NetworkLooks looks = new NetworkLooks();
      listener =
          RelayListener.at("http://127.0.0.1:" + liar.port())
              .backoff(SHORT)
              .betweenEnds(Duration.ofMillis(10))
              .network(looks::addresses)
              .build();
      open.add(0, listener);
      listener.start(context);
      await(() -> liar.hanging() > 0);
      looks.awaitLook(); // a second later: long enough for all threads to hang
      looks.awaitLook();
      assertEquals(1, liar.hanging());
      assertTrue(listener.reserve("7", Duration.ofMinutes(1)));
      assertEquals(List.of(), context.problems());
    }
  }

  /** The listener looks at the network each second, on the thread that begins the questions. */
  private final class NetworkLooks {
    private final AtomicInteger looks = new AtomicInteger();

    Set<InetAddress> addresses() {
      looks.incrementAndGet();
      return addresses;
    }

    void awaitLook() throws Exception {
      int before = looks.get();
      await(() -> looks.get() > before);
    }
  }

  private static void breakOffAfter(long bytes, Link link, SealedEnvelope envelope) {
    assertThrows(
        IllegalStateException.class,
        () ->
            link.upload(
                envelope,
                (sent, total) -> {
                  if (sent >= bytes) {
                    throw new IllegalStateException("broken off");
                  }
                }));
  }

  private void bringAnotherWay(SealedEnvelope envelope) throws IOException {
    FakeIntake intake = context.intake();
    PairingId from = intake.authenticate(phone);
    intake.begin(from, envelope.id(), envelope.size());
    try (InputStream bytes = envelope.open(0)) {
      intake.append(from, envelope.id(), 0, bytes);
    }
    answer(envelope);
  }

  /** While time goes by at the relay, whose uploads stand still. */
  private void awaitStanding(Condition condition) throws Exception {
    await(
        () -> {
          relayClock.advance(Duration.ofSeconds(1));
          return condition.holds();
        });
  }

  private long bytesAtTheRelay() throws IOException {
    try (RelayStore store = SqlStore.openExisting(folder.resolve("relay"), relayClock)) {
      return store.totals().bytes();
    }
  }
}
