package nz.co.medimage.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ObserversTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  private final CountDownLatch go = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    go.countDown();
  }

  /** Notes down what it is told. */
  private static class Noted {
    final List<String> told = new CopyOnWriteArrayList<>();

    void told(String what) {
      told.add(what);
    }
  }

  /** Hangs in its first call, and hears no interrupt. */
  private final class Hanging extends Noted {
    @Override
    void told(String what) {
      boolean done = false;
      while (!done) {
        try {
          go.await();
          done = true;
        } catch (InterruptedException e) {
          // goes on
        }
      }
      super.told(what);
    }
  }

  private static Observers<Noted> observers(Duration patience, Noted... all) {
    BiConsumer<Noted, String> problem = Noted::told;
    Observers<Noted> observers = new Observers<>(patience, Clock.systemUTC(), problem);
    for (Noted each : all) {
      observers.add(each, each.getClass().getSimpleName(), "test");
    }
    return observers;
  }

  @Test
  void eachIsToldInOrderOnAThreadOfItsOwn() {
    List<String> threads = new ArrayList<>();
    Noted one = new Noted();
    Observers<Noted> observers = observers(LONG, one);
    for (int i = 0; i < 100; i++) {
      String number = "" + i;
      observers.tell(
          each -> {
            each.told(number);
            threads.add(Thread.currentThread().getName()); // no lock: one thread at a time
            assertTrue(observers.isTelling());
          });
    }
    assertEquals(
        IntStream.range(0, 100).mapToObj(i -> "" + i).collect(Collectors.toList()), one.told);
    assertEquals(100, threads.stream().filter("medimage-observer-test-1"::equals).count());
    assertFalse(observers.isTelling());
  }

  @Test
  void oneThatThrowsIsToldTheNext() {
    Noted one = new Noted();
    Observers<Noted> observers = observers(LONG, one);
    observers.tell(
        each -> {
          throw new AssertionError("for the test");
        });
    observers.tell(each -> each.told("next"));
    assertEquals(List.of("next"), one.told);
  }

  @Test
  void oneThatHangsCostsOneWaitAndIsToldWhatItMissed() throws Exception {
    Hanging hanging = new Hanging();
    Noted other = new Noted();
    Observers<Noted> observers = observers(Duration.ofMillis(300), hanging, other);
    long begun = System.nanoTime();
    for (int i = 0; i < Observers.MOST + 5; i++) {
      observers.tell(each -> each.told("event"));
    }
    assertTrue(
        System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(50), "each waiting takes 300 s");
    observers.watch(Duration.ofMillis(100));
    go.countDown();
    observers.drain(LONG);
    String answers = "The observer Hanging answers again; 5 events were not told to it";
    while (!hanging.told.contains(answers) || !other.told.contains(answers)) {
      observers.drain(LONG);
    }
    assertEquals(Observers.MOST + 1, hanging.told.size());
    assertEquals(
        1, other.told.stream().filter(s -> s.startsWith("The observer Hanging is stuck")).count());
  }

  @Test
  void callIsForThoseOfATypeOnly() {
    Noted noted = new Noted();
    Hanging hanging = new Hanging();
    go.countDown();
    observers(LONG, noted, hanging).tell(Hanging.class, each -> each.told("x"));
    assertEquals(List.of(), noted.told);
    assertEquals(List.of("x"), hanging.told);
  }

  @Test
  void oneThatLeftIsToldNothingMore() throws Exception {
    Noted one = new Noted();
    Observers<Noted> observers = observers(LONG, one);
    observers.tell(each -> each.told("x"));
    observers.remove(one).get(30, TimeUnit.SECONDS);
    observers.tell(each -> each.told("y"));
    assertEquals(List.of("x"), one.told);
  }
}
