package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.PairingCode;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.LoopbackNetwork.Call;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PairingTest extends OneReceiver {
  private static List<String> names(Sender sender) {
    return sender.pairings().stream().map(PairedReceiver::name).toList();
  }

  private long exchanges() {
    return on.network.calls().stream().filter(call -> call == Call.EXCHANGE).count();
  }

  @Nested
  class Pair {

    @Test
    void withTheReceiverThatShowsTheCode() throws Exception {
      Sender sender = on.sender();

      PairedReceiver paired = sender.pair(context.offer());

      assertEquals("Reception", paired.name());
      assertEquals(on.clock.instant(), paired.pairedAt());
      assertEquals(List.of(paired), sender.pairings());
    }

    @Test
    void outlivesTheProcess() throws Exception {
      Sender first = on.sender(context);
      List<PairedReceiver> paired = first.pairings();
      first.close();
      assertEquals(paired, on.sender().pairings());
    }

    @Test
    void atAnAddress() throws Exception {
      String code = context.offer();
      assertEquals("Reception", on.sender().pair(code, "loopback:Reception").name());
    }

    @Test
    void keepsNoAddressAsTypedThatTheReceiverTells() throws Exception {
      Map<String, String> parameters = Map.of("address", "Reception", "typed", "elsewhere:22");
      context.routes(new Route("loopback", parameters));
      Sender sender = on.sender();
      sender.pair(context.offer());
      sender.close();
      SenderPairing kept = Pairings.load(Pairings.keys(on.home, null), problem -> {}).only();
      assertEquals(Map.of("address", "Reception"), kept.routes().get(0).parameters());
    }

    @Test
    void atAnAddressThatIsNone() throws Exception {
      String code = context.offer();
      Sender sender = on.sender();
      IOException e = assertThrows(IOException.class, () -> sender.pair(code, "over there"));
      assertEquals(
          "\"over there\" is not the address of a receiver; give it as HOST:PORT or as a URL.",
          e.getMessage());
    }

    @Test
    void atAnAddressWhereNobodyListens() throws Exception {
      String code = context.offer();
      Sender sender = on.sender();
      IOException e = assertThrows(IOException.class, () -> sender.pair(code, "loopback:Attic"));
      assertEquals(
          "No receiver could be reached for pairing: nobody listens at Attic", e.getMessage());
    }

    @Test
    void whenNobodyShowsSuchACode() throws Exception {
      Sender sender = on.sender();
      IOException e = assertThrows(IOException.class, () -> sender.pair("7-QXKD"));
      assertEquals(
          "No receiver nearby shows a pairing code that begins with 7; check the code, or give"
              + " the receiver's address.",
          e.getMessage());
    }

    @Test
    void withWhatIsNoCode() throws Exception {
      Sender sender = on.sender();
      assertThrows(IllegalArgumentException.class, () -> sender.pair("hello"));
    }

    @Test
    void withAWrongCodeIsRefused() throws Exception {
      context.offer(PairingCode.parse("7-QXKD"));
      Sender sender = on.sender();
      PairingRefusedException e =
          assertThrows(PairingRefusedException.class, () -> sender.pair("7-AAAA"));
      assertEquals(Reason.WRONG_CODE, e.reason());
      assertEquals(List.of(), sender.pairings());
      assertEquals(0, context.pairingCount());
    }

    @Test
    void findsTheRightOneAmongSeveralOfOneNameplate() throws Exception {
      FakeReceiver other = on.receiver("Next door");
      FakeReceiver third = on.receiver("Upstairs");
      context.offer(PairingCode.parse("7-QXKD"));
      other.offer(PairingCode.parse("7-MNPR"));
      third.offer(PairingCode.parse("7-TTTT"));
      Sender sender = on.sender();

      assertEquals("Reception", sender.pair("7-QXKD").name());
      assertEquals("Next door", sender.pair("7-MNPR").name());
      assertEquals("Upstairs", sender.pair("7-TTTT").name());
      assertEquals(1, other.pairingCount());
    }

    @Test
    void nobodyIsTriedAmongMoreThanThree() throws Exception {
      context.offer(PairingCode.parse("7-QXKD"));
      for (String rogue : List.of("Rogue 1", "Rogue 2", "Rogue 3")) {
        on.receiver(rogue).offer(PairingCode.parse("7-MNPR"));
      }
      Sender sender = on.sender();

      PairingRefusedException e =
          assertThrows(PairingRefusedException.class, () -> sender.pair("7-QXKD"));

      assertEquals(
          "More than 3 receivers nearby say that they show a pairing code that begins with 7; give"
              + " the address of the right one.",
          e.getMessage());
      assertEquals(0, exchanges());
      assertEquals("Reception", sender.pair("7-QXKD", "loopback:Reception").name());
    }

    @Test
    void oneCodeIsProvedThreeTimesAtMostHoweverOftenItIsTyped() throws Exception {
      on.receiver("Rogue 1").offer(PairingCode.parse("7-MNPR"));
      on.receiver("Rogue 2").offer(PairingCode.parse("7-TTTT"));
      Sender sender = on.sender();
      assertThrows(PairingRefusedException.class, () -> sender.pair("7-QXKD"));
      assertThrows(PairingRefusedException.class, () -> sender.pair("7 qxkd", "loopback:Rogue 1"));
      assertEquals(6, exchanges());
      context.offer(PairingCode.parse("7-QXKD"));

      PairingRefusedException e =
          assertThrows(
              PairingRefusedException.class, () -> sender.pair("7-QXKD", "loopback:Reception"));

      assertEquals(
          "This pairing code was tried 3 times: ask for a new one, and give the receiver's address"
              + " with it.",
          e.getMessage());
      assertEquals(6, exchanges());
    }

    @Test
    void aCodeThatTheReceiverKnewIsNotUsedUp() throws Exception {
      String code = context.offer();
      Sender sender = on.sender();
      for (int i = 0; i < 5; i++) {
        sender.pair(code);
      }
      assertEquals(5, context.pairingCount());
    }

    @Test
    void aSecondReceiverOfOneNameGetsANumber() throws Exception {
      Sender sender = on.sender(context);
      context.close(); // its address becomes free for a receiver of the same name
      FakeReceiver twin = new FakeReceiver(on.network, folder.resolve("twin"), "Reception");

      PairedReceiver second = sender.pair(twin.offer());

      assertEquals("Reception 2", second.name());
      assertEquals(List.of("Reception", "Reception 2"), names(sender));
      receipt(sender.send(photo(1), TAG, "Reception 2"));
      sender.forget("Reception");
      assertEquals(List.of("Reception 2"), names(sender));
      sender.close();
      assertEquals(List.of("Reception 2"), names(on.sender()));
    }

    @Test
    void againWithTheSameReceiverReplacesTheOldPairing() throws Exception {
      Sender sender = on.sender(context);
      PairedReceiver old = sender.pairings().get(0);

      PairedReceiver fresh = sender.pair(context.offer());

      assertEquals("Reception", fresh.name());
      assertEquals(List.of(fresh), sender.pairings());
      assertEquals(
          List.of("pairing-" + fresh.id() + ".key"),
          on.pairingKeys().stream().filter(name -> !name.contains(old.id().toString())).toList());
      assertEquals(1, on.pairingKeys().size());
      receipt(sender.send(photo(1), TAG));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 86_400_000})
    void againAfterTheClockSteppedBackStillReplacesTheOldPairing(long millis) throws Exception {
      Sender sender = on.sender();
      PairedReceiver old = sender.pair(context.offer());
      on.clock.advance(Duration.ofMillis(-millis));

      PairedReceiver fresh = sender.pair(context.offer());

      assertEquals(old.pairedAt().plusMillis(1), fresh.pairedAt());
      assertEquals(List.of(fresh), sender.pairings());
      assertEquals(List.of("pairing-" + fresh.id() + ".key"), on.pairingKeys());
      receipt(sender.send(photo(1), TAG));
      sender.close();
      assertEquals(List.of(fresh), on.sender().pairings());
    }

    @Test
    void againKeepsTheOldKeysForPhotosThatWait() throws Exception {
      Sender sender = on.sender(context);
      context.refuseAll("No room.");
      Delivery waiting = sender.send(photo(1), TAG);
      await(waiting, State.WAITING);

      PairedReceiver fresh = sender.pair(context.offer());

      assertEquals(List.of(fresh), sender.pairings());
      assertEquals(2, on.pairingKeys().size());
      IOException e = assertThrows(IOException.class, () -> sender.forget("Reception"));
      assertEquals(
          "Photos for Reception still wait; let them arrive or withdraw them first.",
          e.getMessage());
      await(waiting, State.WAITING); // it was tried again when this device had paired
      context.refuseNothing();
      sender.retryNow();
      assertInstanceOf(Receipt.Delivered.class, receipt(waiting));
      sender.close();

      assertEquals(List.of(fresh), on.sender().pairings());
      assertEquals(1, on.pairingKeys().size());
    }

    @Test
    void againWithAReceiverThatLostThePairingDeliversWhatWaitsUnderIt() throws Exception {
      Sender sender = on.sender(context);
      on.network.takeDown();
      List<Delivery> waiting = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        waiting.add(sender.send(photo(i), TAG));
      }
      context.forgetPairings();
      on.network.heal();

      sender.pair(context.offer());

      for (Delivery each : waiting) {
        assertInstanceOf(Receipt.Delivered.class, receipt(each));
      }
      assertEquals(3, context.filed().size());
    }

    @Test
    void againMeanwhileWhatWasAnsweredBeforeSaysNothingOfThePairing() throws Exception {
      Sender sender = on.sender(context);
      on.network.takeDown();
      Delivery waiting = sender.send(photo(1), TAG);
      await(waiting, State.WAITING);
      context.forgetPairings();
      on.network.heal();
      List<State> states = new CopyOnWriteArrayList<>();
      waiting.onStatus(status -> states.add(status.state()));
      context.onFirstRefusal(
          () -> {
            try {
              sender.pair(context.offer());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });

      sender.retryNow();

      assertInstanceOf(Receipt.Delivered.class, receipt(waiting));
      assertFalse(states.contains(State.UNPAIRED), states.toString());
    }

    @Test
    void aLostRequestOrReplyCostsNothing() throws Exception {
      Sender sender = on.sender();
      on.network.loseRequests(Call.EXCHANGE, 1);
      on.network.loseReplies(Call.EXCHANGE, 1);

      sender.pair(context.offer());

      assertEquals(1, context.pairingCount());
      assertEquals(List.of("Reception"), names(sender));
    }

    @Test
    void aLostReplyToTheLastMessageCostsNothing() throws Exception {
      Sender sender = on.sender();
      String code = context.offer();
      context.onFirstPairing(() -> on.network.loseReplies(Call.EXCHANGE, 1));

      sender.pair(code);

      assertEquals(1, context.pairingCount());
      receipt(sender.send(photo(1), TAG));
    }

    @Test
    void afterTheEndSaysSo() throws Exception {
      Sender sender = on.sender();
      sender.close();
      IllegalStateException e =
          assertThrows(IllegalStateException.class, () -> sender.pair("7-QXKD"));
      assertEquals("this sender is closed", e.getMessage());
    }
  }

  @Nested
  class Forget {

    @Test
    void dropsTheKeys() throws Exception {
      Sender sender = on.sender(context);
      receipt(sender.send(photo(1), TAG));

      sender.forget("Reception");

      assertEquals(List.of(), sender.pairings());
      assertEquals(List.of(), on.pairingKeys());
      assertThrows(UnknownReceiverException.class, () -> sender.send(photo(2), TAG));
    }

    @Test
    void ofAnUnknownNameIsRefused() throws Exception {
      Sender sender = on.sender(context);
      UnknownReceiverException e =
          assertThrows(UnknownReceiverException.class, () -> sender.forget("Attic"));
      assertEquals(
          "No receiver is paired under the name \"Attic\"; this device is paired with"
              + " \"Reception\".",
          e.getMessage());
    }

    @Test
    void waitsForPhotosToEnd() throws Exception {
      Sender sender = on.sender(context);
      on.network.takeDown();
      Delivery delivery = sender.send(photo(1), TAG);
      assertThrows(IOException.class, () -> sender.forget("Reception"));
      delivery.cancel();

      on.timer.advance(Duration.ofMinutes(1));
      sender.forget("Reception");

      assertEquals(List.of(), sender.pairings());
    }
  }
}
