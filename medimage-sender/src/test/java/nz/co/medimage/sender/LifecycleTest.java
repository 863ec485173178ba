package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.FakeReceiver.Mood;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a home carries over from one sender to the next. */
@Timeout(60)
class LifecycleTest extends OneReceiver {
  @Test
  void theNextSenderGoesOnWithWhatWaits() throws Exception {
    Sender first = on.sender(context);
    on.network.takeDown();
    Delivery waiting = first.send(photo(1), TAG);
    first.close();
    on.network.heal();

    Delivery again = on.sender().deliveries().get(0);

    assertEquals(waiting.id(), again.id());
    assertEquals("Reception", again.to());
    assertEquals(waiting.size(), again.size());
    assertInstanceOf(Receipt.Delivered.class, receipt(again));
    assertEquals(1, context.filed().size());
  }

  @Test
  void closingLeavesThePhotoAndSaysSo() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    Delivery delivery = sender.send(photo(1), TAG);
    await(delivery, State.WAITING);

    sender.close();

    ExecutionException e = assertThrows(ExecutionException.class, () -> receipt(delivery));
    assertEquals(
        "The sender was closed; the photo waits in the outbox.", e.getCause().getMessage());
    assertInstanceOf(IOException.class, e.getCause());
    assertEquals(State.WAITING, delivery.status().state());
    assertEquals(List.of(delivery.id()), on.waiting());
  }

  @Test
  void closingBreaksOffAWaitForAReceipt() throws Exception {
    FakeTransport patient = new FakeTransport(on.network, "loopback");
    patient.waitsForever = true;
    context.mood(Mood.HOLD);
    on.sender(context).close();
    Sender sender = on.keep(on.builder(on.home, patient));
    Delivery delivery = sender.send(photo(1), TAG);
    await(delivery, State.ARRIVED);

    sender.close();

    on.awaitFreeHome();
    sender.close(); // once more does nothing
    context.release();
    receipt(on.sender().deliveries().get(0));
  }

  @Test
  void aHomeIsFreeOnlyWhenItsLastSealHasEnded() throws Exception {
    Sender sender = on.sender(context);
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Photo slow =
        Photo.builder(
                "arm.jpg",
                () -> {
                  reading.countDown();
                  SenderFixture.await(goOn);
                  return new ByteArrayInputStream(SenderFixture.noise(1));
                },
                TestPhotos.CAPTURED)
            .build();
    FutureTask<Delivery> send = new FutureTask<>(() -> sender.send(slow, TAG));
    new Thread(send).start();
    SenderFixture.await(reading);

    sender.close();
    assertThrows(IOException.class, () -> on.keep(on.builder(on.home)));
    goOn.countDown();
    Delivery delivery = send.get(20, TimeUnit.SECONDS);

    ExecutionException e = assertThrows(ExecutionException.class, () -> receipt(delivery));
    assertEquals(
        "The sender was closed; the photo waits in the outbox.", e.getCause().getMessage());
    receipt(on.sender().deliveries().get(0));
  }

  @Test
  void theListenerOfAPhotoMayCloseTheSender() throws Exception {
    Sender sender = on.sender(context);
    CountDownLatch closed = new CountDownLatch(1);
    sender
        .send(photo(1), TAG)
        .onStatus(
            status -> {
              if (status.state() == State.DELIVERED) {
                sender.close();
                closed.countDown();
              }
            });
    SenderFixture.await(closed);
    sender.close();
  }

  @Test
  void builderThatGoesOnChangesNothing() throws Exception {
    Sender.Builder builder = on.builder(on.home);
    Sender sender = on.keep(builder);
    FakeTransport late = new FakeTransport(on.network, "late");
    builder.transport(late).deviceName("Another");
    sender.close();
    assertFalse(late.closed);
  }

  @Test
  void oneSenderAHome() throws Exception {
    on.sender(context);
    IOException e = assertThrows(IOException.class, () -> on.keep(on.builder(on.home)));
    assertEquals(
        on.home + " is in use by this program; close what runs it first or use another home",
        e.getMessage());
  }

  @Test
  void howPhotosEndedIsRememberedForThirtyDays() throws Exception {
    Sender first = on.sender(context);
    Delivery delivered = first.send(photo(1), TAG);
    receipt(delivered);
    on.clock.advance(Duration.ofSeconds(1));
    context.mood(Mood.REJECT);
    Delivery rejected = first.send(photo(2), TAG);
    receipt(rejected);
    first.close();

    on.clock.advance(Duration.ofDays(29));
    Sender second = on.sender();
    assertEquals(
        List.of(delivered.id(), rejected.id()),
        second.deliveries().stream().map(Delivery::id).sorted().toList());
    Delivery known = second.deliveries().get(1);
    assertEquals("arm.txt is not a photo.", known.status().detail());
    assertEquals(rejected.status(), known.status());
    assertEquals(receipt(rejected), receipt(known));
    assertEquals(delivered.status(), second.deliveries().get(0).status());
    assertEquals(receipt(delivered), receipt(second.deliveries().get(0)));
    second.close();

    on.clock.advance(Duration.ofDays(2));
    Sender third = on.sender();
    third.close(); // the tidying at its start has ended
    assertEquals(List.of(), on.files("ended"));
  }

  @Test
  void aDamagedEnvelopeIsMovedAsideAndTheOthersGoOn() throws Exception {
    Sender first = on.sender(context);
    on.network.takeDown();
    Delivery damaged = first.send(photo(1), TAG);
    on.clock.advance(Duration.ofSeconds(1));
    Delivery good = first.send(photo(2), TAG);
    first.close();
    on.network.heal();
    Path file = on.sealed(damaged.id());
    String name = file.getFileName().toString();
    Files.write(file, new byte[] {1, 2, 3});

    Sender second = on.sender();

    assertEquals(
        List.of(
            file
                + " is damaged and was moved to "
                + on.home.resolve("damaged").resolve(name)
                + "; send that photo again"),
        second.problems());
    assertEquals(List.of(name), on.files("damaged"));
    assertEquals(List.of(good.id()), second.deliveries().stream().map(Delivery::id).toList());
    receipt(second.deliveries().get(0));
  }

  @Test
  void anEnvelopeUnderAWrongNameIsMovedAside() throws Exception {
    Sender first = on.sender(context);
    on.network.takeDown();
    Delivery delivery = first.send(photo(1), TAG);
    first.close();
    Path outbox = on.home.resolve("outbox");
    Files.move(on.sealed(delivery.id()), outbox.resolve("copy of.sealed"));

    Sender second = on.sender();

    assertEquals(1, second.problems().size());
    assertEquals(List.of("copy of.sealed"), on.files("damaged"));
    assertEquals(List.of(), second.deliveries());
  }

  @Test
  void damagedKeysAreSaidAndTheOtherPairingWorks() throws Exception {
    FakeReceiver other = on.receiver("Room 2");
    Sender first = on.sender(context, other);
    PairedReceiver broken = first.pairings().get(0);
    on.network.takeDown();
    Delivery stranded = first.send(photo(1), TAG, "Reception");
    first.close();
    on.network.heal();
    String key = "pairing-" + broken.id();
    Path file = on.home.resolve("keys").resolve(key + ".key");
    Files.write(file, new byte[] {9});

    Sender second = on.sender();

    assertEquals(
        List.of(
            "The keys of one pairing, "
                + key
                + ", cannot be used: "
                + file
                + " is damaged: restore it from a backup, or remove it and pair again."),
        second.problems());
    assertEquals(List.of("Room 2"), second.pairings().stream().map(PairedReceiver::name).toList());
    on.clock.advance(Duration.ofSeconds(1));
    receipt(second.send(photo(2), TAG));
    Delivery kept = second.deliveries().get(0);
    assertEquals(stranded.id(), kept.id());
    assertEquals("a receiver whose keys are missing", kept.to());
    assertEquals(
        "The keys of the pairing that this photo was sealed for are missing or damaged.",
        await(kept, State.WAITING).detail());
    assertTrue(kept.cancel());
  }

  @Test
  void aHomeUnderAPassphraseOpensWithItAlone() throws Exception {
    Sender first = on.keep(on.builder(on.home).passphrase("kauri".toCharArray()));
    first.pair(context.offer());
    first.close();

    assertThrows(IOException.class, () -> on.keep(on.builder(on.home)));
    Sender.Builder wrong = on.builder(on.home).passphrase("rimu".toCharArray());
    assertThrows(IOException.class, () -> on.keep(wrong));

    Sender second = on.keep(on.builder(on.home).passphrase("kauri".toCharArray()));
    receipt(second.send(photo(1), TAG));
    assertEquals(
        "Reception", SenderHome.open(on.home, "kauri".toCharArray()).pairings().get(0).name());
  }

  @Test
  void aDamagedNoteOfAnEndIsPassedOverAndNothingIsSentAgain() throws Exception {
    Sender first = on.sender(context);
    Delivery delivery = first.send(photo(1), TAG);
    receipt(delivery);
    first.close();
    Path note = on.home.resolve("ended").resolve(delivery.id() + ".json");
    Files.write(note, new byte[] {'{'});

    assertEquals(List.of(), on.sender().deliveries());
    assertEquals(1, context.filed().size());
    assertTrue(Files.exists(note));
  }

  @Test
  void halfSealedFilesOfACrashAreRemoved() throws Exception {
    on.sender(context).close();
    Path debris = on.home.resolve("outbox").resolve("0190.tmp");
    Files.write(debris, new byte[10]);
    on.sender();
    assertEquals(List.of(), on.files("outbox"));
  }

  @Test
  void halfWrittenKeysOfACrashAreRemoved() throws Exception {
    on.sender().close();
    Files.write(on.home.resolve("keys").resolve("pairing-1.key.tmp"), new byte[10]);
    on.sender();
    assertEquals(List.of(), on.files("keys"));
  }

  @Test
  void aDeviceNameHasOneToHundredCharactersThatCanBeShown() {
    Sender.Builder builder = Sender.builder(on.home);
    builder.deviceName("\uD83D\uDCF7".repeat(100)); // characters as people count them
    for (String name : List.of("", " ", "x".repeat(101), "a\nb", "a\u202Eb", "a\uD83D")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> builder.deviceName(name));
      assertEquals("A name has 1 to 100 characters, and no control characters.", e.getMessage());
    }
  }
}
