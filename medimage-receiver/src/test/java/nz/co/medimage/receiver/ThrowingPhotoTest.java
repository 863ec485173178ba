package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Photos, and add-ons, that make code throw what no contract knows. */
@Timeout(60)
final class ThrowingPhotoTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final String SORRY =
      " fails on this photo; it is kept in quarantine at the receiver and can be replayed there.";

  @TempDir Path home;
  private final EnvelopeId id = Phone.freshId();
  private final FakeSink folders = new FakeSink("folders");
  private Phone phone;
  private Bench bench;

  @BeforeEach
  void pair() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private Receipt send(UnaryOperator<Receiver.Builder> options) throws Exception {
    bench = new Bench(home, folders, options);
    return phone.send(bench.context(), id, JPEG);
  }

  /** Throws at one photo until it is mended. */
  private record Throwing(String id, AtomicBoolean mended, Supplier<Throwable> what)
      implements PhotoFilter, Sink {
    Throwing(String id, Supplier<Throwable> what) {
      this(id, new AtomicBoolean(), what);
    }

    @Override
    public StagedPhoto apply(StagedPhoto photo) {
      fail();
      return photo;
    }

    @Override
    public SinkReference write(StagedPhoto photo) {
      fail();
      return new SinkReference(id, "arm");
    }

    private void fail() {
      if (!mended.get()) {
        Throwable thrown = what.get();
        if (thrown instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) thrown;
      }
    }

    @Override
    public void start() {}

    @Override
    public void close() {}
  }

  @Nested
  final class OneThatThrows {
    static Stream<Throwable> unchecked() {
      return Stream.of(
          new IllegalStateException("ZAC5361"),
          new InvalidPathException("ZAC5361", "Nul character not allowed"),
          new DateTimeException("ZAC5361"),
          new StackOverflowError(),
          new OutOfMemoryError("Java heap space"),
          new NoClassDefFoundError("vendor/Codec"));
    }

    static Stream<Throwable> filters() {
      return unchecked();
    }

    @ParameterizedTest
    @MethodSource("filters")
    void atAFilterEndsInQuarantineAndCanBeReplayed(Throwable thrown) throws Exception {
      Throwing filter = new Throwing("vendor-filter", () -> thrown);

      Receipt.Rejected receipt =
          assertInstanceOf(Receipt.Rejected.class, send(o -> o.filter(filter)));

      assertEquals(RejectionCode.REFUSED, receipt.code());
      assertEquals("The add-on vendor-filter" + SORRY, receipt.message());
      assertEquals(2, bench.files("quarantine").size());
      assertEquals(List.of(), bench.files("faults"));
      String why = "retrying vendor-filter failed with " + thrown.getClass().getSimpleName();
      assertEquals(9, bench.events.lines().stream().filter(why::equals).count());
      assertSame(thrown, bench.events.retried.join());

      filter.mended().set(true);
      Person.replay(bench.receiver, id);
      bench.events.await(line -> line.startsWith("delivered "));
      assertEquals(Set.of(id), folders.envelopes());
    }

    static Stream<Throwable> sinks() {
      return unchecked();
    }

    @ParameterizedTest
    @MethodSource("sinks")
    void atARequiredSinkEndsInQuarantine(Throwable thrown) throws Exception {
      Receipt receipt = send(o -> o.sink(new Throwing("vendor", () -> thrown)));

      assertEquals(
          "The add-on vendor" + SORRY + " It was filed by folders nevertheless.",
          assertInstanceOf(Receipt.Rejected.class, receipt).message());
    }

    @Test
    void atAFollowUpSinkIsRefusedThereAndCanBeReplayed() throws Exception {
      Throwing vendor = new Throwing("vendor", () -> new IllegalStateException("ZAC5361"));

      assertInstanceOf(Receipt.Delivered.class, send(o -> o.followUp(vendor)));

      bench.events.await("followUpRejected vendor The add-on vendor fails on this photo."::equals);
      vendor.mended().set(true);
      Person.replay(bench.receiver, id);
      bench.events.await("followedUp vendor"::equals);
    }

    @Test
    void isCountedOverRestarts() throws Exception {
      AtomicInteger calls = new AtomicInteger();
      Throwing filter =
          new Throwing(
              "vendor-filter",
              () -> {
                calls.incrementAndGet();
                return new IllegalStateException();
              });
      UnaryOperator<Receiver.Builder> options = o -> o.backoff(Bench.NEVER).filter(filter);
      bench = new Bench(home, folders, options);
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      for (int i = 1; i < 10; i++) {
        bench.events.retried.join();
        bench.close();
        bench = new Bench(home, folders, options);
      }

      Receipt receipt = phone.open(id, Phone.await(phone.receipt(bench.context(), id)));

      assertInstanceOf(Receipt.Rejected.class, receipt);
      assertEquals(10, calls.get());
    }

    @Test
    void doesNotStopTheOthers() throws Exception {
      PhotoFilter filter =
          photo -> {
            if (photo.id().envelope().equals(id)) {
              throw new IllegalStateException();
            }
            return photo;
          };
      bench = new Bench(home, folders, o -> o.filter(filter));
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      for (int i = 0; i < 5; i++) {
        EnvelopeId good = Phone.freshId();
        assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), good, JPEG));
      }
      assertInstanceOf(
          Receipt.Rejected.class, phone.open(id, Phone.await(phone.receipt(bench.context(), id))));
    }
  }

  /** As the driver of a database that is down may do. */
  private static final class Down implements Sink {
    private static final int ROUNDS = 25;
    private final Map<PhotoId, AtomicInteger> calls = new ConcurrentHashMap<>();
    private final CyclicBarrier together = new CyclicBarrier(2);

    @Override
    public String id() {
      return "database";
    }

    @Override
    public SinkReference write(StagedPhoto photo) throws IOException {
      int call = calls.computeIfAbsent(photo.id(), any -> new AtomicInteger()).incrementAndGet();
      if (call <= ROUNDS) {
        try {
          together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
          throw new IOException(e);
        }
        throw new IllegalStateException("no connection");
      }
      return new SinkReference(id(), "arm");
    }
  }

  @Test
  void sinkThatThrowsAtEveryPhotoSendsNoneToQuarantine() throws Exception {
    bench = new Bench(home, folders, o -> o.sink(new Down()));
    EnvelopeId other = Phone.freshId();
    phone.upload(bench.context(), id, phone.seal(id, JPEG));
    phone.upload(bench.context(), other, phone.seal(other, JPEG));

    for (EnvelopeId each : List.of(id, other)) {
      assertInstanceOf(
          Receipt.Delivered.class,
          phone.open(each, Phone.await(phone.receipt(bench.context(), each))));
    }
    assertEquals(List.of(), bench.files("quarantine"));
  }

  @Test
  void nameThatFillsUpWithPairsOfUnitsIsCutBetweenThem() throws Exception {
    String cameras = "\uD83D\uDCF7".repeat(126);
    bench = new Bench(home, folders, o -> o);
    byte[] sealed =
        phone.seal(
            id, TestPhotos.manifest("#P arm", JPEG).toBuilder().fileName(cameras).build(), JPEG);

    assertInstanceOf(Receipt.Delivered.class, phone.deliver(bench.context(), id, sealed));

    String name = "\uD83D\uDCF7".repeat(125) + ".jpg";
    assertTrue(bench.events.lines().contains("delivered " + name + " " + JPEG.length));
  }

  @Nested
  final class RewrittenByAFilter {
    private Receipt.Rejected rejected(PhotoFilter filter) throws Exception {
      Receipt receipt = send(o -> o.filter(filter));
      assertEquals(Map.of(), folders.photos());
      return assertInstanceOf(Receipt.Rejected.class, receipt);
    }

    private static Path beside(StagedPhoto photo, byte[] content) throws IOException {
      return Files.write(photo.file().resolveSibling("rewritten"), content);
    }

    @Test
    void toMoreThanIsTakenIsRefused() throws Exception {
      byte[] large = java.util.Arrays.copyOf(JPEG, 20 << 20);
      String message = rejected(photo -> photo.withContent(beside(photo, large))).message();
      assertTrue(
          message.endsWith(
              "rewrote this photo so that it is refused: The file is larger than this receiver"
                  + " takes: at most 16 MiB."),
          message);
    }

    @Test
    void toAnotherTypeIsRefused() throws Exception {
      String message = rejected(photo -> photo.withContent(beside(photo, new byte[99]))).message();
      assertTrue(
          message.endsWith(
              "rewrote this photo so that it is refused: The file is named .jpg, but its content"
                  + " is something else."),
          message);
    }

    @Test
    void toWhatItsManifestDoesNotSayEndsInQuarantine() throws Exception {
      byte[] other = TestPhotos.jpeg(2);
      String message =
          rejected(
                  photo ->
                      StagedPhoto.of(
                          photo.id(), photo.from(), photo.manifest(), beside(photo, other)))
              .message();
      assertTrue(message.endsWith(SORRY), message);
      assertTrue(
          bench.events.lines().stream()
              .anyMatch(line -> line.contains("gave back content that is not what its manifest")));
    }

    @Test
    void inAnotherFolderEndsInQuarantine() throws Exception {
      Path elsewhere = Files.createDirectories(home.resolve("elsewhere")).resolve("photo");
      rejected(
          photo -> {
            Files.write(elsewhere, JPEG);
            return photo.withContent(elsewhere);
          });
      assertTrue(Files.exists(elsewhere));
    }

    @Test
    void toNothingEndsInQuarantine() throws Exception {
      assertTrue(rejected(photo -> null).message().endsWith(SORRY));
    }
  }

  /** Hangs at the first photos it gets. */
  private static final class Hanging implements Sink {
    private final CountDownLatch hanging = new CountDownLatch(4);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public String id() {
      return "vendor";
    }

    @Override
    public SinkReference write(StagedPhoto photo) throws IOException {
      boolean hangs = hanging.getCount() > 0;
      hanging.countDown();
      if (hangs) {
        try {
          goOn.await();
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      return new SinkReference(id(), "arm");
    }
  }

  @Test
  void fourThatHangInASinkAreToldOfAndDoNotStopTheFifth() throws Exception {
    Hanging sink = new Hanging();
    bench =
        new Bench(
            home, folders, o -> o.times(Duration.ofMillis(50), Duration.ofSeconds(15)).sink(sink));
    for (int i = 0; i < 4; i++) {
      EnvelopeId hanging = Phone.freshId();
      phone.upload(bench.context(), hanging, phone.seal(hanging, JPEG));
    }
    sink.hanging.await();

    assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, JPEG));

    bench.events.await(4, "busy vendor"::equals);
    sink.goOn.countDown();
    bench.events.await(5, line -> line.startsWith("delivered "));
  }

  @Test
  void followUpSinkThatCannotStartIsToldOfAndStartedAgain() throws Exception {
    AtomicInteger starts = new AtomicInteger();
    Sink vendor =
        new Sink() {
          @Override
          public String id() {
            return "vendor";
          }

          @Override
          public void start() throws IOException {
            if (starts.incrementAndGet() < 3) {
              throw new IOException("the licence server is away");
            }
          }

          @Override
          public SinkReference write(StagedPhoto photo) {
            assertEquals(3, starts.get());
            return new SinkReference("vendor", "arm");
          }
        };

    assertInstanceOf(Receipt.Delivered.class, send(o -> o.followUp(vendor)));

    bench.events.await("followedUp vendor"::equals);
    String problem =
        "problem the follow-up sink vendor cannot start, and photos wait for it: the licence server"
            + " is away (it is tried again, next in 1 s)";
    assertEquals(1, bench.events.lines().stream().filter(problem::equals).count(), "told once");
    bench.events.await("available vendor"::equals);
    assertEquals(
        List.of("unavailable vendor it cannot start: the licence server is away"),
        bench.events.lines().stream().filter(line -> line.startsWith("unavailable")).toList());
  }
}
