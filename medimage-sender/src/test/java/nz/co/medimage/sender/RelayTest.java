package nz.co.medimage.sender;

import static nz.co.medimage.sender.FakeTransport.route;
import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.LoopbackNetwork.Call;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The receiver is not on this network; a relay keeps photos for it. */
@Timeout(60)
class RelayTest extends RelayedReceiver {
  @BeforeEach
  void leaveTheLocalNetwork() {
    wifi.off = true;
  }

  private Delivery atRelay() throws Exception {
    Delivery delivery = sender.send(photo(1), TAG);
    await(delivery, State.AT_RELAY);
    return delivery;
  }

  @Test
  void whatTheRelayHasIsKeptUntilTheReceiverHasIt() throws Exception {
    Delivery delivery = atRelay();
    long size = delivery.size();
    assertEquals(new DeliveryStatus(State.AT_RELAY, size, size, "", null), delivery.status());
    assertEquals(List.of(delivery.id()), on.waiting());
    List<State> states = states(delivery);

    relay.deliverAll(context);

    assertInstanceOf(Receipt.Delivered.class, receipt(delivery));
    assertEquals(List.of(State.AT_RELAY, State.DELIVERED), states);
    assertEquals(1, context.filed().size());
  }

  @Test
  void photosBeforeTheNewestAreDeliveredToo() throws Exception {
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      deliveries.add(sender.send(photo(i), TAG));
    }
    for (Delivery delivery : deliveries) {
      await(delivery, State.AT_RELAY);
    }

    relay.deliverAll(context);

