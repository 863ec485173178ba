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
      Delivery delivery = sender.send(photo(1), TAG);
      await(delivery, State.WAITING);

      assertTrue(delivery.cancel());

      assertEquals(State.CANCELLED, delivery.status().state());
      assertEquals(List.of(delivery.id() + ".json"), on.files("ended"));
      assertThrows(CancellationException.class, () -> receipt(delivery));
      on.network.heal();
      receipt(sender.send(photo(2), TAG));
      assertEquals(1, context.filed().size());
      sender.close(); // every worker has ended
      assertEquals(List.of(), on.files("outbox"));
    }

    @Test
    void holdsForTheNextSenderOfTheHome() throws Exception {
      on.network.takeDown();
      Delivery delivery = sender.send(photo(1), TAG);
      assertTrue(delivery.cancel());
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
      Delivery delivery = sender.send(photo(TestPhotos.noise(1, 3_000_000)), TAG);
      CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
      delivery.onStatus(
          status -> {
            if (status.state() == State.SENDING && status.sent() > 100_000) {
              cancelled.complete(delivery.cancel());
            }
          });
      on.network.heal();
      sender.retryNow();

      assertTrue(cancelled.get(20, TimeUnit.SECONDS));
      assertThrows(CancellationException.class, () -> receipt(delivery));
      receipt(sender.send(photo(2), TAG));
      sender.close(); // every worker has ended
      assertEquals(List.of(), on.files("outbox"));
      assertEquals(1, context.filed().size());
    }

    @Test
    void isTooLateOnceAllHasArrived() throws Exception {
      context.mood(Mood.HOLD);
      Delivery delivery = sender.send(photo(1), TAG);
      await(delivery, State.ARRIVED);

      assertFalse(delivery.cancel());

      context.release();
      assertInstanceOf(Receipt.Delivered.class, receipt(delivery));
      assertFalse(delivery.cancel());
      assertEquals(State.DELIVERED, delivery.status().state());
    }

    @Test
    void ofTwoAtOnceOneIsTrue() throws Exception {
      on.network.takeDown();
      for (int i = 0; i < 20; i++) {
        Delivery delivery = sender.send(photo(i), TAG);
        CyclicBarrier both = new CyclicBarrier(2);
        CompletableFuture<Boolean> other =
            CompletableFuture.supplyAsync(
                () -> {
                  meet(both);
                  return delivery.cancel();
                });
        meet(both);
        boolean mine = delivery.cancel();
        assertTrue(mine ^ other.get(20, TimeUnit.SECONDS));
      }
      sender.close(); // every worker has ended
      assertEquals(List.of(), on.files("outbox"));
    }

    @Test
    void racingWithTheReceiptEndsOneWay() throws Exception {
      for (int i = 0; i < 30; i++) {
        Delivery delivery = sender.send(photo(i), TAG);
        boolean cancelled = delivery.cancel();
        if (cancelled) {
          assertThrows(CancellationException.class, () -> receipt(delivery));
          assertEquals(State.CANCELLED, delivery.status().state());
        } else {
          assertInstanceOf(Receipt.Delivered.class, receipt(delivery));
          assertEquals(State.DELIVERED, delivery.status().state());
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
      Delivery delivery = sender.send(photo(1), TAG);
      List<State> seen = Collections.synchronizedList(new ArrayList<>());
      delivery.onStatus(
          status -> {
            throw new IllegalStateException("a fault of the app");
          });
      delivery.onStatus(status -> seen.add(status.state()));

      receipt(delivery);

      await(delivery, State.DELIVERED);
      assertTrue(seen.contains(State.DELIVERED));
    }

    @Test
    void aListenerIsCalledUnderNoLock() throws Exception {
      Delivery delivery = sender.send(photo(1), TAG);
      CountDownLatch asked = new CountDownLatch(1);
      delivery.onStatus(
          status -> {
            // Whatever another thread asks must be answered while this listener waits for it.
            CompletableFuture<Void> other =
                CompletableFuture.runAsync(
                    () -> {
                      delivery.status();
                      delivery.onStatus(s -> {});
                      sender.pairings();
                      sender.retryNow();
                      delivery.cancel();
                    });
            other.orTimeout(10, TimeUnit.SECONDS).join();
            asked.countDown();
          });
      assertTrue(asked.await(20, TimeUnit.SECONDS));
    }

    @Test
    void aListenerThatComesLateIsToldTheEnd() throws Exception {
      Delivery delivery = sender.send(photo(1), TAG);
      receipt(delivery);
      assertEquals(delivery.size(), await(delivery, State.DELIVERED).sent());
    }

    @Test
    void progressGrowsToTheWhole() throws Exception {
      context.mood(Mood.HOLD);
      Delivery delivery = sender.send(photo(TestPhotos.noise(1, 1_000_000)), TAG);
      List<Long> sent = Collections.synchronizedList(new ArrayList<>());
      delivery.onStatus(status -> sent.add(status.sent()));
      DeliveryStatus arrived = await(delivery, State.ARRIVED);

      assertEquals(delivery.size(), arrived.sent());
      assertEquals(delivery.size(), arrived.total());
      assertEquals(sent.stream().sorted().toList(), sent);
    }
  }

  @Nested
  class ReceiptFuture {

    @Test
    void ofOneCallerCannotSpoilThatOfAnother() throws Exception {
      context.mood(Mood.HOLD);
      Delivery delivery = sender.send(photo(1), TAG);
      assertTrue(delivery.receipt().cancel(true));
      assertTrue(delivery.receipt().complete(null));
      await(delivery, State.ARRIVED);

      context.release();

      assertInstanceOf(Receipt.Delivered.class, receipt(delivery));
    }

    @Test
    void completesOnlyWhenTheEndIsOnDisk() throws Exception {
      Delivery delivery = sender.send(photo(1), TAG);
      List<String> ended =
          delivery
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
      assertEquals(List.of(delivery.id() + ".json"), ended);
    }
  }
}
