package nz.co.medimage.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.crypto.ManifestJson;
import nz.co.medimage.store.SqliteFile;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class EnvelopeProcessorTest extends FilingFixture {
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
                return new SinkReference("share", "arm.jpg");
              });
      restart(o -> o.sink(share));
      Receipt.Delivered receipt = (Receipt.Delivered) send(JPEG);
      assertEquals(
          List.of(
              new SinkReference("folders", phone.photo(id).toString()),
              new SinkReference("share", "arm.jpg")),
          receipt.references());
      assertEquals(9, tries.get());
      assertTrue(bench.events.lines().contains("retrying share the share is away"));
      assertEquals(1, sink.photos().size());
    }

    @Test
    void deliveriesSayWhatAPhotoWaitsForAndReplayEndsThePause() throws Exception {
      restart(o -> o.backoff(Bench.NEVER));
      sink.goAway();
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      bench.events.await(line -> line.equals("retrying folders the sink is away"));
      DeliveryRecord waiting = onlyDelivery();
      assertEquals(DeliveryRecord.State.WAITING, waiting.state());
      assertEquals("phone", waiting.from());
      assertEquals("folders: the sink is away", waiting.detail());
      assertEquals(List.of(), bench.files("staging"), "no photo lies open while it waits");
      sink.comeBack();
      Person.replay(bench.receiver, id);
      assertInstanceOf(
          Receipt.Delivered.class, phone.open(id, Phone.await(phone.receipt(bench.context(), id))));
    }

    @Test
    void photoWaitsOverARestart() throws Exception {
      restart(o -> o.backoff(Bench.NEVER));
      sink.goAway();
      byte[] sealed = phone.seal(id, JPEG);
      phone.upload(bench.context(), id, sealed);
      bench.events.await(line -> line.startsWith("retrying"));
      sink.comeBack();
      restart(o -> o);
      Phone.await(phone.receipt(bench.context(), id));
      assertArrayEquals(JPEG, sink.content(id));
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
                return new SinkReference("picky", "x");
              });
      restart(o -> o.sink(picky));
      phone.upload(bench.context(), stuck, phone.seal(stuck, JPEG));
      for (int i = 0; i < 10; i++) {
        phone.send(bench.context(), Phone.freshId(), JPEG);
      }
      assertEquals(11, bench.receiver.deliveries(1_000).size());
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
                return new SinkReference("vendor", "1");
              });
      restart(o -> o.sink(broken));
      assertInstanceOf(Receipt.Delivered.class, send(JPEG));
      List<String> lines = bench.events.lines();
      assertTrue(lines.contains("retrying vendor failed with NoClassDefFoundError"));
      assertTrue(lines.contains("retrying vendor failed with IllegalStateException"));
    }
  }

  @Nested
  final class Filters {
    @Test
    void filtersRunInOrderAndMayRewrite() throws Exception {
      List<String> seen = new ArrayList<>();
      byte[] second = TestPhotos.jpeg(2);
      restart(
          o ->
              o.filter(
                      photo ->
                          photo.withContent(
                              Files.write(photo.file().resolveSibling("rewritten"), second)))
                  .filter(
                      photo -> {
                        seen.add(photo.file().getFileName().toString());
                        return photo;
                      }));
      send(JPEG);
      assertEquals(List.of("rewritten"), seen);
      assertArrayEquals(second, sink.content(id));
      bench.awaitEmpty("staging");
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
      String step = EnvelopeProcessorTest.Filters.class.getName();
      assertTrue(bench.events.lines().contains("retrying " + step + " the resizer is busy"));
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
    Receipt.Rejected receipt = (Receipt.Rejected) phone.deliver(bench.context(), id, sealed);
    assertEquals(RejectionCode.BAD_MANIFEST, receipt.code());
    assertEquals(0, sink.attempts());
    assertEquals(2, bench.files("quarantine").size());
  }

  @Test
  void manyAtOnceEachArriveOnce() throws Exception {
    Set<PhotoId> twice = ConcurrentHashMap.newKeySet();
    Set<PhotoId> inside = ConcurrentHashMap.newKeySet();
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
              return new SinkReference("counting", "x");
            });
    restart(o -> o.sink(counting));
    List<CompletableFuture<byte[]>> receipts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      EnvelopeId next = Phone.freshId();
      phone.upload(bench.context(), next, phone.seal(next, JPEG));
      receipts.add(phone.receipt(bench.context(), next));
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
    phone.upload(bench.context(), id, phone.seal(id, JPEG));
    bench.events.await(line -> line.startsWith("retrying"));
    bench.receiver.revoke("phone");
    sink.comeBack();
    restart(o -> o);
    bench.events.await(line -> line.startsWith("delivered"));
    assertArrayEquals(JPEG, sink.content(id));
  }

  @Test
  void damagedLedgerEntryIsNamedAndTheOthersGoOn() throws Exception {
    send(JPEG);
    EnvelopeId second = Phone.freshId();
    phone.send(bench.context(), second, JPEG);
    Path ledger = home.resolve("ledger.db");
    PhotoId photo = phone.photo(id);
    try (SqliteFile beside = SqliteFile.openExisting(ledger, LedgerTable.SCHEMA).orElseThrow()) {
      beside.write(
          sql -> sql.update("UPDATE entry SET filed = '[' WHERE id = ?", (Object) photo.toBytes()));
    }
    assertEquals(second, onlyDelivery().id().envelope());
    String sentence =
        "the entry of " + id + " in " + ledger + " is damaged; restore it from a backup";
    assertTrue(bench.events.lines().contains("problem " + sentence));
    IOException e =
        assertThrows(IOException.class, () -> bench.context().intake().begin(phone.id(), id, 100));
    assertEquals(sentence, e.getMessage());
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
