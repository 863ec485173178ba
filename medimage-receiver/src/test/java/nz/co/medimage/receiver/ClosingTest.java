package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The end of a receiver, while something of it is at work. */
@Timeout(60)
final class ClosingTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);

  @TempDir Path home;
  private final EnvelopeId id = Phone.freshId();
  private Phone phone;

  @BeforeEach
  void pair() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
  }

  /** Does not hear an interrupt while it writes. */
  private static final class Deaf implements Sink {
    private final CountDownLatch writing = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger writes = new AtomicInteger();

    @Override
    public String id() {
      return "vendor";
    }

    @Override
    public SinkReference write(StagedPhoto photo) {
      writes.incrementAndGet();
      writing.countDown();
      boolean done = false;
      while (!done) {
        try {
          goOn.await();
          done = true;
        } catch (InterruptedException e) {
          // goes on
        }
      }
      return new SinkReference(id(), "arm");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private static UnaryOperator<Receiver.Builder> soon(Sink sink) {
    return o -> o.times(Duration.ofMinutes(5), Duration.ofMillis(200)).sink(sink);
  }

  @Test
  void homeAndSinkStayInUseUntilTheLastWriteHasReturned() throws Exception {
    Deaf sink = new Deaf();
    Bench first = new Bench(home, new FakeSink("folders"), soon(sink));
    phone.upload(first.context(), id, phone.seal(id, JPEG));
    sink.writing.await();

    first.close();

    assertEquals(1, sink.closed.getCount());
    assertTrue(
        first
            .events
            .lines()
            .contains(
                "problem this receiver was closed, but vendor is still at work; its home stays in"
                    + " use until that has ended"));
    IOException e = assertThrows(IOException.class, () -> new Bench(home));
    assertEquals(
        home + " is in use by this program; close what runs it first or use another home",
        e.getMessage());

    sink.goOn.countDown();
    sink.closed.await();
    first.receiver.close(); // waits for the rest

    FakeSink folders = new FakeSink("folders");
    FakeSink vendor = new FakeSink("vendor");
    try (Bench second = new Bench(home, folders, o -> o.sink(vendor))) {
      byte[] receipt = Phone.await(phone.receipt(second.context(), id));
      assertInstanceOf(Receipt.Delivered.class, phone.open(id, receipt));
    }
    assertEquals(1, sink.writes.get());
    assertEquals(0, vendor.attempts() + folders.attempts());
    assertEquals(
        1, first.events.lines().stream().filter(line -> line.startsWith("delivered ")).count());
  }

  /** A body that a listener reads on after it was closed. */
  private static final class Stalled extends InputStream {
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final InputStream bytes;

    Stalled(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      reading.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      return bytes.read(buffer, offset, length);
    }
  }

  @Test
  void homeStaysInUseUntilTheLastUploadHasStopped() throws Exception {
    Bench first = new Bench(home, new FakeSink("folders"), soon(new FakeSink("other")));
    byte[] sealed = phone.seal(id, JPEG);
    Stalled body = new Stalled(sealed);
    first.context().intake().begin(phone.id(), id, sealed.length);
    CompletableFuture<Void> appending =
        CompletableFuture.runAsync(() -> append(first.context(), body));
    body.reading.await();

    first.close();

    assertThrows(IOException.class, () -> new Bench(home));
    IOException e =
        assertThrows(IOException.class, () -> first.context().intake().begin(phone.id(), id, 1000));
    assertEquals("the receiver has stopped", e.getMessage());
    body.goOn.countDown();
    appending.get(30, TimeUnit.SECONDS);
    first.receiver.close(); // waits for the rest
    try (Bench second = new Bench(home)) {
      Phone.await(phone.receipt(second.context(), id));
      assertArrayEquals(JPEG, second.sink.content(id));
    }
  }

  private void append(ListenerContext context, InputStream body) {
    try {
      context.intake().append(phone.id(), id, 0, body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void closingEndsForAllWhoCloseAtOnce() throws Exception {
    Bench bench = new Bench(home);
    List<CompletableFuture<Void>> closings =
        java.util.stream.Stream.generate(() -> CompletableFuture.runAsync(() -> close(bench)))
            .limit(3)
            .toList();
    for (CompletableFuture<Void> closing : closings) {
      closing.get(30, TimeUnit.SECONDS);
    }
    bench.close();
    assertTrue(bench.sink.isClosed());
    new Bench(home).close();
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void listenerSinkAndFilterCanCloseTheReceiverThatCallsThem() throws Exception {
    for (int i = 0; i < 3; i++) {
      int who = i;
      CompletableFuture<Receiver> receiver = new CompletableFuture<>();
      Runnable close = () -> close(receiver.join());
      FakeSink folders = new FakeSink("folders");
      CountDownLatch closed = new CountDownLatch(1);
      Bench bench =
          new Bench(
              home,
              folders,
              o ->
                  o.events(
                          new ReceiverEvents() {
                            @Override
                            public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
                              if (who == 0) {
                                close.run();
                              }
                              closed.countDown();
                            }
                          })
                      .filter(
                          photo -> {
                            if (who == 1) {
                              close.run();
                              closed.countDown(); // the photo may be for the next start
                            }
                            return photo;
                          })
                      .sink(new Closing(who == 2 ? close : () -> {})));
      receiver.complete(bench.receiver);
      EnvelopeId fresh = Phone.freshId();
      phone.upload(bench.context(), fresh, phone.seal(fresh, JPEG));
      assertTrue(closed.await(10, TimeUnit.SECONDS)); // less than the 15 s of a close that waits
      bench.close();
      assertTrue(folders.isClosed());
    }
  }

  private record Closing(Runnable closing) implements Sink {
    @Override
    public String id() {
      return "closing";
    }

    @Override
    public SinkReference write(StagedPhoto photo) {
      closing.run();
      return new SinkReference(id(), "arm");
    }
  }

  @Test
  void closedReceiverNeverStarts() throws Exception {
    Receiver started = Receiver.builder(home).sink(new FakeSink("folders")).build();
    started.start();
    started.close();
    Receiver fresh = Receiver.builder(home).sink(new FakeSink("folders")).build();
    fresh.close();
    for (Receiver closed : List.of(started, fresh)) {
      IllegalStateException e = assertThrows(IllegalStateException.class, closed::start);
      assertEquals("a receiver that was closed does not start; build another", e.getMessage());
      assertThrows(IllegalStateException.class, closed::offerPairing);
    }
    new Bench(home).close();
  }

  /** Starts only when it may. */
  private static final class Slow implements Sink {
    private final CountDownLatch starting = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public String id() {
      return "slow";
    }

    @Override
    public void start() throws IOException {
      starting.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }

    @Override
    public SinkReference write(StagedPhoto photo) {
      return new SinkReference(id(), "arm");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  @Test
  void closingWhileItStartsEndsItOnceItHasStarted() throws Exception {
    Slow sink = new Slow();
    RecordedEvents events = new RecordedEvents();
    DirectListener listener = new DirectListener();
    Receiver receiver =
        Receiver.builder(home)
            .sink(sink)
            .listener(listener)
            .events(events)
            .times(Duration.ofMinutes(5), Duration.ofMillis(100))
            .withoutWarmUp()
            .build();
    CompletableFuture<Void> start = CompletableFuture.runAsync(() -> start(receiver));
    sink.starting.await();

    receiver.close();

    assertEquals(1, sink.closed.getCount());
    assertThrows(IOException.class, () -> new Bench(home));
    sink.goOn.countDown();
    start.get(30, TimeUnit.SECONDS);
    sink.closed.await();
    receiver.close();
    new Bench(home).close();
  }

  private static void start(Receiver receiver) {
    try {
      receiver.start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void builderThatGoesOnChangesNothing() throws Exception {
    FakeSink folders = new FakeSink("folders");
    FakeSink late = new FakeSink("late");
    FakeSink later = new FakeSink("later");
    DirectListener listener = new DirectListener();
    RecordedEvents events = new RecordedEvents();
    AtomicInteger filtered = new AtomicInteger();
    Receiver.Builder builder =
        Receiver.builder(home)
            .name("Practice PC")
            .listener(listener)
            .sink(folders)
            .events(events)
            .withoutWarmUp();
    try (Receiver receiver = builder.build()) {
      builder
          .name("Another")
          .sink(late)
          .followUp(later)
          .maxPhotoSize(1)
          .events(new RecordedEvents())
          .listener(new DirectListener())
          .filter(
              photo -> {
                filtered.incrementAndGet();
                return photo;
              });
      receiver.start();

      Receipt receipt = phone.send(listener.context(), id, JPEG);

      assertEquals("Practice PC", receiver.name());
      assertEquals(
          List.of(new SinkReference("folders", phone.photo(id).toString())),
          assertInstanceOf(Receipt.Delivered.class, receipt).references());
      assertArrayEquals(JPEG, folders.content(id));
      assertEquals(0, late.attempts() + later.attempts() + filtered.get());
      assertFalse(events.lines().isEmpty());
    }
    assertFalse(late.isClosed());
  }
}
