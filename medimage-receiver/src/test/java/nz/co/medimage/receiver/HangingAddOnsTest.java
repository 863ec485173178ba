package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.FolderInUseException;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Add-ons that do not return, and the photos for everybody else. */
@Timeout(60)
final class HangingAddOnsTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);

  @TempDir Path home;
  private final FakeSink folders = new FakeSink("folders");
  private final EnvelopeId id = Phone.freshId();
  private Phone phone;
  private Bench bench;
  private final List<Gate> gates = new ArrayList<>();

  @BeforeEach
  void pair() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
  }

  @AfterEach
  void stop() throws IOException {
    gates.forEach(Gate::open);
    bench.close();
  }

  private void start(UnaryOperator<Receiver.Builder> options) throws IOException {
    bench = new Bench(home, folders, options);
  }

  private void startOnceFree(UnaryOperator<Receiver.Builder> options) throws IOException {
    boolean started = false;
    while (!started) {
      try {
        start(options);
        started = true;
      } catch (FolderInUseException e) {
        bench.close(); // waits a little
      }
    }
  }

  private EnvelopeId upload() throws Exception {
    EnvelopeId fresh = Phone.freshId();
    upload(fresh);
    return fresh;
  }

  private void upload(EnvelopeId envelope) throws Exception {
    phone.upload(bench.context(), envelope, phone.seal(envelope, JPEG));
  }

  private Receipt receipt(EnvelopeId envelope) throws Exception {
    return phone.open(envelope, Phone.await(phone.receipt(bench.context(), envelope)));
  }

  /** A sink and a filter that let nothing through until they are opened. */
  private final class Gate implements Sink, PhotoFilter {
    private final String id;
    private final CountDownLatch open = new CountDownLatch(1);
    private final Semaphore arrivals = new Semaphore(0);
    private final AtomicInteger calls = new AtomicInteger();
    private final Set<PhotoId> inside = ConcurrentHashMap.newKeySet();
    private final Set<PhotoId> twice = ConcurrentHashMap.newKeySet();

    Gate(String id) {
      this.id = id;
      gates.add(this);
    }

    @Override
    public String id() {
      return id;
    }

    @Override
    public void start() {}

    @Override
    public SinkReference write(StagedPhoto photo) {
      apply(photo);
      return new SinkReference(id, "arm");
    }

    /** Hears no interrupt. */
    @Override
    public StagedPhoto apply(StagedPhoto photo) {
      calls.incrementAndGet();
      if (!inside.add(photo.id())) {
        twice.add(photo.id());
      }
      arrivals.release();
      boolean done = false;
      while (!done) {
        try {
          open.await();
          done = true;
        } catch (InterruptedException e) {
          // goes on
        }
      }
      inside.remove(photo.id());
      return photo;
    }

    void open() {
      open.countDown();
    }

    @Override
    public void close() {}
  }

  @Test
  void fourThatHangForEverKeepNoPhotoFromTheFolders() throws Exception {
    Gate one = new Gate("one");
    Gate two = new Gate("two");
    Gate three = new Gate("three");
    start(o -> o.sink(one).sink(two).sink(new FakeSink("own"), three).followUp(new Gate("later")));
    List<EnvelopeId> sent = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      sent.add(upload());
    }

    folders.awaitAttempts(25);

    assertEquals(Set.copyOf(sent), folders.envelopes());
    assertEquals(List.of(), sent.stream().filter(this::hasReceipt).toList());
    gates.forEach(Gate::open);
    for (EnvelopeId envelope : sent) {
      assertInstanceOf(Receipt.Delivered.class, receipt(envelope));
    }
    assertEquals(25, folders.attempts(), "what filed a photo is not called again");
    for (Gate gate : List.of(one, two, three)) {
      assertEquals(25, gate.calls.get());
      assertEquals(Set.of(), gate.twice);
    }
    bench.events.await(25, "followedUp later"::equals);
    awaitEmptyStaging();
  }

  /** What follow-ups leave there goes a moment after they are told of. */
  private void awaitEmptyStaging() throws IOException {
    Await.until("staging is empty", () -> bench.files("staging").isEmpty());
  }

  private boolean hasReceipt(EnvelopeId envelope) {
    CompletableFuture<byte[]> receipt = phone.receipt(bench.context(), envelope);
    return receipt.isDone();
  }

  @Test
  void photosThatWaitForAThreadLieOpenNowhere() throws Exception {
    Gate gate = new Gate("vendor");
    start(o -> o.sink(gate));
    for (int i = 0; i < 12; i++) {
      upload();
    }

    folders.awaitAttempts(12);
    gate.arrivals.acquire(Lane.USUAL);

    Await.until(
        "only photos that are filed lie open", () -> bench.files("staging").size() <= Lane.USUAL);
    assertEquals(Lane.USUAL, gate.calls.get());
  }

  @Test
  void deliveriesSayWhoIsStuckAndSinceWhen() throws Exception {
    Gate gate = new Gate("vendor");
    start(o -> o.sink(gate).times(Duration.ofMillis(50), Duration.ofSeconds(15)));
    upload(id);

    bench.events.await("busy vendor"::equals);

    String detail = bench.receiver.deliveries(1).get(0).detail();
    // Another process, as the command is one, knows it too.
    try (Receiver other = Receiver.builder(home).build()) {
      Await.until(
          "another process tells the same",
          () -> other.deliveries(1).get(0).detail().equals(detail));
    }
    assertTrue(
        detail.matches("vendor is stuck with it since \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"),
        detail);
  }

  @Test
  void anotherProcessReadsWhyAPhotoWaits() throws Exception {
    FakeSink vendor = new FakeSink("vendor");
    vendor.goAway();
    folders.goAway();
    start(o -> o.sink(vendor).times(Duration.ofMillis(50), Duration.ofSeconds(15)));
    upload(id);

    try (Receiver other = Receiver.builder(home).build()) {
      Await.until(
          "both sinks are named",
          () ->
              other
                  .deliveries(1)
                  .get(0)
                  .detail()
                  .equals("folders: the sink is away; vendor: the sink is away"));
      folders.comeBack();
      vendor.comeBack();
      Person.replay(bench.receiver, id);
      Await.until(
          "nothing is said of a photo that is filed", () -> bench.files("waiting").isEmpty());
    }
  }

  @Test
  void deliveriesSayWhichFollowUpIsStuck() throws Exception {
    Gate gate = new Gate("later");
    start(o -> o.followUp(gate).times(Duration.ofMillis(50), Duration.ofSeconds(15)));
    upload(id);

    bench.events.await("busy later"::equals);

    Await.until(
        "the follow-up sink is told of as stuck",
        () -> followUp().detail().startsWith("later is stuck with it since "));
    gate.open();
    bench.events.await("followedUp later"::equals);
    assertEquals("arm", followUp().detail());
  }

  private DeliveryRecord.FollowUp followUp() throws IOException {
    return bench.receiver.deliveries(1).get(0).followUps().get(0);
  }

  @Test
  void whatIsInterruptedForItsTimeIsTriedAgain() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    Sink sleepy =
        FilingFixture.sink(
            "sleepy",
            photo -> {
              if (tries.incrementAndGet() == 1) {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }
              return new SinkReference("sleepy", "arm");
            });
    start(o -> o.sink(sleepy).times(Duration.ofMillis(50), Duration.ofSeconds(15)));
    upload(id);

    assertInstanceOf(Receipt.Delivered.class, receipt(id));
    assertTrue(
        bench.events.lines().contains("retrying sleepy sleepy took too long and was interrupted"));
  }

  @Test
  void rejectionThatAnInterruptMadeIsNotBelieved() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    Sink sleepy =
        FilingFixture.sink(
            "sleepy",
            photo -> {
              if (tries.incrementAndGet() == 1) {
                try {
                  new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                  throw new PhotoRejectedException("cannot be checked");
                }
              }
              return new SinkReference("sleepy", "arm");
            });
    start(o -> o.sink(sleepy).times(Duration.ofMillis(50), Duration.ofSeconds(15)));
    upload(id);

    assertInstanceOf(Receipt.Delivered.class, receipt(id));
    assertEquals(2, tries.get());
  }

  @Test
  void sinkThatIsAwayIsTriedAgainWhileAnotherHangs() throws Exception {
    Gate gate = new Gate("vendor");
    start(o -> o.sink(gate));
    folders.failNext(new IOException("the share is away"));
    folders.failNext(new IOException("the share is away"));
    upload(id);

    folders.awaitAttempts(3);

    assertArrayEquals(JPEG, folders.content(id));
    gate.open();
    assertInstanceOf(Receipt.Delivered.class, receipt(id));
    assertEquals(1, gate.calls.get());
    assertEquals(3, folders.attempts());
  }

  @Test
  void photoThatOneSinkRejectsEndsOnceTheOthersHaveReturned() throws Exception {
    Gate gate = new Gate("vendor");
    start(o -> o.sink(gate));
    folders.refuseNext(new PhotoRejectedException("not this one"));
    upload(id);
    folders.awaitAttempts(1);
    gate.arrivals.acquire();

    assertFalse(hasReceipt(id));
    gate.open();

    Receipt.Rejected receipt = (Receipt.Rejected) receipt(id);
    assertEquals(RejectionCode.REFUSED, receipt.code());
    assertEquals("not this one. It was filed by vendor nevertheless.", receipt.message());
    assertEquals(1, folders.attempts());
  }

  @Test
  void filterThatHangsAtSomePhotosLetsOthersPass() throws Exception {
    Gate gate = new Gate("vendor");
    EnvelopeId stuck = Phone.freshId();
    start(o -> o.filter(photo -> photo.id().envelope().equals(stuck) ? gate.apply(photo) : photo));
    upload(stuck);
    gate.arrivals.acquire();

    upload(id);
    assertInstanceOf(Receipt.Delivered.class, receipt(id));

    gate.open();
    assertInstanceOf(Receipt.Delivered.class, receipt(stuck));
    assertEquals(1, gate.calls.get());
  }

  @Test
  void moreThreadsAreMadeInPlaceOfThoseThatHangAndADozenAtMost() throws Exception {
    Gate gate = new Gate("vendor");
    start(o -> o.sink(gate).times(Duration.ofMillis(50), Duration.ofSeconds(15)));
    for (int i = 0; i < 20; i++) {
      upload();
    }

    gate.arrivals.acquire(Lane.USUAL + Lane.MOST_MORE);

    folders.awaitAttempts(20);
    assertEquals(Lane.USUAL + Lane.MOST_MORE, gate.calls.get());
  }

  @Test
  void receiverThatIsClosedDuringAWriteRecordsItBeforeTheHomeIsFree() throws Exception {
    Gate gate = new Gate("vendor");
    start(o -> o.sink(gate).times(Duration.ofMinutes(5), Duration.ofMillis(200)));
    upload(id);
    gate.arrivals.acquire();
    folders.awaitAttempts(1);

    bench.close();

    IOException e = assertThrows(IOException.class, () -> new Bench(home));
    assertTrue(e.getMessage().contains("in use"), e.getMessage());
    gate.open();
    RecordedEvents first = bench.events;
    Gate again = new Gate("vendor");
    startOnceFree(o -> o.sink(again));
    assertInstanceOf(Receipt.Delivered.class, receipt(id));
    assertEquals(1, gate.calls.get());
    assertEquals(0, again.calls.get());
    assertEquals(1, folders.attempts());
    assertEquals(1, first.lines().stream().filter(l -> l.startsWith("delivered ")).count());
  }

  @Test
  void addOnThatHeedsTheInterruptOfAClosingReceiverLeavesThePhotoForTheNextStart()
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    Sink polite =
        FilingFixture.sink(
            "polite",
            photo -> {
              begun.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                throw new InterruptedIOException("closing");
              }
              return new SinkReference("polite", "arm");
            });
    start(o -> o.sink(polite).times(Duration.ofMinutes(5), Duration.ofMillis(200)));
    upload(id);
    begun.await();

    bench.close();

    startOnceFree(o -> o.sink(new FakeSink("polite")));
    assertInstanceOf(Receipt.Delivered.class, receipt(id));
  }
}
