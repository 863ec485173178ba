package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.FolderInUseException;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Add-ons whose start or close does not return. */
@Timeout(60)
final class HangingLivesTest {
  @TempDir Path home;
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final RecordedEvents events = new RecordedEvents();
  private final FakeSink folders = new FakeSink("folders");

  @BeforeEach
  void pair() throws Exception {
    PairedHome.fill(home);
  }

  @AfterEach
  void letGo() {
    goOn.countDown();
  }

  /** Hears no interrupt. */
  private void hang() {
    boolean done = false;
    while (!done) {
      try {
        goOn.await();
        done = true;
      } catch (InterruptedException e) {
        // goes on
      }
    }
  }

  /** Hangs where a test says. */
  private final class Vendor implements Sink, PhotoFilter, PatientCheck, Listener {
    private final boolean hangsAtStart;
    private final boolean hangsAtClose;
    private final AtomicInteger starts = new AtomicInteger();
    private final AtomicInteger closings = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    Vendor(boolean hangsAtStart, boolean hangsAtClose) {
      this.hangsAtStart = hangsAtStart;
      this.hangsAtClose = hangsAtClose;
    }

    @Override
    public String id() {
      return "vendor";
    }

    @Override
    public void start() {
      starts.incrementAndGet();
      if (hangsAtStart) {
        hang();
      }
    }

    @Override
    public Route start(ListenerContext context) {
      start();
      return new Route("vendor", Map.of("at", "here"));
    }

    @Override
    public SinkReference write(StagedPhoto photo) {
      return new SinkReference(id(), "arm");
    }

    @Override
    public StagedPhoto apply(StagedPhoto photo) {
      return photo;
    }

    @Override
    public PatientMatch find(PatientQuery query) {
      return PatientMatch.unknown();
    }

    @Override
    public void close() {
      closings.incrementAndGet();
      if (hangsAtClose) {
        hang();
      }
      closed.countDown();
    }
  }

  private Receiver.Builder builder() {
    return Receiver.builder(home)
        .sink(folders)
        .events(events)
        .followUpBackoff(Bench.SOON)
        .withoutWarmUp()
        .startWithin(Duration.ofSeconds(2))
        .times(Duration.ofMinutes(5), Duration.ofMillis(400));
  }

  private void awaitFree(Receiver receiver) throws IOException {
    while (true) {
      try {
        new Bench(home).close();
        return;
      } catch (FolderInUseException e) {
        receiver.close(); // waits a little
      }
    }
  }

  private void failsToStart(Vendor vendor, Receiver receiver) throws IOException {
    IOException e = assertThrows(IOException.class, receiver::start);

    assertEquals(
        "the add-on vendor has not started within 2 s; see whether what it needs can be reached,"
            + " or leave it out",
        e.getMessage());
    assertTrue(folders.isClosed());
    assertEquals(0, vendor.closings.get(), "it still starts");
    assertTrue(
        events
            .lines()
            .contains(
                "problem this receiver was closed, but vendor is still at work; its home stays in"
                    + " use until that has ended"));
    assertThrows(FolderInUseException.class, () -> new Bench(home));
    goOn.countDown();
    awaitFree(receiver);
    assertEquals(1, vendor.starts.get());
    assertEquals(1, vendor.closings.get());
  }

  @Test
  void requiredSinkWhoseStartHangsMakesTheStartFail() throws Exception {
    Vendor vendor = new Vendor(true, false);
    failsToStart(vendor, builder().sink(vendor).build());
  }

  @Test
  void filterWhoseStartHangsMakesTheStartFail() throws Exception {
    Vendor vendor = new Vendor(true, false);
    failsToStart(vendor, builder().filter(vendor).build());
  }

  @Test
  void listenerWhoseStartHangsMakesTheStartFail() throws Exception {
    Vendor vendor = new Vendor(true, false);
    failsToStart(vendor, builder().listener(vendor).build());
  }

