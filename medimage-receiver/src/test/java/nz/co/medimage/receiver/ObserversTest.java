package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.runtime.Observers;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Observers that hang, are slow or call back, and the photos that go on meanwhile. */
@Timeout(60)
final class ObserversTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);

  @TempDir Path home;
  private final List<Hanging> hanging = new ArrayList<>();

  @AfterEach
  void letGo() {
    hanging.forEach(Hanging::open);
  }

  /** Hangs in every call until it is opened, and hears no interrupt. */
  private final class Hanging implements ReceiverEvents {
    private final CountDownLatch open = new CountDownLatch(1);
    private final Semaphore calls = new Semaphore(0);
    private final List<String> problems = new ArrayList<>();

    Hanging() {
      hanging.add(this);
    }

    void open() {
      open.countDown();
    }

    private void hang() {
      calls.release();
      boolean done = false;
      while (!done) {
        try {
          open.await();
          done = true;
        } catch (InterruptedException e) {
          // goes on
        }
      }
    }

    @Override
    public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
      hang();
    }

    @Override
    public void busy(PhotoId id, String step, Duration lasted) {
      hang();
    }

    @Override
    public synchronized void problem(String sentence) {
      hang();
      problems.add(sentence);
      notifyAll();
    }

    synchronized String awaitProblem() throws InterruptedException {
      while (problems.isEmpty()) {
        wait();
      }
      return problems.get(problems.size() - 1);
    }
  }

  private Bench start(UnaryOperator<Receiver.Builder> options) throws Exception {
    PairedHome.fill(home);
    return new Bench(home, new FakeSink("folders"), options);
  }

  private static Receipt send(Bench bench, Phone phone) throws Exception {
    return phone.send(bench.context(), Phone.freshId(), JPEG);
  }

  @Test
  void fourThatHangForEverKeepNoPhotoFromItsReceipt() throws Exception {
    try (Bench bench =
        start(
            o ->
                o.events(new Hanging())
                    .events(new Hanging())
                    .events(new Hanging())
                    .events(new Hanging())
                    .times(Duration.ofMinutes(5), Duration.ofMillis(400)))) {
      Phone phone = PairedHome.phone();
      for (int i = 0; i < 20; i++) {
        assertInstanceOf(Receipt.Delivered.class, send(bench, phone));
      }
      for (Hanging observer : hanging) {
        observer.calls.acquire();
      }
      bench.events.await(20, line -> line.startsWith("delivered "));
    }
  }

  @Test
  void oneThatHangsWhenToldOfAStuckAddOnDoesNotStopTheWatch() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    Hanging observer = new Hanging();
    try (Bench bench =
        start(
            o ->
                o.events(observer)
                    .filter(
                        photo -> {
                          try {
                            stuck.await();
                          } catch (InterruptedException e) {
                            // given up, and tried again
                          }
                          return photo;
                        })
                    .times(Duration.ofMillis(50), Duration.ofSeconds(1)))) {
      Phone phone = PairedHome.phone();
      for (int i = 0; i < 3; i++) {
        EnvelopeId id = Phone.freshId();
        phone.upload(bench.context(), id, phone.seal(id, JPEG));
      }
      bench.events.await(3, line -> line.startsWith("busy "));
      observer.calls.acquire();
    } finally {
      stuck.countDown();
    }
  }

  @Test
  void othersAreToldOnceThatOneIsStuckAndAgainWhenItAnswers() throws Exception {
    Hanging observer = new Hanging();
    try (Bench bench =
        start(o -> o.events(observer).times(Duration.ofMillis(50), Duration.ofSeconds(15)))) {
      Phone phone = PairedHome.phone();
      send(bench, phone);
      String name = Hanging.class.getName();
      String stuck = "problem The observer " + name + " is stuck since ";
      bench.events.await(line -> line.startsWith(stuck));
      send(bench, phone);

      observer.open();

      bench.events.await(("problem The observer " + name + " answers again")::equals);
      observer.calls.acquire(3);
      assertEquals(1, bench.events.lines().stream().filter(line -> line.startsWith(stuck)).count());
    }
  }

  @Test
  void photoIsThereWhileAnObserverThatIsQuickIsToldOfIt() throws Exception {
    List<Long> sizes = new ArrayList<>();
    ReceiverEvents reading =
        new ReceiverEvents() {
          @Override
          public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
            sizes.add(photo.file().toFile().length());
          }
        };
    try (Bench bench = start(o -> o.events(reading))) {
      Phone phone = PairedHome.phone();
      for (int i = 0; i < 10; i++) {
        send(bench, phone);
      }
    }
    assertEquals(java.util.Collections.nCopies(10, (long) JPEG.length), sizes);
  }

  @Test
  void whatIsTooMuchIsDroppedAndItsNumberTold() throws Exception {
    Hanging observer = new Hanging();
    RecordedEvents other = new RecordedEvents();
    SafeEvents events =
        new SafeEvents(List.of(observer, other), Duration.ofMillis(1), Clock.systemUTC());
    events.delivered(
        photo(), Receipt.delivered(Phone.freshId(), java.time.Instant.EPOCH, List.of()));
    observer.calls.acquire();
    for (int i = 0; i < Observers.MOST + 6; i++) {
      events.busy(TestPhotos.photoId(1), "step", Duration.ZERO);
      other.await(i + 1, "busy step"::equals);
    }

    observer.open();

    String sentence =
        "The observer " + Hanging.class.getName() + " was too slow; 7 events were not told to it";
    other.await(("problem " + sentence)::equals);
    assertEquals(sentence, observer.awaitProblem());
    assertEquals(Observers.MOST, observer.calls.availablePermits());
  }

  @Test
  void observerIsToldOneThingAtATimeInOrder() throws Exception {
    List<String> told = new ArrayList<>();
    SafeEvents events = new SafeEvents(List.of(), Duration.ofSeconds(30), Clock.systemUTC());
    events.add(
        "display",
        new ReceiverObserver() {
          @Override
          public void problem(String sentence) {
            assertEquals("medimage-observer-display-1", Thread.currentThread().getName());
            told.add(sentence); // no lock: one thread at a time
          }
        });
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      events.problem("p" + i);
      expected.add("p" + i);
    }
    assertEquals(expected, told);
  }

  @Test
  void nobodyWaitsForOneThatIsBehindUntilItHasCaughtUp() throws Exception {
    Hanging observer = new Hanging();
    SafeEvents events =
        new SafeEvents(List.of(observer), Duration.ofMillis(300), Clock.systemUTC());
    long begun = System.nanoTime();
    for (int i = 0; i < 200; i++) {
      events.problem("p" + i);
    }
    assertTrue(System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(30), "200 waits take 60 s");
    observer.open();
    events.drain(Duration.ofSeconds(30));
    observer.calls.acquire(200);
    events.problem("last");
    assertEquals("last", observer.awaitProblem());
  }

  @Test
  void observerMayTellSomethingAndCloseTheReceiverInACall() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    Receiver[] receiver = new Receiver[1];
    ReceiverEvents closing =
        new ReceiverEvents() {
          @Override
          public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
            try {
              receiver[0].close();
              closed.countDown();
            } catch (java.io.IOException e) {
              throw new IllegalStateException(e);
            }
          }
        };
    Bench bench = start(o -> o.events(closing));
    receiver[0] = bench.receiver;
    Phone phone = PairedHome.phone();
    EnvelopeId id = Phone.freshId();
    phone.upload(bench.context(), id, phone.seal(id, JPEG));

    assertTrue(closed.await(10, TimeUnit.SECONDS)); // less than the 15 s of a close that waits
    bench.close();
    new Bench(home).close();
  }

  @Test
  void closingTellsWhatIsStillToBeTold() throws Exception {
    Semaphore slowly = new Semaphore(0);
    List<String> told = new ArrayList<>();
    ReceiverEvents slow =
        new ReceiverEvents() {
          @Override
          public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
            slowly.acquireUninterruptibly();
            told.add("delivered");
          }
        };
    Bench bench = start(o -> o.events(slow));
    Phone phone = PairedHome.phone();
    send(bench, phone);
    send(bench, phone);
    slowly.release(2);

    bench.close();

    assertEquals(List.of("delivered", "delivered"), told);
  }

  @Test
  void observerThatHangsDoesNotKeepTheHome() throws Exception {
    Hanging observer = new Hanging();
    Bench bench =
        start(o -> o.events(observer).times(Duration.ofMinutes(5), Duration.ofMillis(400)));
    send(bench, PairedHome.phone());

    bench.close();

    while (true) {
      try (Bench again = new Bench(home)) {
        assertFalse(again.sink.isClosed());
        break;
      } catch (nz.co.medimage.api.file.FolderInUseException e) {
        bench.close(); // waits a little
      }
    }
  }

  @Test
  void anAddOnIsToldOfTheReceiversEndAsAProblem() {
    SafeEvents events = new SafeEvents(List.of(), Duration.ofSeconds(20), Clock.systemUTC());
    List<String> told = new ArrayList<>();
    events.add(
        "notify",
        new ReceiverObserver() {
          @Override
          public void problem(String sentence) {
            told.add(sentence);
          }
        });
    events.stopped("Another computer runs a copy of this home.");
    assertEquals(List.of("Another computer runs a copy of this home."), told);
  }

  private StagedPhoto photo() throws Exception {
    return TestPhotos.staged(home, TestPhotos.photoId(1), "p1", JPEG);
  }
}