    for (Delivery delivery : deliveries) {
      receipt(delivery);
    }
    assertEquals(7, context.filed().size());
  }

  @Test
  void whatWaitedGoesToARelayThatTheReceiverHasSince() throws Exception {
    context.routes(route("wifi", "Reception"));
    sender.pair(context.offer());
    Delivery waiting = sender.send(photo(1), TAG);
    await(waiting, State.WAITING);

    context.routes(route("relay", "relay.example"), route("wifi", "Reception"));
    sender.pair(context.offer());
    await(waiting, State.AT_RELAY);
    sender.pair(context.offer());
    relay.deliverAll(context);

    receipt(waiting);
    assertEquals(1, context.filed().size());
  }

  /** Others may have a part of it at the other end, which is to be asked for. */
  @Test
  void onlyTheFirstUploadIsOfAFreshEnvelope() throws Exception {
    wifi.off = true;
    overRelay.breaksAfter = 1000;
    Delivery delivery = sender.send(photo(1), TAG);
    passPause(delivery, 15);
    await(delivery, s -> s.nextTry().isPresent() && overRelay.fresh.size() == 2);
    sender.close();
    overRelay.breaksAfter = Long.MAX_VALUE;

    Delivery again = sender().deliveries().get(0);

    await(again, State.AT_RELAY);
    assertEquals(List.of(true, false, false), overRelay.fresh);
  }

  @Test
  void whatLiesAtTheRelayIsNotTakenBack() throws Exception {
    Delivery delivery = atRelay();

    assertFalse(delivery.cancel());

    relay.deliverAll(context);
    receipt(delivery);
  }

  @Test
  void theNextSenderFindsItAtTheRelayAndSendsNothingAgain() throws Exception {
    Delivery delivery = atRelay();
    sender.close();
    assertEquals(State.AT_RELAY, delivery.status().state());

    sender = sender();
    Delivery again = sender.deliveries().get(0);
    await(again, State.AT_RELAY);

    assertEquals(1, on.network.calls().stream().filter(c -> c == Call.APPEND).count());
    relay.deliverAll(context);
    receipt(again);
  }

  @Test
  void whatTheRelayLostIsSentAgain() throws Exception {
    Delivery delivery = atRelay();

    relay.lose(delivery.id());

    DeliveryStatus waiting = passPause(delivery, 15);
    assertEquals(State.WAITING, waiting.state());
    assertEquals("The relay lost the photo.", waiting.detail());
    await(delivery, State.AT_RELAY);
    relay.deliverAll(context);
    receipt(delivery);
  }

  @Test
  void whatIsLostAgainAndAgainIsSentEverLessOften() throws Exception {
    Delivery delivery = atRelay();
    for (int seconds : List.of(15, 45, 135)) {
      relay.lose(delivery.id());
      passPause(delivery, seconds);
      await(delivery, State.AT_RELAY);
    }
  }

  @Test
  void aRelayThatCannotBeAskedMakesNothingWorse() throws Exception {
    Delivery delivery = atRelay();
    List<State> states = states(delivery);

    overRelay.turnOff();

    assertEquals(
        "Reception cannot be reached now (relay: relay is off).", passPause(delivery, 15).detail());
    assertEquals(
        "Reception cannot be reached now (wifi: wifi is off; relay: relay is off).",
        await(delivery, s -> s.detail().contains("wifi")).detail());
    assertFalse(delivery.cancel());
    overRelay.off = false;
    passPause(delivery, 15);
    await(delivery, s -> s.detail().isEmpty());
    relay.deliverAll(context);
    receipt(delivery);
    assertEquals(List.of(State.AT_RELAY, State.DELIVERED), states);
  }

  @Test
  void questionsThatBreakNowAndThenDoNotAddUp() throws Exception {
    Delivery delivery = atRelay();
    relay.awaitAsked(1);
    for (int i = 0; i < 3; i++) {
      overRelay.turnOff();
      awaitPause(delivery, 15);
      overRelay.off = false;
      int asked = relay.asked();
      passPause(delivery, 15);
      relay.awaitAsked(asked + 2); // whether it is there still, then for its receipt
    }
  }

  @Test
  void aRelayThatForgotThePairingDoesNotEndIt() throws Exception {
    relay.loseMailbox();

    Delivery delivery = sender.send(photo(1), TAG);

    DeliveryStatus waiting = passPause(delivery, 15);
    assertEquals(State.WAITING, waiting.state());
    assertEquals(
        "Reception cannot be reached now (wifi: wifi is off; relay: The relay does not know this"
            + " device.).",
        waiting.detail());
    awaitPause(delivery, 45);
    relay.enrolAgain();
    passPause(delivery, 45);
    await(delivery, State.AT_RELAY);
  }

  @Test
  void aPhotoAtARelayThatForgotThePairingMayGoAnotherRoute() throws Exception {
    Delivery delivery = atRelay();
    relay.loseMailbox();
    passPause(delivery, 15);
    await(delivery, s -> s.detail().contains("does not know this device"));
    wifi.off = false;

    sender.retryNow();

    receipt(delivery);
    assertEquals(1, context.filed().size());
  }

  @Test
  void theReceiversOwnWordEndsThePairingAndNothingGoesToTheRelay() throws Exception {
    wifi.off = false;
    context.revokeAll();

    Delivery delivery = sender.send(photo(1), TAG);

    assertEquals(
        "Reception no longer accepts this device; pair it again, then send the photo again.",
        await(delivery, State.UNPAIRED).detail());
    assertEquals(0, overRelay.connects.get());
    assertTrue(delivery.cancel());
  }

  @Test
  void theReceiversOwnWordCountsWhereTheRelayIsAway() throws Exception {
    Delivery delivery = atRelay();
    overRelay.off = true;
    wifi.off = false;
    context.revokeAll();

    sender.retryNow();

    assertEquals(
        "The photo may have arrived before this device's pairing was ended: ask there whether it"
            + " is filed before you send it again.",
        await(delivery, State.UNPAIRED).detail());
  }

  @Test
  void whatTheRelayRefusesGoesTheNextRoute() throws Exception {
    wifi.off = false;
    sender.close();
    relay.refuseAll("The mailbox of the practice is full.");
    sender = on.keep(builder().transport(overRelay).transport(wifi));

    receipt(sender.send(photo(1), TAG));

    assertEquals(1, overRelay.uploads.get());
    assertEquals(1, wifi.uploads.get());
  }

  @Test
  void whyTheRelayRefusesIsSaidAndItIsTriedAgain() throws Exception {
    relay.refuseAll("The mailbox of the practice is full.");

    Delivery delivery = sender.send(photo(1), TAG);

    assertEquals("The mailbox of the practice is full.", await(delivery, State.WAITING).detail());
    relay.refuseNothing();
    passPause(delivery, 15);
    await(delivery, State.AT_RELAY);
  }
}