  @Test
  void sinkWhoseStartThrowsIsNamedAndNotQuoted() throws Exception {
    Sink odd =
        new Sink() {
          @Override
          public String id() {
            return "odd";
          }

          @Override
          public void start() {
            throw new IllegalStateException("ZAC5361");
          }

          @Override
          public SinkReference write(StagedPhoto photo) {
            throw new AssertionError();
          }
        };
    try (Receiver receiver = builder().sink(odd).build()) {
      assertEquals(
          "the add-on odd failed at its start with IllegalStateException; ask who made it to mend"
              + " it",
          assertThrows(IOException.class, receiver::start).getMessage());
    }
  }

  @Test
  void followUpSinkWhoseStartHangsIsReportedAndStartedOnce() throws Exception {
    Vendor vendor = new Vendor(true, false);
    Receiver receiver = builder().followUp(vendor).build();
    receiver.start();

    events.await(
        line ->
            line.startsWith("problem the follow-up sink vendor cannot start")
                && line.contains("the add-on vendor has not started within 2 s"));

    goOn.countDown();
    receiver.close();
    awaitFree(receiver);
    assertEquals(1, vendor.starts.get());
    assertEquals(1, vendor.closings.get());
  }

  @Test
  void patientCheckWhoseStartHangsKeepsNoPhotoFromTheFolders() throws Exception {
    Vendor vendor = new Vendor(true, false);
    DirectListener listener = new DirectListener();
    Receiver receiver =
        builder().patientCheck(vendor, WhenUnavailable.FILE).listener(listener).build();
    receiver.start();

    Receipt receipt =
        PairedHome.phone().send(listener.context(), Phone.freshId(), TestPhotos.jpeg(1));

    assertInstanceOf(Receipt.Delivered.class, receipt);
    goOn.countDown();
    receiver.close();
    awaitFree(receiver);
  }

  private void isToldAndKeepsTheHome(Vendor vendor, Receiver receiver) throws Exception {
    receiver.start();

    receiver.close();

    events.await(
        line ->
            line.matches(
                "problem this receiver was closed, but vendor has been closing for \\d+ s; its"
                    + " home stays in use until that has ended"));
    while (!folders.isClosed()) {
      Thread.onSpinWait();
    }
    assertThrows(FolderInUseException.class, () -> new Bench(home));
    goOn.countDown();
    awaitFree(receiver);
    assertEquals(1, vendor.starts.get());
    assertEquals(1, vendor.closings.get());
  }

  @Test
  void sinkWhoseCloseHangsIsToldWhileOthersAreClosed() throws Exception {
    Vendor vendor = new Vendor(false, true);
    isToldAndKeepsTheHome(vendor, builder().sink(vendor).build());
  }

  @Test
  void listenerGivenTwiceWhoseCloseHangsIsStartedAndClosedOnce() throws Exception {
    Vendor vendor = new Vendor(false, true);
    isToldAndKeepsTheHome(vendor, builder().listener(vendor).listener(vendor).build());
  }

  @Test
  void sinkThatIsAFilterTooIsClosedOnce() throws Exception {
    Vendor vendor = new Vendor(false, true);
    isToldAndKeepsTheHome(vendor, builder().sink(vendor).filter(vendor).filter(vendor).build());
  }

  @Test
  void closeThatHangsIsToldThoughNobodyWaits() throws Exception {
    Vendor vendor = new Vendor(false, true);
    Receiver receiver = builder().sink(vendor).build();
    receiver.start();

    Thread closing =
        nz.co.medimage.runtime.DaemonThreads.start(
            "receiver-test",
            () -> {
              try {
                receiver.close();
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    closing.join();

    events.await(line -> line.contains("vendor has been closing for"));
    goOn.countDown();
    awaitFree(receiver);
  }

  @Test
  void observerIsLetGoOnceItsLastCallHasReturned() throws Exception {
    CountDownLatch called = new CountDownLatch(1);
    ReceiverObserver observer =
        new ReceiverObserver() {
          @Override
          public void problem(String sentence) {
            called.countDown();
            hang();
          }
        };
    SafeEvents told = new SafeEvents(List.of(), Duration.ofMillis(1), Clock.systemUTC());
    told.add("display", observer);
    told.problem("first");
    called.await();

    CompletableFuture<Void> gone = told.remove(observer);

    assertFalse(gone.isDone());
    told.problem("second");
    goOn.countDown();
    gone.join();
  }
}
