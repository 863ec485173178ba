package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.FakeReceiver.Mood;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A photo that is sent again is found where it was sent before. */
@Timeout(60)
class SendKeyTest extends OneReceiver {
  private static final SendOptions KEYED = SendOptions.defaults().key("ZAC5361 #7");
  private static final Duration YEARS = Duration.ofDays(3000);
  private static final SendOptions JOINING = SendOptions.defaults().joinWaiting();

  @Test
  void aKeyFindsTheEnvelopeThatWaits() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();

    Delivery first = sender.send(photo(1), TAG, KEYED);

    assertSame(first, sender.send(photo(1), TAG, KEYED));
    assertEquals(1, on.waiting().size());
  }

  @Test
  void aKeyFindsTheEnvelopeOfAnEarlierProcess() throws Exception {
    Sender first = on.sender(context);
    on.network.takeDown();
    Delivery delivery = first.send(photo(1), TAG, KEYED);
    first.close();

    assertEquals(delivery.id(), on.sender().send(photo(1), TAG, KEYED).id());
    assertEquals(1, on.waiting().size());
  }

  @Test
  void aKeyFindsItStillAfterItsSecretCouldNotBeReadForAWhile() throws Exception {
    Sender first = on.sender(context);
    on.network.takeDown();
    Delivery delivery = first.send(photo(1), TAG, KEYED);
    first.close();
    Path secret = on.home.resolve("keys/send-marks.key");
    Path aside = Files.move(secret, folder.resolve("aside"));
    Files.createDirectory(secret); // opens, and cannot be read

    Sender second = on.sender();
    assertThrows(IOException.class, () -> second.send(photo(1), TAG, KEYED));
    Files.delete(secret);
    Files.move(aside, secret);

    assertEquals(delivery.id(), second.send(photo(1), TAG, KEYED).id());
    assertEquals(1, on.waiting().size());
  }

  @Test
  void aKeyFindsWhatWasDeliveredAlsoByAnEarlierProcess() throws Exception {
    Sender first = on.sender(context);
    Delivery delivery = first.send(photo(1), TAG, KEYED);
    receipt(delivery);
    assertSame(delivery, first.send(photo(1), TAG, KEYED));
    first.close();

    Sender second = on.sender();
    Delivery again = second.send(photo(1), TAG, KEYED);

    assertEquals(delivery.id(), again.id());
    assertEquals(State.DELIVERED, again.status().state());
    assertEquals(receipt(delivery), receipt(again));
    assertSame(again, second.send(photo(1), TAG, KEYED));
    assertEquals(List.of(again), second.deliveries());
    assertEquals(1, context.filed().size());
  }

  @Test
  void aDeliveryWhoseNoteAPowerCutEmptiedIsFoundAllTheSame() throws Exception {
    Sender first = on.sender(context);
    Delivery delivery = first.send(photo(1), TAG, KEYED);
    receipt(delivery);
    first.close();
    Files.write(on.home.resolve("ended").resolve(on.files("ended").get(0)), new byte[0]);

    Delivery again = on.sender().send(photo(1), TAG, KEYED);

    assertEquals(delivery.id(), again.id());
    assertEquals(State.DELIVERED, again.status().state());
  }

  @Test
  void aKeyIsForgottenWithTheDelivery() throws Exception {
    Sender first = on.sender(context);
    Delivery delivery = first.send(photo(1), TAG, KEYED);
    receipt(delivery);
    first.close();
    Files.delete(on.home.resolve("ended").resolve(on.files("ended").get(0)));

    assertNotEquals(delivery.id(), on.sender().send(photo(1), TAG, KEYED).id());
  }

  @Test
  void aKeyFindsADeliveryAlsoWhileTheClockIsYearsAheadAndAfterwards() throws Exception {
    Sender first = on.sender(context);
    Delivery delivery = first.send(photo(1), TAG, KEYED);
    receipt(delivery);
    first.close();
    on.clock.advance(YEARS);

    Sender ahead = on.sender();
    awaitTidied();
    assertEquals(delivery.id(), ahead.send(photo(1), TAG, KEYED).id());
    receipt(ahead.send(photo(2), TAG, SendOptions.defaults().key("other")));
    ahead.close();
    on.clock.advance(YEARS.negated());

    Sender again = on.sender();
    awaitTidied();
    assertEquals(delivery.id(), again.send(photo(1), TAG, KEYED).id());
    assertEquals(2, context.filed().size());
  }

  /** Another photo's end that is past shows that what is past was tidied. */
  private void awaitTidied() throws Exception {
    Path made = Files.write(folder.resolve("old"), new byte[0]);
    Files.setLastModifiedTime(made, FileTime.from(on.clock.instant().minus(YEARS)));
    String name = EnvelopeId.create(on.clock, new Random()) + ".json";
    Path old = Files.move(made, on.home.resolve("ended").resolve(name));
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); Files.exists(old); ) {
      assertTrue(System.nanoTime() < end, "it is not tidied");
      on.timer.advance(Duration.ofDays(1));
      Thread.onSpinWait();
    }
  }

  @Test
  void whatWasRejectedOrWithdrawnIsSentAnewUnderItsKey() throws Exception {
    Sender sender = on.sender(context);
    context.mood(Mood.REJECT);
    Delivery rejected = sender.send(photo(1), TAG, KEYED);
    receipt(rejected);
    on.network.takeDown();

    Delivery second = sender.send(photo(1), TAG, KEYED);
    assertNotEquals(rejected.id(), second.id());
    assertTrue(second.cancel());

    assertNotEquals(second.id(), sender.send(photo(1), TAG, KEYED).id());
  }

  @Test
  void anotherPhotoOrTagUnderAKeyInUseIsRefused() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    Delivery first = sender.send(photo(1), TAG, KEYED);
    String sentence =
        "Another photo or tag was sent under this key; give each photo a key of its own.";

    assertEquals(
        sentence,
        assertThrows(IllegalArgumentException.class, () -> sender.send(photo(2), TAG, KEYED))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> sender.send(photo(1), PatientTag.parse("#B2 arm"), KEYED));

    assertEquals(List.of(first.id()), on.waiting());
  }

  @Test
  void oneKeyForTwoReceiversIsTwoEnvelopes() throws Exception {
    Sender sender = on.sender(context, on.receiver("Room 2"));

    receipt(sender.send(photo(1), TAG, KEYED.to("Reception")));
    receipt(sender.send(photo(1), TAG, KEYED.to("Room 2")));

    assertEquals(1, context.filed().size());
  }

  @Test
  void pairedAgainAPhotoThatWaitsUnderTheOldPairingIsFoundAsItArrives() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    Delivery old = sender.send(photo(1), TAG, KEYED);
    await(old, State.WAITING);
    on.network.heal();
    context.mood(Mood.HOLD);
    sender.pair(context.offer());

    assertSame(old, sender.send(photo(1), TAG, KEYED));
    assertSame(old, sender.send(photo(1), TAG, JOINING));
    await(old, State.ARRIVED);
    context.release();
    receipt(old);

    assertSame(old, sender.send(photo(1), TAG, KEYED));
    assertEquals(1, context.filed().size());
  }

  @Test
  void pairedAgainAlsoTheNextProcessFindsWhatWaitsUnderTheOldPairing() throws Exception {
    Sender first = on.sender(context);
    on.network.takeDown();
    Delivery old = first.send(photo(1), TAG, KEYED);
    on.network.heal();
    context.refuseAll("No room.");
    first.pair(context.offer());
    first.close();

    Sender second = on.sender();
    assertEquals(old.id(), second.send(photo(1), TAG, KEYED).id());
    assertEquals(old.id(), second.send(photo(1), TAG, JOINING).id());
  }

  @Test
  void pairedAgainADeliveryUnderTheOldPairingIsFound() throws Exception {
    Sender first = on.sender(context);
    Delivery old = first.send(photo(1), TAG, KEYED);
    receipt(old);
    first.pair(context.offer());

    assertSame(old, first.send(photo(1), TAG, KEYED));
    first.close();
    assertEquals(old.id(), on.sender().send(photo(1), TAG, KEYED).id());
  }

  @Test
  void aKeyFindsWhatIsHeldAlsoInTheNextProcessAndPairedAgain() throws Exception {
    context.mood(Mood.HOLD_FOR_A_PERSON);
    Sender first = on.sender(context);
    Delivery held = first.send(photo(1), TAG, KEYED);
    receipt(held);
    assertEquals(State.HELD, held.status().state());
    assertSame(held, first.send(photo(1), TAG, KEYED));
    first.close();

    Sender second = on.sender();
    Delivery again = second.send(photo(1), TAG, KEYED);
    assertEquals(held.id(), again.id());
    assertEquals(State.HELD, again.status().state());
    assertEquals(receipt(held), receipt(again));
    assertEquals(List.of(again), second.deliveries());

    context.revokeAll();
    second.pair(context.offer());
    assertSame(again, second.send(photo(1), TAG, KEYED));
    second.close();

    assertEquals(held.id(), on.sender().send(photo(1), TAG, KEYED).id());
    assertEquals(List.of(), on.waiting());
  }

  @Test
  void anotherPhotoUnderTheKeyOfOneThatIsHeldIsRefused() throws Exception {
    context.mood(Mood.HOLD_FOR_A_PERSON);
    Sender sender = on.sender(context);
    receipt(sender.send(photo(1), TAG, KEYED));

    assertThrows(IllegalArgumentException.class, () -> sender.send(photo(2), TAG, KEYED));
  }

  @Test
  void whoJoinsFindsWhatIsHeldAlsoInTheNextProcess() throws Exception {
    context.mood(Mood.HOLD_FOR_A_PERSON);
    Sender first = on.sender(context);
    Delivery plain = first.send(photo(1), TAG, JOINING);
    receipt(plain);
    Delivery keyed = first.send(photo(2), TAG, KEYED);
    receipt(keyed);
    assertSame(plain, first.send(photo(1), TAG, JOINING));
    first.close();

    Sender second = on.sender();
    Delivery joined = second.send(photo(1), TAG, JOINING);
    assertEquals(plain.id(), joined.id());
    assertEquals(State.HELD, joined.status().state());
    assertEquals(keyed.id(), second.send(photo(2), TAG, JOINING).id());
    assertNotEquals(plain.id(), second.send(photo(1), TAG).id());
  }

  /** One that waits under a pairing that the receiver has ended, after this device paired again. */
  private Delivery stuck(Sender sender) throws Exception {
    on.network.takeDown();
    Delivery stuck = sender.send(photo(1), TAG, KEYED);
    context.revokeAll();
    on.network.heal();
    sender.pair(context.offer());
    await(stuck, State.UNPAIRED);
    return stuck;
  }

  @Test
  void pairedAgainAPhotoWhosePairingWasEndedIsSentAnew() throws Exception {
    Sender sender = on.sender(context);
    Delivery stuck = stuck(sender);

    Delivery joining = sender.send(photo(1), TAG, JOINING);
    assertNotEquals(stuck.id(), joining.id());
    receipt(joining);
    Delivery keyed = sender.send(photo(1), TAG, KEYED);
    assertNotEquals(stuck.id(), keyed.id());
    receipt(keyed);

    assertSame(keyed, sender.send(photo(1), TAG, KEYED));
  }

  @Test
  void aDeliveryCountsMoreThanWhatWaitsForAPairingThatWasEnded() throws Exception {
    Sender first = on.sender(context);
    stuck(first);
    Delivery delivered = first.send(photo(1), TAG, KEYED);
    receipt(delivered);
    first.close();

    Delivery again = on.sender().send(photo(1), TAG, KEYED);

    assertEquals(delivered.id(), again.id());
    assertEquals(State.DELIVERED, again.status().state());
    assertEquals(1, context.filed().size());
  }

  @Test
  void whatAReceiverThatHadForgottenThisDeviceTakesOverIsNotSentAnew() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    List<Delivery> waiting = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      waiting.add(sender.send(photo(i), TAG, SendOptions.defaults().key("photo " + i)));
    }
    context.forgetPairings();
    on.network.heal();
    sender.retryNow();
    for (Delivery each : waiting) {
      await(each, State.UNPAIRED);
    }
    context.mood(Mood.HOLD);

    sender.pair(context.offer());
    for (int i = 0; i < 6; i++) {
      SendOptions key = SendOptions.defaults().key("photo " + i);
      assertSame(waiting.get(i), sender.send(photo(i), TAG, key));
    }

    context.release();
    for (Delivery each : waiting) {
      receipt(each);
    }
    assertEquals(6, context.filed().size());
  }

  @Test
  void whoJoinsFindsTheSamePhotoUnderTheSameTagWhileItWaits() throws Exception {
    Sender first = on.sender(context);
    on.network.takeDown();
    Delivery delivery = first.send(photo(1), TAG);
    Delivery otherTag = first.send(photo(1), PatientTag.parse("#B2 arm"), JOINING);
    Delivery otherPhoto = first.send(photo(2), TAG, JOINING);
    assertEquals(3, new HashSet<>(List.of(delivery.id(), otherTag.id(), otherPhoto.id())).size());
    assertSame(delivery, first.send(photo(1), TAG, JOINING));
    first.close();

    Sender second = on.sender();
    Delivery joined = second.send(photo(1), TAG, JOINING);
    assertEquals(delivery.id(), joined.id());

    on.network.heal();
    second.retryNow();
    receipt(joined);
    assertNotEquals(delivery.id(), second.send(photo(1), TAG, JOINING).id());
  }

  @Test
  void ofManyThreadsWithOneKeyOneSends() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Delivery>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        SendOptions options = i % 2 == 0 ? KEYED : KEYED.joinWaiting();
        all.add(threads.submit(() -> sender.send(photo(1), TAG, options)));
      }
      Set<Delivery> sent = new HashSet<>();
      for (Future<Delivery> one : all) {
        sent.add(one.get());
      }
      assertEquals(1, sent.size());
      assertEquals(1, on.waiting().size());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whatTheDiskRefusesMayBeSentAgain() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    assertThrows(IOException.class, () -> sender.send(photo(new byte[0]), TAG, KEYED));

    sender.send(photo(1), TAG, KEYED);

    assertEquals(1, on.waiting().size());
  }

  @Test
  void theHomeDoesNotTellTheKey() throws Exception {
    Sender sender = on.sender(context);
    receipt(sender.send(photo(1), TAG, KEYED));
    on.network.takeDown();
    sender.send(photo(2), TAG, SendOptions.defaults().key("ZAC5361 #8"));
    sender.close();

    assertFalse(on.everythingInTheHome().contains("ZAC5361"));
    assertFalse(KEYED.toString().contains("ZAC5361"));
    assertTrue(on.files("outbox").stream().allMatch(name -> name.length() <= 143));
  }

  @Test
  void aKeyHasOneToThousandCharacters() {
    assertThrows(IllegalArgumentException.class, () -> SendOptions.defaults().key(""));
    assertEquals(
        "a key has 1 to 1000 characters, not 1001",
        assertThrows(
                IllegalArgumentException.class, () -> SendOptions.defaults().key("x".repeat(1001)))
            .getMessage());
  }

  @Test
  void aHomeWhoseSecretIsDamagedStillSends() throws Exception {
    Sender first = on.sender(context);
    receipt(first.send(photo(1), TAG));
    first.close();
    for (String name : on.files("keys")) {
      if (name.startsWith(HomeSecret.NAME)) {
        Files.write(on.home.resolve("keys").resolve(name), new byte[] {1});
      }
    }

    receipt(on.sender().send(photo(2), TAG, KEYED));
  }
}
