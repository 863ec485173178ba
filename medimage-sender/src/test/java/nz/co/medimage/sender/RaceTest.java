package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.api.transport.Transport.Attempt;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.LoopbackNetwork.Call;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The local network says nothing for a while, and a relay is there. */
@Timeout(60)
class RaceTest extends RelayedReceiver {
  private static final byte[] LARGE = TestPhotos.noise(5, 900_000);
  private static final Duration HEAD_START = Duration.ofMillis(300);
  private static final Duration ALMOST = HEAD_START.minusMillis(1);

  @BeforeEach
  void silence() {
    wifi.silence = new CompletableFuture<>();
  }

  private void opens() {
    wifi.silence.complete(null);
  }

  private Attempt attempt() throws Exception {
    return wifi.attempts.poll(20, TimeUnit.SECONDS);
  }

  /** Sends one while the local network is silent for longer than its head start. */
  private Delivery sendAway(byte[] content) throws Exception {
    Delivery delivery = sender.send(photo(content), TAG);
    attempt();
    on.timer.advance(HEAD_START);
    return delivery;
  }

  private Delivery atRelay() throws Exception {
    Delivery delivery = sendAway(SenderFixture.noise(1));
    await(delivery, State.AT_RELAY);
    return delivery;
  }

  /** Has the local network answer when some is at the relay; goes on once that link is closed. */
  private void answerOnceUnderWay(Delivery delivery) {
    AtomicBoolean done = new AtomicBoolean();
    delivery.onStatus(
        status -> {
          if (status.sent() > 300_000 && done.compareAndSet(false, true)) {
            opens();
            overRelay.closedLinks.acquireUninterruptibly();
          }
        });
  }

  @Test
  void theRelayTakesItWhileTheLocalNetworkIsSilent() throws Exception {
    Delivery delivery = atRelay();
    relay.deliverAll(context);
    receipt(delivery);
    assertEquals(0, wifi.uploads.get());
  }

  @Test
  void theLocalNetworkCarriesAllThatItOpensForWithinItsHeadStart() throws Exception {
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      deliveries.add(sender.send(photo(i), TAG));
    }
    attempt();
    on.timer.advance(ALMOST);

    opens();

