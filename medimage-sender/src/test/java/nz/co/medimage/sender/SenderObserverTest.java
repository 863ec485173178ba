package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class SenderObserverTest {
  @TempDir Path folder;
  private SenderFixture on;
  private FakeReceiver receiver;

  @BeforeEach
  void open() throws Exception {
    on = new SenderFixture(folder);
    receiver = on.receiver("Reception");
    on.sender(receiver).close();
  }

  @AfterEach
  void close() {
    on.close();
  }

  /** Notes down what it is told, by the references of photos. */
  private static final class Recorded implements SenderObserver {
    final Map<String, List<State>> states = new ConcurrentHashMap<>();
    final List<String> problems = new CopyOnWriteArrayList<>();
    final CountDownLatch delivered;

    Recorded(int deliveries) {
      delivered = new CountDownLatch(deliveries);
    }

    @Override
    public void changed(Delivery delivery, DeliveryStatus status) {
      List<State> seen =
          states.computeIfAbsent(
              delivery.reference().orElse("none"), none -> new CopyOnWriteArrayList<>());
      if (seen.isEmpty() || seen.get(seen.size() - 1) != status.state()) {
        seen.add(status.state());
      }
      if (status.state() == State.DELIVERED) {
        delivered.countDown();
      }
    }

    @Override
    public void problem(String sentence) {
      problems.add(sentence);
    }
  }

  @Test
  void isToldOfEachPhotoFromItsStartToItsEndAndAgainByTheNextSender() throws Exception {
    Recorded first = new Recorded(1);
    Sender sender = on.keep(on.builder(on.home).observer(first));
    sender.send(photo(1), TAG, SendOptions.defaults().reference("a"));
    SenderFixture.await(first.delivered);
    on.network.takeDown();
    Delivery b = sender.send(photo(2), TAG, SendOptions.defaults().reference("b"));
    await(b, State.WAITING);
    sender.close();
    List<State> ofA = first.states.get("a");
    assertEquals(State.SEALED, ofA.get(0));
    assertEquals(State.DELIVERED, ofA.get(ofA.size() - 1));
    List<State> ofB = first.states.get("b");
    assertEquals(List.of(State.SEALED, State.SENDING, State.WAITING), ofB);

    on.network.heal();
    Recorded second = new Recorded(1);
    on.keep(on.builder(on.home).observer(second));
    SenderFixture.await(second.delivered);

    assertEquals(List.of("b"), List.copyOf(second.states.keySet()));
    assertEquals(State.SEALED, second.states.get("b").get(0));
  }

  /** Hangs in each call until it is let go, and hears no interrupt. */
  private static final class Hanging implements SenderObserver {
    final CountDownLatch go = new CountDownLatch(1);
    final CountDownLatch called = new CountDownLatch(1);
    final List<String> problems = new CopyOnWriteArrayList<>();

    @Override
    public void changed(Delivery delivery, DeliveryStatus status) {
      hang();
    }

    @Override
    public void problem(String sentence) {
      hang();
      problems.add(sentence);
    }

    private void hang() {
      called.countDown();
      boolean done = false;
      while (!done) {
        try {
          go.await();
          done = true;
        } catch (InterruptedException e) {
          // goes on
        }
      }
    }
  }

  @Test
  void onesThatHangForEverKeepNoPhotoFromItsReceiverAndNoCallerFromGoingOn() throws Exception {
    Hanging hanging = new Hanging();
    Recorded other = new Recorded(12);
    Sender sender =
        on.keep(on.builder(on.home).observer(hanging).observer(hanging).observer(other));
    try {
      for (int i = 1; i <= 12; i++) {
        sender.send(photo(i), TAG, SendOptions.defaults().reference("p" + i));
      }
      SenderFixture.await(other.delivered);
      SenderFixture.await(hanging.called);
      sender.close();
      on.keep(on.builder(on.home)); // the home is free
    } finally {
      hanging.go.countDown();
    }
  }

  @Test
  void othersAreToldThatOneIsStuckAndAllWhenItAnswers() throws Exception {
    Hanging hanging = new Hanging();
    Recorded other = new Recorded(0);
    SafeObserver observer =
        new SafeObserver(List.of(hanging, other), Clock.systemUTC(), Duration.ofMillis(100));
    String name = "The observer " + Hanging.class.getName();
    observer.problem("one");
    observer.problem("two");
    observer.problem("three");
    hanging.go.countDown();
    while (hanging.problems.size() < 4 || other.problems.size() < 5) {
      observer.drain();
    }
    assertEquals(List.of("one", "two", "three", name + " answers again"), hanging.problems);
    assertEquals("one", other.problems.get(0));
    assertTrue(
        other.problems.get(1).startsWith(name + " is stuck since "), other.problems::toString);
    assertEquals(List.of("two", "three", name + " answers again"), other.problems.subList(2, 5));
  }

  @Test
  void anObserverMayCancelAndCloseInACall() throws Exception {
    on.network.takeDown();
    CountDownLatch closed = new CountDownLatch(1);
    Sender[] sender = new Sender[1];
    SenderObserver closing =
        new SenderObserver() {
          @Override
          public void changed(Delivery delivery, DeliveryStatus status) {
            if (status.state() == State.WAITING) {
              delivery.cancel();
            } else if (status.state() == State.CANCELLED) {
              sender[0].close();
              closed.countDown();
            }
          }
        };
    sender[0] = on.keep(on.builder(on.home).observer(closing));
    sender[0].send(photo(1), TAG);
    SenderFixture.await(closed);
  }

  @Test
  void eachOfSeveralIsToldAndOneThatThrowsDoesNoHarm() throws Exception {
    Recorded one = new Recorded(1);
    Recorded other = new Recorded(1);
    SenderObserver broken =
        new SenderObserver() {
          @Override
          public void changed(Delivery delivery, DeliveryStatus status) {
            throw new IllegalStateException("for the test");
          }

          @Override
          public void problem(String sentence) {
            throw new AssertionError("for the test");
          }
        };
    Files.write(on.home.resolve("outbox").resolve("damaged.sealed"), new byte[3]);
    Sender sender = on.keep(on.builder(on.home).observer(broken).observer(one).observer(other));

    receipt(sender.send(photo(1), TAG));

    SenderFixture.await(one.delivered);
    SenderFixture.await(other.delivered);
    assertEquals(sender.problems(), one.problems);
    assertEquals(1, one.problems.size());
  }
}
