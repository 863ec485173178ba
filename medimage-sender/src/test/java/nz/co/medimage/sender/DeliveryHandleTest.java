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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.FakeReceiver.Mood;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DeliveryHandleTest extends OneReceiver {
  private Sender sender;

  @BeforeEach
  void openSender() throws Exception {
    sender = on.sender(context);
  }

  @Nested
  class Cancel {

    @Test
    void takesBackAPhotoThatWaits() throws Exception {
      on.network.takeDown();
      Delivery sending = sender.send(photo(1), TAG);
      await(sending, State.WAITING);

      assertTrue(sending.cancel());

      assertEquals(State.CANCELLED, sending.status().state());
      assertEquals(List.of(sending.id() + ".json"), on.files("ended"));
      assertThrows(CancellationException.class, () -> receipt(sending));
      on.network.heal();
      receipt(sender.send(photo(2), TAG));
      assertEquals(1, context.filed().size());
      sender.close(); // every worker has ended
      assertEquals(List.of(), on.files("outbox"));
    }

    @Test
    void holdsForTheNextSenderOfTheHome() throws Exception {
      on.network.takeDown();
      Delivery sending = sender.send(photo(1), TAG);
      assertTrue(sending.cancel());
      sender.close();
      on.network.heal();

      Sender next = on.sender();
      Delivery known = next.deliveries().get(0);

      assertEquals(State.CANCELLED, known.status().state());
      assertThrows(CancellationException.class, () -> receipt(known));
      assertFalse(known.cancel());
      assertEquals(List.of(), context.filed());
    }

    @Test
    void breaksOffATransferThatIsUnderWay() throws Exception {
      on.network.takeDown(); // until somebody listens, so that the transfer waits for the listener
      Delivery sending = sender.send(photo(TestPhotos.noise(1, 3_000_000)), TAG);
      CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
      sending.onStatus(
          status -> {
            if (status.state() == State.SENDING && status.sent() > 100_000) {
              cancelled.complete(sending.cancel());
            }
          });
      on.network.heal();
      sender.retryNow();

      assertTrue(cancelled.get(20, TimeUnit.SECONDS));
      assertThrows(CancellationException.class, () -> receipt(sending));
      receipt(sender.send(photo(2), TAG));
      sender.close(); // every worker has ended
      assertEquals(List.of(), on.files("outbox"));
      assertEquals(1, context.filed().size());
    }

    @Test
    void isTooLateOnceAllHasArrived() throws Exception {
      context.mood(Mood.HOLD);
      Delivery sending = sender.send(photo(1), TAG);
      await(sending, State.ARRIVED);

      assertFalse(sending.cancel());

      context.release();
      assertInstanceOf(Receipt.Delivered.class, receipt(sending));
      assertFalse(sending.cancel());
      assertEquals(State.DELIVERED, sending.status().state());
    }

    @Test
    void ofTwoAtOnceOneIsTrue() throws Exception {
      on.network.takeDown();
      for (int i = 0; i < 20; i++) {
        Delivery sending = sender.send(photo(i), TAG);
        CyclicBarrier both = new CyclicBarrier(2);
        CompletableFuture<Boolean> other =
            CompletableFuture.supplyAsync(
                () -> {
                  meet(both);
                  return sending.cancel();
                });
        meet(both);
        boolean mine = sending.cancel();
        assertTrue(mine ^ other.get(20, TimeUnit.SECONDS));
      }
      sender.close(); // every worker has ended
      assertEquals(List.of(), on.files("outbox"));
    }

    @Test
    void racingWithTheReceiptEndsOneWay() throws Exception {
      for (int i = 0; i < 30; i++) {
        Delivery sending = sender.send(photo(i), TAG);
        boolean cancelled = sending.cancel();
        if (cancelled) {
          assertThrows(CancellationException.class, () -> receipt(sending));
          assertEquals(State.CANCELLED, sending.status().state());
        } else {
          assertInstanceOf(Receipt.Delivered.class, receipt(sending));
          assertEquals(State.DELIVERED, sending.status().state());
        }
      }
      sender.close();
      assertEquals(List.of(), on.files("outbox"));
      assertEquals(30, on.files("ended").size());
    }

    private static void meet(CyclicBarrier barrier) {
      try {
        barrier.await(20, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Nested
  class OnStatus {

    @Test
    void aListenerThatThrowsDoesNoHarm() throws Exception {
      Delivery sending = sender.send(photo(1), TAG);
      List<State> seen = Collections.synchronizedList(new ArrayList<>());
      sending.onStatus(
          status -> {
            throw new IllegalStateException("a fault of the app");
          });
      sending.onStatus(status -> seen.add(status.state()));

      receipt(sending);

      await(sending, State.DELIVERED);
      assertTrue(seen.contains(State.DELIVERED));
    }

    @Test
    void aListenerIsCalledUnderNoLock() throws Exception {
      Delivery sending = sender.send(photo(1), TAG);
      CountDownLatch asked = new CountDownLatch(1);
      sending.onStatus(
          status -> {
            // Whatever another thread asks must be answered while this listener waits for it.
            CompletableFuture<Void> other =
                CompletableFuture.runAsync(
                    () -> {
                      sending.status();
                      sending.onStatus(s -> {});
                      sender.pairings();
                      sender.retryNow();
                      sending.cancel();
                    });
            other.orTimeout(10, TimeUnit.SECONDS).join();
            asked.countDown();
          });
      assertTrue(asked.await(20, TimeUnit.SECONDS));
    }

    @Test
    void aListenerThatComesLateIsToldTheEnd() throws Exception {
      Delivery sending = sender.send(photo(1), TAG);
      receipt(sending);
      assertEquals(sending.size(), await(sending, State.DELIVERED).sent());
    }

    @Test
    void progressGrowsToTheWhole() throws Exception {
      context.mood(Mood.HOLD);
      Delivery sending = sender.send(photo(TestPhotos.noise(1, 1_000_000)), TAG);
      List<Long> sent = Collections.synchronizedList(new ArrayList<>());
      sending.onStatus(status -> sent.add(status.sent()));
      DeliveryStatus arrived = await(sending, State.ARRIVED);

      assertEquals(sending.size(), arrived.sent());
      assertEquals(sending.size(), arrived.total());
      assertEquals(sent.stream().sorted().toList(), sent);
    }
  }

  @Nested
  class ReceiptFuture {

    @Test
    void ofOneCallerCannotSpoilThatOfAnother() throws Exception {
      context.mood(Mood.HOLD);
      Delivery sending = sender.send(photo(1), TAG);
      assertTrue(sending.receipt().cancel(true));
      assertTrue(sending.receipt().complete(null));
      await(sending, State.ARRIVED);

      context.release();

      assertInstanceOf(Receipt.Delivered.class, receipt(sending));
    }

    @Test
    void completesOnlyWhenTheEndIsOnDisk() throws Exception {
      Delivery sending = sender.send(photo(1), TAG);
      List<String> ended =
          sending
              .receipt()
              .thenApply(
                  word -> {
                    try {
                      return on.files("ended");
                    } catch (java.io.IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  })
              .get(20, TimeUnit.SECONDS);
      assertEquals(List.of(sending.id() + ".json"), ended);
    }
  }
}