    for (Delivery delivery : deliveries) {
      receipt(delivery);
    }
    assertEquals(0, overRelay.connects.get());
    assertEquals(5, wifi.uploads.get());
  }

  @Test
  void progressGivesTheLocalNetworkItsHeadStartAgain() throws Exception {
    Delivery delivery = sender.send(photo(1), TAG);
    Attempt attempt = attempt();
    for (int i = 0; i < 3; i++) {
      on.timer.advance(ALMOST);
      attempt.advanced();
    }
    on.timer.advance(ALMOST);

    opens();

    receipt(delivery);
    assertEquals(0, overRelay.connects.get());
  }

  @Test
  void progressThatLeadsNowhereKeepsNoPhotoFromTheRelay() throws Exception {
    Delivery delivery = sender.send(photo(1), TAG);
    Attempt attempt = attempt();
    for (int i = 0; i < 5; i++) {
      on.timer.advance(HEAD_START);
      attempt.advanced();
    }
    await(delivery, State.AT_RELAY);
  }

  @Test
  void aSearchEndsTheHeadStart() throws Exception {
    Delivery delivery = sender.send(photo(1), TAG);
    attempt().searching();
    await(delivery, State.AT_RELAY);
  }

  @Test
  void aRouteThatFailsAtOnceLeavesNoHeadStart() throws Exception {
    wifi.off = true;
    opens();
    await(sender.send(photo(1), TAG), State.AT_RELAY);
  }

  @Test
  void aTransportWithAFaultDoesNotStopTheOthers() throws Exception {
    wifi.faulty = true;
    opens();
    await(sender.send(photo(1), TAG), State.AT_RELAY);
  }

  @Test
  void howLongTheHeadStartIsCanBeChosen() throws Exception {
    sender.close();
    Sender.Builder builder = builder().transport(wifi).transport(overRelay);
    assertThrows(
        IllegalArgumentException.class, () -> builder.headStart(Duration.ofMillis(60_001)));
    assertThrows(IllegalArgumentException.class, () -> builder.headStart(Duration.ofMillis(-1)));
    sender = on.keep(builder.headStart(Duration.ZERO));
    await(sender.send(photo(1), TAG), State.AT_RELAY);
  }

  @Test
  void aTransferToTheRelayMovesToTheLocalNetworkThatOpensLate() throws Exception {
    Delivery delivery = sender.send(photo(LARGE), TAG);
    answerOnceUnderWay(delivery);
    attempt();
    on.timer.advance(HEAD_START);

    receipt(delivery);

    assertTrue(relay.bytesOf(delivery.id()) < delivery.size());
    assertArrayEquals(LARGE, context.filed().get(0));
    assertEquals(1, wifi.connects.get());
  }

  @Test
  void whatLiesAtTheRelayMovesToTheLocalNetworkThatOpensLate() throws Exception {
    Delivery delivery = atRelay();
    List<State> states = states(delivery);

    opens();

    receipt(delivery);
    relay.deliverAll(context);
    assertEquals(1, context.filed().size());
    assertEquals(List.of(State.AT_RELAY, State.ARRIVED, State.DELIVERED), states);
  }

  @Test
  void whatBreaksOnTheLocalNetworkStaysAtTheRelay() throws Exception {
    wifi.breaksAfter = 0;
    List<Delivery> deliveries = List.of(sendAway(LARGE), sender.send(photo(2), TAG));
    for (Delivery delivery : deliveries) {
      await(delivery, State.AT_RELAY);
    }

    opens();

    awaitUploads(2);
    Delivery third = sender.send(photo(3), TAG); // opens the route once more
    await(third, State.AT_RELAY);
    relay.deliverAll(context);
    for (Delivery delivery : deliveries) {
      receipt(delivery);
    }
    receipt(third);
    assertEquals(3, wifi.uploads.get());
    assertEquals(3, context.filed().size());
  }

  private void awaitUploads(int count) {
    Await.until(count + " uploads by wifi", () -> wifi.uploads.get() >= count);
  }

  @Test
  void theNextSenderFindsItAtTheRelayInSpiteOfTheSilence() throws Exception {
    atRelay();
    sender.close();

    sender = sender();
    attempt();
    on.timer.advance(HEAD_START);

    await(sender.deliveries().get(0), State.AT_RELAY);
    assertEquals(1, on.network.calls().stream().filter(c -> c == Call.APPEND).count());
  }

  @Test
  void theReceiversOwnWordEndsATransferToTheRelay() throws Exception {
    context.revokeAll();
    Delivery delivery = sender.send(photo(LARGE), TAG);
    answerOnceUnderWay(delivery);
    attempt();
    on.timer.advance(HEAD_START);

    await(delivery, State.UNPAIRED);

    assertTrue(relay.bytesOf(delivery.id()) < delivery.size());
    assertTrue(delivery.cancel());
  }

  @Test
  void manyPhotosShareTheLinksOfARace() throws Exception {
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      deliveries.add(sender.send(photo(i), TAG));
    }
    attempt();
    on.timer.advance(HEAD_START);
    for (Delivery delivery : deliveries) {
      await(delivery, State.AT_RELAY);
    }
    assertTrue(wifi.attempts.isEmpty());
    assertEquals(1, overRelay.connects.get());
  }

  @Test
  void whatIsWithdrawnDuringARaceGoesNowhere() throws Exception {
    Delivery delivery = sender.send(photo(1), TAG);
    attempt();
    assertTrue(delivery.cancel());

    opens();

    receipt(sender.send(photo(2), TAG));
    assertEquals(1, context.filed().size());
    assertEquals(0, overRelay.connects.get());
  }

  /** A disk needs longer to note a withdrawal down than a small photo needs to arrive. */
  @Test
  void whatIsBeingWithdrawnGoesNowhere() throws Exception {
    sender.close();
    on.awaitFreeHome();
    AtomicBoolean noting = new AtomicBoolean();
    HaltingFileSystem disk =
        HaltingFileSystem.counting(FileSystems.getDefault())
            .refusing(
                (isWrite, path) -> {
                  if (isWrite && path.getParent().endsWith("ended") && noting.getAndSet(false)) {
                    opens();
                    awaitArrivalOrHold();
                  }
                });
    sender = on.keep(on.builder(disk.wrap(on.home), wifi).transport(overRelay));
    Delivery delivery = sender.send(photo(1), TAG);
    attempt();
    noting.set(true);

    assertTrue(delivery.cancel());

    receipt(sender.send(photo(2), TAG));
    assertEquals(1, context.filed().size());
  }

  private void awaitArrivalOrHold() throws IOException {
    Await.until(
        "the photo arrives, or a thread of the sender is held",
        () ->
            !context.filed().isEmpty()
                || Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(
                        thread ->
                            thread.getName().startsWith("medimage-sender-")
                                && thread.getState() == Thread.State.BLOCKED));
  }

  @Test
  void aChangeOfTheNetworkEndsTheAttemptOverTheOneBefore() throws Exception {
    Delivery delivery = sender.send(photo(1), TAG);
    attempt();
    CompletableFuture<Void> before = wifi.silence;
    wifi.silence = CompletableFuture.completedFuture(null);

    sender.retryNow();

    receipt(delivery);
    assertTrue(wifi.interrupted.await(20, TimeUnit.SECONDS));
    assertTrue(!before.isDone());
    assertEquals(0, overRelay.connects.get());
  }

  @Test
  void closingEndsARaceAtOnce() throws Exception {
    Delivery delivery = atRelay();

    sender.close();

    on.awaitFreeHome();
    assertTrue(wifi.interrupted.await(20, TimeUnit.SECONDS));
    assertEquals(State.AT_RELAY, delivery.status().state());
    assertTrue(overRelay.closedLinks.tryAcquire(20, TimeUnit.SECONDS));
  }

  @Test
  void aLinkThatOpensAfterTheSenderWasClosedIsClosedToo() throws Exception {
    wifi.deaf = true;
    sender.send(photo(1), TAG);
    attempt();
    sender.close();

    opens();

    assertTrue(wifi.closedLinks.tryAcquire(20, TimeUnit.SECONDS));
    on.awaitFreeHome();
    assertEquals(0, wifi.uploads.get());
  }
}
