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

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.FakeReceiver.Mood;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The disk of this device changes or loses what waits in the outbox. */
@Timeout(60)
class DamagedCopyTest {

  private static String sentence(EnvelopeId id, String advice) {
    return "The copy of the photo of "
        + EndedRecord.sealedAt(id)
        + " in the outbox is damaged on this device; "
        + advice
        + "send it again from the original.";
  }

  private static void rot(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  private static void assertDamaged(SenderFixture on, Delivery delivery) throws Exception {
    assertEquals(sentence(delivery.id(), ""), await(delivery, State.DAMAGED).detail());
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> delivery.receipt().get());
    assertEquals(delivery.status().detail(), failure.getCause().getMessage());
    assertFalse(on.waiting().contains(delivery.id()));
    assertFalse(delivery.cancel());
  }

  @Nested
  class ForTheReceiver extends OneReceiver {
    /** One whose file waits, as the receiver is away. */
    private Delivery waiting(Sender sender, long seed) throws Exception {
      on.network.takeDown();
      Delivery delivery = sender.send(photo(seed), TAG);
      await(delivery, State.WAITING);
      return delivery;
    }

    @Test
    void isSentOnceThenSetAsideAndTheOthersGoOn() throws Exception {
      Sender sender = on.sender(context);
      Delivery rotten = waiting(sender, 1);
      Delivery good = sender.send(photo(2), TAG);
      rot(on.sealed(rotten.id()));
      context.mood(Mood.LOSE_DAMAGED);
      on.network.heal();

      sender.retryNow();

      assertDamaged(on, rotten);
      assertEquals(1, on.files("damaged").size());
      assertTrue(on.files("damaged").get(0).startsWith(rotten.id().toString()));
      assertInstanceOf(Receipt.Delivered.class, receipt(good));
      // Not at all if it failed twice before the route opened: then it is looked at first.
      assertTrue(context.losses() <= 1);
      assertEquals(1, context.filed().size());
    }

    @Test
    void isStillSaidByTheNextSender() throws Exception {
      Sender sender = on.sender(context);
      Delivery rotten = waiting(sender, 1);
      rot(on.sealed(rotten.id()));
      context.mood(Mood.LOSE_DAMAGED);
      on.network.heal();
      sender.retryNow();
      await(rotten, State.DAMAGED);
      sender.close();

      Delivery again = on.sender().deliveries().get(0);

      assertDamaged(on, again);
      assertEquals(State.DAMAGED, SenderHome.open(on.home).outbox().get(0).status().state());
    }

    @Test
    void ofAnEarlierSenderCannotBeCheckedAndIsSentAgain() throws Exception {
      Sender sender = on.sender(context);
      Delivery delivery = waiting(sender, 1);
      sender.close();
      Path old = on.home.resolve("outbox").resolve(delivery.id() + ".sealed");
      Files.move(on.sealed(delivery.id()), old);
      on.network.heal();
      context.mood(Mood.LOSE_ONCE);

      Delivery again = on.sender().deliveries().get(0);

      await(again, State.WAITING);
      on.timer.advance(Duration.ofSeconds(15));
      receipt(again);
    }

    /** Gives the file the name that versions with a longer digest would have given it. */
    private void withLongDigest(EnvelopeId id) throws IOException {
      Path file = on.sealed(id);
      String name = file.getFileName().toString();
      String digest = name.substring(name.indexOf('_') + 1, name.lastIndexOf('_'));
      assertEquals(8, digest.length());
      Files.move(
          file, file.resolveSibling(name.replace(digest, EntryName.digits(Sha256.of(file)))));
    }

    @Test
    void underALongDigestIsFoundDamaged() throws Exception {
      Sender sender = on.sender(context);
      Delivery delivery = waiting(sender, 1);
      sender.close();
      withLongDigest(delivery.id());
      rot(on.sealed(delivery.id()));
      context.mood(Mood.LOSE_DAMAGED);
      on.network.heal();

      assertDamaged(on, on.sender().deliveries().get(0));
    }

    @Test
    void underALongDigestThatIsGoodIsSentAgain() throws Exception {
      Sender sender = on.sender(context);
      Delivery delivery = waiting(sender, 1);
      sender.close();
      withLongDigest(delivery.id());
      on.network.heal();
      context.mood(Mood.LOSE_ONCE);

      Delivery again = on.sender().deliveries().get(0);

      await(again, State.WAITING);
      on.timer.advance(Duration.ofSeconds(15));
      assertInstanceOf(Receipt.Delivered.class, receipt(again));
    }

