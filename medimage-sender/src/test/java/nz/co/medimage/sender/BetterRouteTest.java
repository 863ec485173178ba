package nz.co.medimage.sender;

import static nz.co.medimage.sender.FakeTransport.route;
import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.FakeReceiver.Mood;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routes open and close while photos are on one of them. */
@Timeout(60)
class BetterRouteTest extends RelayedReceiver {
  private static final byte[] LARGE = TestPhotos.noise(5, 900_000);

  private Delivery atRelay() throws Exception {
    wifi.off = true;
    Delivery delivery = sender.send(photo(1), TAG);
    await(delivery, State.AT_RELAY);
    return delivery;
  }

  /** Has something done, once, when some of it has been sent. */
  private static void onceUnderWay(Delivery delivery, Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    delivery.onStatus(
        status -> {
          if (status.sent() > 300_000 && done.compareAndSet(false, true)) {
            action.run();
          }
        });
  }

  /** A photo on its way to the relay, of which nothing is there yet. */
  private Delivery large() throws Exception {
    wifi.off = true;
    overRelay.off = true;
    Delivery delivery = sender.send(photo(LARGE), TAG);
    await(delivery, State.WAITING);
    overRelay.off = false;
    return delivery;
  }

  @Test
  void whatLiesAtTheRelayIsDeliveredOnceTheReceiverIsNear() throws Exception {
    Delivery delivery = atRelay();
    List<State> states = states(delivery);
    wifi.off = false;

    sender.retryNow();

    receipt(delivery);
    assertEquals(1, wifi.uploads.get());
    relay.deliverAll(context);
    assertEquals(1, context.filed().size());
    assertEquals(List.of(State.AT_RELAY, State.ARRIVED, State.DELIVERED), states);
  }

  @Test
  void whatLiesAtTheRelayStaysThereWhenNoBetterRouteOpens() throws Exception {
    Delivery delivery = atRelay();
    List<DeliveryStatus> seen = new CopyOnWriteArrayList<>();
    delivery.onStatus(seen::add);
    int probes = wifi.connects.get();

    sender.retryNow();
    relay.deliverAll(context);

    receipt(delivery);
    assertEquals(probes + 1, wifi.connects.get());
    assertEquals(
        List.of(State.AT_RELAY, State.DELIVERED),
        seen.stream().map(DeliveryStatus::state).toList());
    assertEquals(1, overRelay.uploads.get());
  }

  @Test
  void whatLiesAtTheRelayStaysThereWhenTheBetterRouteBreaks() throws Exception {
    wifi.off = true;
    Delivery delivery = sender.send(photo(LARGE), TAG);
    await(delivery, State.AT_RELAY);
    List<DeliveryStatus> seen = new CopyOnWriteArrayList<>();
    delivery.onStatus(seen::add);
    wifi.off = false;
    wifi.breaksAfter = 200_000;
    relay.awaitAsked(1);

    sender.retryNow();
    relay.awaitAsked(2);
    relay.deliverAll(context);

    receipt(delivery);
    assertEquals(1, wifi.uploads.get());
    assertEquals(
        List.of(State.AT_RELAY, State.DELIVERED),
        seen.stream().map(DeliveryStatus::state).toList());
    assertArrayEquals(LARGE, context.filed().get(0));
  }

  @Test
  void whatArrivedIsAtTheRelayStillWhenTheReceiverGoesAway() throws Exception {
    Delivery delivery = atRelay();
    wifi.off = false;
    context.mood(Mood.HOLD);
    sender.retryNow();
    await(delivery, State.ARRIVED);
    List<State> states = states(delivery);

    wifi.turnOff();

    passPause(delivery, 15);
    await(delivery, s -> s.state() == State.AT_RELAY && s.detail().isEmpty());
    assertEquals(List.of(State.ARRIVED, State.AT_RELAY), states);
    assertFalse(delivery.cancel());
  }

  @Test
  void anUploadToTheRelayTurnsToTheReceiverThatComesNear() throws Exception {
    Delivery delivery = large();
    List<State> states = states(delivery);
    onceUnderWay(
        delivery,
        () -> {
          wifi.off = false;
          sender.retryNow();
        });

    sender.retryNow();

    receipt(delivery);
    assertTrue(relay.bytesOf(delivery.id()) < delivery.size());
    assertArrayEquals(LARGE, context.filed().get(0));
    assertEquals(List.of(State.WAITING, State.SENDING, State.ARRIVED, State.DELIVERED), states);
  }

  @Test
  void anUploadToTheRelayGoesOnWhereItStoodWhenNoBetterRouteOpens() throws Exception {
    Delivery delivery = large();
    List<DeliveryStatus> after = new CopyOnWriteArrayList<>();
    onceUnderWay(
        delivery,
        () -> {
          delivery.onStatus(after::add);
          sender.retryNow();
        });

    sender.retryNow();

    await(delivery, State.AT_RELAY);
    long least = after.stream().mapToLong(DeliveryStatus::sent).min().orElseThrow();
    assertTrue(least > 250_000, "went back to " + least);
    assertFalse(after.stream().anyMatch(status -> status.state() == State.WAITING));
    assertTrue(overRelay.uploads.get() >= 2);
    relay.deliverAll(context);
    receipt(delivery);
    assertArrayEquals(LARGE, context.filed().get(0));
  }

  @Test
  void aRouteThatBreaksInMidUploadLeadsToTheNextAtOnce() throws Exception {
    wifi.breaksAfter = 300_000;
    Delivery delivery = sender.send(photo(LARGE), TAG);
    List<State> states = states(delivery);

    await(delivery, State.AT_RELAY);

    assertFalse(states.contains(State.WAITING), states.toString());
    assertEquals(delivery.size(), relay.bytesOf(delivery.id()));
    relay.deliverAll(context);
    receipt(delivery);
    assertArrayEquals(LARGE, context.filed().get(0));
  }

  @Test
  void anEndThatGetsNoFurtherIsTriedEverLessOftenWhateverAnotherHas() throws Exception {
    wifi.breaksAfter = 500_000;
    overRelay.off = true;
    Delivery delivery = sender.send(photo(LARGE), TAG);
    awaitPause(delivery, 15);
    wifi.off = true;
    overRelay.off = false;
    overRelay.breaksAfter = 100_000;
    passPause(delivery, 15); // the relay gets its first part
    awaitPause(delivery, 45);
    wifi.off = false;
    wifi.breaksAfter = 0;
    overRelay.breaksAfter = 0;
    passPause(delivery, 45); // both begin further on, and get no further
    passPause(delivery, 15);
    passPause(delivery, 45);
    passPause(delivery, 135);
  }

  @Test
  void ofTwoRelaysTheOneThatWorksIsTakenAndBothAreNamed() throws Exception {
    sender.close();
    context.routes(route("relay", "nowhere.example"), route("relay", "relay.example"));
    sender = on.keep(builder().transport(overRelay));
    sender.pair(context.offer(), "loopback:Reception");
    relay.refuseAll("The relay is full.");
    Delivery delivery = sender.send(photo(1), TAG);
    assertEquals("The relay is full.", await(delivery, State.WAITING).detail());
    relay.close();
    passPause(delivery, 15);
    assertEquals(
        "Reception cannot be reached now (relay: nobody listens at nowhere.example; relay: nobody"
            + " listens at relay.example).",
        await(delivery, s -> s.detail().contains("reached")).detail());
  }
}
