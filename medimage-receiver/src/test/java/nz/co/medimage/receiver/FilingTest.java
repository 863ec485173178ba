package nz.co.medimage.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Filed;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.Rejection;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.ManifestJson;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class FilingTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final byte[] TEXT = "no picture".getBytes(UTF_8);

  @TempDir Path home;
  private final MutableClock clock = MutableClock.at(Clock.systemUTC().instant());
  private final EnvelopeId id = Phone.freshId();
  private final FakeSink sink = new FakeSink("folders");
  private Phone phone;
  private Bench bench;

  @BeforeEach
  void start() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
    restart(o -> o);
  }

  private void restart(UnaryOperator<Receiver.Builder> options) throws IOException {
    if (bench != null) {
      bench.close();
    }
    bench = new Bench(home, sink, o -> options.apply(o.clock(clock)));
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private Receipt send(byte[] content) throws Exception {
    return phone.send(bench.reception(), id, content);
  }

  private DeliveryRecord onlyDelivery() throws IOException {
    List<DeliveryRecord> all = bench.receiver.deliveries();
    assertEquals(1, all.size());
    return all.get(0);
  }

  /** A sink that does what a test says. */
  private static Sink sink(String id, Write write) {
    return new Sink() {
      @Override
      public String id() {
        return id;
      }

      @Override
      public Filed write(StagedPhoto photo) throws IOException, PhotoRefusedException {
        return write.write(photo);
      }
    };
  }

  private interface Write {
    Filed write(StagedPhoto photo) throws IOException, PhotoRefusedException;
  }

  @Nested
  final class WhileASinkIsAway {
    @Test
    void photoWaitsAndIsFiledAnHourLater() throws Exception {
      var back = clock.instant().plus(Duration.ofHours(1));
      AtomicInteger tries = new AtomicInteger();
      Sink share =
          sink(
              "share",
              photo -> {
                clock.advance(Duration.ofMinutes(7));
                tries.incrementAndGet();
                if (clock.instant().isBefore(back)) {
                  throw new IOException("the share is away");
                }
                return new Filed("share", "arm.jpg");
              });
      restart(o -> o.sink(share));
      Receipt.Delivered receipt = (Receipt.Delivered) send(JPEG);
      assertEquals(
          List.of(new Filed("folders", id.toString()), new Filed("share", "arm.jpg")),
          receipt.filed());
      assertEquals(9, tries.get());
      assertTrue(bench.events.lines().contains("retrying share the share is away"));
      assertEquals(1, sink.photos().size());
    }

    @Test
    void deliveriesSayWhatAPhotoWaitsForAndReplayEndsThePause() throws Exception {
      restart(o -> o.backoff(Bench.NEVER));
      sink.goAway();
      phone.upload(bench.reception(), id, phone.seal(id, JPEG));
      bench.events.await(line -> line.equals("retrying folders the sink is away"));
      DeliveryRecord waiting = onlyDelivery();
      assertEquals(DeliveryRecord.State.WAITING, waiting.state());
      assertEquals("phone", waiting.from());
      assertEquals("the sink is away", waiting.detail());
      assertEquals(List.of(), bench.files("staging"), "no photo lies open while it waits");
      sink.comeBack();
      bench.receiver.replay(id);
      assertInstanceOf(
          Receipt.Delivered.class,
          phone.open(id, Phone.await(phone.receipt(bench.reception(), id))));
    }

    @Test
    void photoWaitsOverARestart() throws Exception {
      restart(o -> o.backoff(Bench.NEVER));
      sink.goAway();
      byte[] sealed = phone.seal(id, JPEG);
      phone.upload(bench.reception(), id, sealed);
      bench.events.await(line -> line.startsWith("retrying"));
      sink.comeBack();
      restart(o -> o);
      Phone.await(phone.receipt(bench.reception(), id));
      assertArrayEquals(JPEG, sink.photos().get(id));
    }

    @Test
    void oneThatWaitsDoesNotHoldUpOthers() throws Exception {
      EnvelopeId stuck = Phone.freshId();
      Sink picky =
          sink(
              "picky",
              photo -> {
                if (photo.id().equals(stuck)) {
                  throw new IOException("not this one now");
                }
                return new Filed("picky", "x");
              });
      restart(o -> o.sink(picky));
      phone.upload(bench.reception(), stuck, phone.seal(stuck, JPEG));
      for (int i = 0; i < 10; i++) {
        phone.send(bench.reception(), Phone.freshId(), JPEG);
      }
      assertEquals(11, bench.receiver.deliveries().size());
    }

    @Test
    void sinkThatThrowsAnErrorIsTriedAgain() throws Exception {
      AtomicInteger tries = new AtomicInteger();
      Sink broken =
          sink(
              "vendor",
              photo -> {
                if (tries.incrementAndGet() == 1) {
                  throw new NoClassDefFoundError("com/vendor/Missing");
                }
                if (tries.get() == 2) {
                  throw new IllegalStateException("ZAC5361 must not be told");
                }
                return new Filed("vendor", "1");
              });
      restart(o -> o.sink(broken));
      assertInstanceOf(Receipt.Delivered.class, send(JPEG));
      List<String> lines = bench.events.lines();
      assertTrue(lines.contains("retrying vendor failed with NoClassDefFoundError"));
      assertTrue(lines.contains("retrying vendor failed with IllegalStateException"));
    }
  }

  @Nested
  final class Refused {
    @Test
    void textNamedAsAPhotoGoesToQuarantine() throws Exception {
      Receipt.Rejected receipt = (Receipt.Rejected) send(TEXT);
      assertEquals(Rejection.TYPE_NOT_ALLOWED, receipt.reason());
      assertEquals("The file is named .jpg, but its content is text.", receipt.message());
      assertEquals(2, bench.files("quarantine").size());
      assertEquals(List.of(), bench.files("inbox"));
      assertEquals(List.of(), bench.files("staging"));
      DeliveryRecord record = onlyDelivery();
      assertEquals(DeliveryRecord.State.REJECTED, record.state());
      assertEquals("The file is named .jpg, but its content is text.", record.detail());
      assertEquals(
          List.of(
              "rejected phone TYPE_NOT_ALLOWED The file is named .jpg, but its content is text."),
          bench.events.lines());
    }

    @Test
    void contentAboveTheLimitIsRejectedByItsTrueSize() throws Exception {
      restart(o -> o.maxPhotoSize(JPEG.length - 1));
      Receipt.Rejected receipt = (Receipt.Rejected) send(JPEG);
      assertEquals(Rejection.TOO_LARGE, receipt.reason());
      assertEquals(
          "The file is larger than this receiver takes: at most " + (JPEG.length - 1) + " bytes.",
          receipt.message());
    }

    @Test
    void sinkThatRefusesForGoodEndsIt() throws Exception {
      sink.refuseNext(new PhotoRefusedException("No such patient."));
      Receipt.Rejected receipt = (Receipt.Rejected) send(JPEG);
      assertEquals(Rejection.REFUSED, receipt.reason());
      assertEquals("No such patient.", receipt.message());
    }

    @Test
    void envelopeFromBeforeWhatIsRememberedIsTooOld() throws Exception {
      clock.advance(Duration.ofDays(5 * 365 + 3));
      Receipt.Rejected receipt = (Receipt.Rejected) send(JPEG);
      assertEquals(Rejection.TOO_OLD, receipt.reason());
      assertEquals(
          "The photo is dated more than five years ago: check the clock of the device.",
          receipt.message());
      bench.receiver.replay(id);
      bench.events.await(line -> line.startsWith("delivered"));
      assertEquals(1, sink.photos().size());
    }

    @Test
    void envelopeFromTheFutureIsTaken() throws Exception {
      clock.advance(Duration.ofDays(-400));
      assertInstanceOf(Receipt.Delivered.class, send(JPEG));
      assertInstanceOf(Receipt.Delivered.class, send(JPEG));
      assertEquals(1, sink.attempts());
    }

    @Test
    void ledgerForgetsPastItsAgeAndRefusesFromThenOn() throws Exception {
      send(JPEG);
      clock.advance(Duration.ofDays(5 * 365));
      restart(o -> o);
      assertInstanceOf(Receipt.Delivered.class, send(JPEG));
      clock.advance(Duration.ofDays(4));
      restart(o -> o);
      assertEquals(List.of(), bench.receiver.deliveries());
      assertEquals(Rejection.TOO_OLD, ((Receipt.Rejected) send(JPEG)).reason());
      assertEquals(1, sink.attempts());
    }

    @Test
    void replayOfWhatIsStillRefusedKeepsIt() throws Exception {
      send(TEXT);
      clock.advance(Duration.ofMinutes(1));
      bench.receiver.replay(id);
      bench.events.await(2, line -> line.startsWith("rejected"));
      bench.close();
      assertEquals(clock.instant(), onlyDelivery().at());
      assertEquals(2, bench.files("quarantine").size());
      assertEquals(List.of(), bench.files("requests"));
    }

    @Test
    void replayAfterTheReasonIsGoneDelivers() throws Exception {
      sink.refuseNext(new PhotoRefusedException("No such patient."));
      byte[] sealed = phone.seal(id, JPEG);
      phone.deliver(bench.reception(), id, sealed);
      bench.receiver.replay(id);
      bench.events.await(line -> line.startsWith("delivered"));
      restart(o -> o);
      assertEquals(List.of(), bench.files("quarantine"));
      assertEquals(List.of(), bench.files("requests"));
      assertEquals(DeliveryRecord.State.DELIVERED, onlyDelivery().state());
      // A sender that lost the first receipt gets the new one.
      assertInstanceOf(Receipt.Delivered.class, phone.deliver(bench.reception(), id, sealed));
      assertEquals(1, sink.photos().size());
    }

    @Test
    void replayWorksFromAnotherProcess() throws Exception {
      sink.refuseNext(new PhotoRefusedException("No such patient."));
      send(JPEG);
      try (Receiver other = Receiver.builder(home).build()) {
        other.replay(id);
      }
      bench.events.await(line -> line.startsWith("delivered"));
    }

    @Test
    void replayIsDoneAtTheNextStartIfNobodyRunsTheHome() throws Exception {
      sink.refuseNext(new PhotoRefusedException("No such patient."));
      send(JPEG);
      bench.close();
      try (Receiver other = Receiver.builder(home).build()) {
        other.replay(id);
      }
      restart(o -> o);
      bench.events.await(line -> line.startsWith("delivered"));
    }

    @Test
    void replayOfNothingSaysSo() throws Exception {
      send(JPEG);
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> bench.receiver.replay(id));
      assertEquals(
          "there is nothing to try again for " + id + ": it neither waits nor lies in quarantine",
          e.getMessage());
    }
  }

  @Nested
  final class Filters {
    @Test
    void filtersRunInOrderAndMayRewrite() throws Exception {
      byte[] located =
          TestPhotos.jpegWithExif(
              1, Exif.of(6, LocalDateTime.parse("2017-08-10T09:21:45")).at(-41, 174));
      List<String> seen = new ArrayList<>();
      restart(
          o ->
              o.filter(new GpsFilter())
                  .filter(
                      photo -> {
                        seen.add(photo.file().getFileName().toString());
                        return photo;
                      }));
      send(located);
      assertEquals(List.of("photo-without-gps"), seen);
      assertEquals(located.length, sink.photos().get(id).length);
      assertFalse(java.util.Arrays.equals(located, sink.photos().get(id)));
      assertEquals(List.of(), bench.files("staging"));
    }

    @Test
    void filterThatFailsIsTriedAgain() throws Exception {
      AtomicInteger tries = new AtomicInteger();
      restart(
          o ->
              o.filter(
                  photo -> {
                    if (tries.incrementAndGet() < 3) {
                      throw new IOException("the resizer is busy");
                    }
                    return photo;
                  }));
      assertInstanceOf(Receipt.Delivered.class, send(JPEG));
      assertTrue(bench.events.lines().contains("retrying receiver the resizer is busy"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'fileName':'..'",
        "'fileName':'a/b.jpg'",
        "'fileName':'a\\\\b.jpg'",
        "'fileName':'C:x.jpg'",
        "'fileName':'a\\u202Egpj.exe'",
        "'fileName':'a\\u0000.jpg'",
        "'tag':'#.. arm'",
        "'tag':'#CON'",
        "'length':1",
        "'length':-1",
        "'mediaType':'x'"
      })
  void hostileManifestNeverReachesASink(String field) throws Exception {
    String honest = new String(ManifestJson.write(TestPhotos.manifest("#A", JPEG)), UTF_8);
    String name = field.substring(1, field.indexOf("':"));
    String hostile =
        honest.replaceFirst(
            "\"" + name + "\":(\"[^\"]*\"|[0-9]+)",
            Matcher.quoteReplacement(field.replace('\'', '"')));
    assertNotEquals(honest, hostile);
    byte[] sealed = HostileEnvelopes.seal(phone.pairing(), id, hostile, JPEG);
    Receipt.Rejected receipt = (Receipt.Rejected) phone.deliver(bench.reception(), id, sealed);
    assertEquals(Rejection.BAD_MANIFEST, receipt.reason());
    assertEquals(0, sink.attempts());
    assertEquals(2, bench.files("quarantine").size());
  }

  @Test
  void manyAtOnceEachArriveOnce() throws Exception {
    Set<EnvelopeId> twice = ConcurrentHashMap.newKeySet();
    Set<EnvelopeId> inside = ConcurrentHashMap.newKeySet();
    AtomicInteger most = new AtomicInteger();
    Sink counting =
        sink(
            "counting",
            photo -> {
              if (!inside.add(photo.id())) {
                twice.add(photo.id());
              }
              most.accumulateAndGet(inside.size(), Math::max);
              inside.remove(photo.id());
              return new Filed("counting", "x");
            });
    restart(o -> o.sink(counting));
    List<CompletableFuture<byte[]>> receipts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      EnvelopeId next = Phone.freshId();
      phone.upload(bench.reception(), next, phone.seal(next, JPEG));
      receipts.add(phone.receipt(bench.reception(), next));
    }
    for (CompletableFuture<byte[]> receipt : receipts) {
      Phone.await(receipt);
    }
    assertEquals(Set.of(), twice);
    assertEquals(40, sink.photos().size());
  }

  @Test
  void revokedPhonesAcceptedPhotoGoesOnItsWay() throws Exception {
    restart(o -> o.backoff(Bench.NEVER));
    sink.goAway();
    phone.upload(bench.reception(), id, phone.seal(id, JPEG));
    bench.events.await(line -> line.startsWith("retrying"));
    bench.receiver.revoke("phone");
    sink.comeBack();
    restart(o -> o);
    bench.events.await(line -> line.startsWith("delivered"));
    assertArrayEquals(JPEG, sink.photos().get(id));
  }

  @Test
  void damagedLedgerEntryIsNamedAndTheOthersGoOn() throws Exception {
    send(JPEG);
    EnvelopeId second = Phone.freshId();
    phone.send(bench.reception(), second, JPEG);
    Path entry;
    try (var files = Files.walk(home.resolve("ledger"))) {
      entry = files.filter(f -> f.toString().contains(id.toString())).findFirst().orElseThrow();
    }
    Files.writeString(entry, "{\"id\":");
    assertEquals(second, onlyDelivery().id());
    String sentence =
        entry + " is damaged; restore it from a backup or move it away, the rest goes on";
    assertTrue(bench.events.lines().contains("problem " + sentence));
    IOException e =
        assertThrows(IOException.class, () -> bench.reception().begin(phone.id(), id, 100));
    assertEquals(sentence, e.getMessage());
    assertTrue(Files.exists(entry));
  }

  @Test
  void listenerThatThrowsDoesNoHarm() throws Exception {
    restart(
        o ->
            o.events(
                new ReceiverEvents() {
                  @Override
                  public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
                    throw new IllegalStateException("a bug in a listener");
                  }
                }));
    assertInstanceOf(Receipt.Delivered.class, send(JPEG));
  }
}