    @Test
    void thatWasCutOffIsNotSent() throws Exception {
      Sender sender = on.sender(context);
      Delivery delivery = waiting(sender, 1);
      try (FileChannel file =
          FileChannel.open(on.sealed(delivery.id()), StandardOpenOption.WRITE)) {
        file.truncate(1000);
      }
      on.network.heal();

      sender.retryNow();

      assertDamaged(on, delivery);
      assertEquals(List.of(), context.filed());
    }

    @Test
    void thatIsGoneIsSaid() throws Exception {
      Sender sender = on.sender(context);
      Delivery delivery = waiting(sender, 1);
      Files.delete(on.sealed(delivery.id()));
      on.network.heal();

      sender.retryNow();

      assertDamaged(on, delivery);
      assertEquals(List.of(), on.files("damaged"));
    }

    @Test
    void thatCannotBeReadForAWhileIsKeptAndSentOnceItCan() throws Exception {
      on.sender(context).close();
      AtomicBoolean bad = new AtomicBoolean();
      HaltingFileSystem disk =
          HaltingFileSystem.counting(FileSystems.getDefault())
              .telling(
                  (operation, file) -> {
                    if (operation.equals("read")
                        && file.toString().endsWith(".sealed")
                        && bad.get()) {
                      throw new IOException("Input/output error");
                    }
                  });
      Sender sender = on.keep(on.builder(disk.wrap(on.home)));
      Delivery delivery = waiting(sender, 1);
      bad.set(true);
      on.network.heal();
      sender.retryNow();
      await(delivery, s -> s.nextTry().isPresent() && s.detail().startsWith("The connection"));

      on.timer.advance(Duration.ofSeconds(15)); // it fails a second time, and is looked at

      assertEquals(
          "The copy of the photo of "
              + EndedRecord.sealedAt(delivery.id())
              + " in the outbox cannot be read on this device now (Input/output error); it is"
              + " tried again.",
          await(delivery, s -> s.detail().startsWith("The copy")).detail());
      bad.set(false);
      on.timer.advance(Duration.ofSeconds(45));
      assertInstanceOf(Receipt.Delivered.class, receipt(delivery));
      assertEquals(List.of(), on.files("damaged"));
    }

    @Test
    void thatIsGoodIsSentAgainEverLessOftenWhoeverLosesIt() throws Exception {
      Sender sender = on.sender(context);
      context.mood(Mood.LOSE);
      Delivery delivery = sender.send(photo(1), TAG);

      for (int seconds : List.of(15, 45, 135)) {
        await(
            delivery,
            s ->
                s.nextTry().isPresent()
                    && Duration.between(on.clock.instant(), s.nextTry().orElseThrow()).toSeconds()
                        == seconds);
        on.timer.advance(Duration.ofSeconds(seconds));
      }
      assertEquals(List.of(delivery.id()), on.waiting());
    }

    @Test
    void whoseHalfCrashLeftItInTheOutboxIsSetAsideAtTheNextStart() throws Exception {
      Sender sender = on.sender(context);
      Delivery delivery = waiting(sender, 1);
      sender.close();
      EndedRecord how =
          new EndedRecord(delivery.id(), "Reception", 5, State.DAMAGED, on.clock.instant(), null);
      Files.write(on.home.resolve("ended").resolve(delivery.id() + ".json"), how.toJson());

      assertDamaged(on, on.sender().deliveries().get(0));

      assertEquals(1, on.files("damaged").size());
    }
  }

  @Nested
  class AtTheRelay extends RelayedReceiver {
    @Test
    void isNotSentAgainWhenItsReceiverFoundItDamaged() throws Exception {
      wifi.off = true;
      overRelay.off = true;
      Delivery delivery = sender.send(photo(1), TAG);
      await(delivery, State.WAITING);
      rot(on.sealed(delivery.id()));
      overRelay.off = false;
      sender.retryNow();
      await(delivery, State.AT_RELAY);

      relay.lose(delivery.id());

      assertEquals(
          sentence(delivery.id(), "ask Reception whether it is filed, and if not "),
          await(delivery, State.DAMAGED).detail());
      assertEquals(1, overRelay.uploads.get());
    }

    @Test
    void endsNothingWhileTheRelayHasAllOfIt() throws Exception {
      wifi.off = true;
      Delivery delivery = sender.send(photo(1), TAG);
      await(delivery, State.AT_RELAY);
      rot(on.sealed(delivery.id()));
      context.mood(Mood.LOSE_DAMAGED);
      wifi.off = false;
      sender.retryNow();
      await(delivery, s -> s.nextTry().isPresent());
      wifi.off = true;

      relay.deliverAll(context);
      on.timer.advance(Duration.ofSeconds(15));

      receipt(delivery);
      assertEquals(1, context.filed().size());
    }
  }
}
