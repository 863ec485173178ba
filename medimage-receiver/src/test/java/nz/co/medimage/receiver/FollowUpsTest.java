package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.store.SqliteFile;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FollowUpsTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);

  @TempDir Path home;
  private final EnvelopeId id = Phone.freshId();
  private final FakeSink folders = new FakeSink("folders");
  private final FakeSink ehr = new FakeSink("ehr");
  private final FakeSink archive = new FakeSink("archive");
  private Phone phone;
  private Bench bench;

  @BeforeEach
  void start() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
    bench = bench();
  }

  private Bench bench() throws IOException {
    return new Bench(home, folders, o -> o.followUp(ehr).followUp(archive));
  }

  private void restart() throws IOException {
    bench.close();
    bench = bench();
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private List<FollowUp> followUps() throws IOException {
    List<DeliveryRecord> newestFirst = bench.receiver.deliveries(1_000);
    return newestFirst.get(newestFirst.size() - 1).followUps();
  }

  private FollowUp at(String sink, FollowUpState state, String detail) {
    return new FollowUp(sink, state, detail);
  }

  @Test
  void everyFollowUpSinkGetsThePhotoAfterTheReceipt() throws Exception {
    assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, JPEG));
    bench.events.await(2, line -> line.startsWith("followedUp"));
    restart();
    assertArrayEquals(JPEG, ehr.content(id));
    assertArrayEquals(JPEG, archive.content(id));
    assertEquals(
        List.of(
            at("ehr", FollowUpState.FILED, phone.photo(id).toString()),
            at("archive", FollowUpState.FILED, phone.photo(id).toString())),
        followUps());
    assertEquals(List.of(), bench.files("followup"));
    assertEquals(List.of(), bench.files("staging"));
    assertEquals(1, ehr.attempts());
  }

  @Test
  void sinkThatIsDownHoldsUpNeitherTheReceiptNorTheOthers() throws Exception {
    ehr.goAway();
    assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, JPEG));
    bench.events.await(line -> line.equals("followedUp archive"));
    bench.events.await(line -> line.equals("retrying ehr the sink is away"));
    assertEquals(at("ehr", FollowUpState.WAITING, "the sink is away"), followUps().get(0));
    ehr.comeBack();
    bench.events.await(line -> line.equals("followedUp ehr"));
  }

  /** What a filter took from a photo lies nowhere while it waits. */
  @Test
  void photoAloneWaitsAndNotWhatItWasBeforeItWasCleaned() throws Exception {
    bench.close();
    bench = new Bench(home, folders, o -> o.followUp(ehr).removeMetadata(Uncleanable.HOLD));
    ehr.goAway();
    Exif exif = Exif.of(6, LocalDateTime.parse("2017-08-10T09:21:45"));
    byte[] located = TestPhotos.jpegWithExif(1, exif.at(-41.2865, 174.7762));
    assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, located));
    bench.events.await(line -> line.startsWith("retrying ehr"));
    try (Stream<Path> kept = Files.walk(home.resolve("followup"))) {
      Stream<String> names = kept.map(file -> file.getFileName().toString());
      assertEquals(List.of("photo"), names.filter(n -> n.startsWith("photo")).toList());
    }
    Path kept = home.resolve("followup").resolve(phone.photo(id).toString());
    assertFalse(Arrays.equals(located, Files.readAllBytes(kept.resolve("photo"))));
  }

  @Test
  void whatWaitsGoesOnAfterARestart() throws Exception {
    ehr.goAway();
    phone.send(bench.context(), id, JPEG);
    bench.events.await(line -> line.startsWith("retrying ehr"));
    bench.close();
    ehr.comeBack();
    bench = bench();
    bench.events.await(line -> line.equals("followedUp ehr"));
    assertArrayEquals(JPEG, ehr.content(id));
    assertEquals(1, folders.attempts());
  }

  /** They knew neither companions, references and patients nor releases. */
  @Test
  void entryOfAnEarlierVersionGoesOnToo() throws Exception {
    ehr.goAway();
    phone.send(bench.context(), id, JPEG);
    bench.events.await(line -> line.startsWith("retrying ehr"));
    bench.close();
    Path entry = home.resolve("followup").resolve(phone.photo(id).toString()).resolve("entry.json");
    JsonAdapter<Object> json = new Moshi.Builder().build().adapter(Object.class);
    Map<?, ?> now = (Map<?, ?>) json.fromJson(Files.readString(entry));
    Map<Object, Object> earlier = new HashMap<>(now);
    earlier.keySet().retainAll(Set.of("from", "manifest", "file", "sinks"));
    assertTrue(earlier.size() == 4 && now.size() > 4, now.keySet().toString());
    Files.writeString(entry, json.toJson(earlier));
    ehr.comeBack();
    bench = bench();
    bench.events.await(line -> line.equals("followedUp ehr"));
    assertArrayEquals(JPEG, ehr.content(id));
    Await.until("nothing is kept for follow-ups", () -> bench.files("followup").isEmpty());
  }

  @Test
  void deadLetterBlocksNoOtherAndCanBeReplayed() throws Exception {
    ehr.refuseNext(new PhotoRejectedException("Two patients have this number."));
    phone.send(bench.context(), id, JPEG);
    bench.events.await(line -> line.equals("followUpRejected ehr Two patients have this number."));
    bench.events.await(line -> line.equals("followedUp archive"));
    EnvelopeId next = Phone.freshId();
    phone.send(bench.context(), next, JPEG);
    bench.events.await(line -> line.equals("followedUp ehr"));
    restart();
    assertEquals(
        List.of(
            at("ehr", FollowUpState.REJECTED, "Two patients have this number."),
            at("archive", FollowUpState.FILED, phone.photo(id).toString())),
        followUps());
    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.equals("followedUp ehr"));
    restart();
    assertEquals(at("ehr", FollowUpState.FILED, phone.photo(id).toString()), followUps().get(0));
    assertEquals(List.of(), bench.files("followup"));
    assertEquals(2, archive.attempts());
  }

  @Test
  void sinkThatIsNoLongerSetUpKeepsItsPhotos() throws Exception {
    ehr.goAway();
    phone.send(bench.context(), id, JPEG);
    bench.events.await(line -> line.startsWith("followedUp archive"));
    bench.close();
    bench = new Bench(home, folders, o -> o);
    bench.events.await(
        line ->
            line.equals("problem no follow-up sink has the id ehr now; what it should get waits"));
    assertEquals(FollowUpState.WAITING, followUps().get(0).state());
    ehr.comeBack();
    restart();
    bench.events.await(line -> line.equals("followedUp ehr"));
  }

  /** A crash before the ledger, and a filter that refuses it when it is decided on again. */
  @Test
  void photoThatWasKeptAndThenRejectedComesToNoFollowUpSink() throws Exception {
    ehr.goAway();
    archive.goAway();
    phone.send(bench.context(), id, JPEG);
    ehr.awaitAttempts(1);
    bench.close();
    changeLedger("UPDATE entry SET rejection = 'REFUSED', message = 'No.'");
    int attempts = ehr.attempts();
    ehr.comeBack();
    archive.comeBack();
    bench = bench();
    assertEquals(List.of(), bench.files("followup"));
    assertEquals(attempts, ehr.attempts());
    assertEquals(List.of(), followUps());
  }

  /** The chore may run between the keeping of the photo and its ledger entry. */
  @Test
  void photoThatIsJustBeingReplayedIsLeftToItsFollowUpSinks() throws Exception {
    ehr.goAway();
    phone.send(bench.context(), id, JPEG);
    ehr.awaitAttempts(1);
    changeLedger("UPDATE entry SET rejection = 'REFUSED', message = 'No.'");
    Person.replay(bench.receiver, id);
    assertEquals(List.of(phone.photo(id).toString()), bench.files("followup"));
  }

  @Test
  void filedPhotoIsNotFiledAgainWhenOnlyTheTidyingFails() throws Exception {
    bench.close();
    Sink damaging =
        sink(
            photo -> {
              changeLedger("UPDATE entry SET filed = '[' || filed");
              return new SinkReference("ehr", "arm");
            });
    bench = new Bench(home, folders, o -> o.followUp(damaging));
    phone.send(bench.context(), id, JPEG);
    bench.events.await(3, line -> line.startsWith("problem"));
    assertTrue(
        bench
            .events
            .lines()
            .contains("problem where follow-up sinks put " + id + " is not in the ledger yet"));
    assertEquals(1, bench.events.lines().stream().filter(l -> l.startsWith("followedUp")).count());
    bench.close();
    changeLedger("UPDATE entry SET filed = substr(filed, 2)");
    bench = new Bench(home, folders, o -> o.followUp(damaging));
    assertEquals(List.of(), bench.files("followup"));
    assertEquals(List.of(at("ehr", FollowUpState.FILED, "arm")), followUps());
  }

  /** The photo was kept, but the disk took no entry in the ledger: there was no receipt. */
  @Test
  void sinkThatIsAddedBeforeAPhotoIsDeliveredGetsItToo() throws Exception {
    bench.close();
    ehr.goAway();
    bench = new Bench(home, folders, o -> o.followUp(ehr));
    phone.send(bench.context(), id, JPEG);
    bench.close();
    changeLedger("DELETE FROM entry");
    bench = bench();
    phone.send(bench.context(), id, JPEG);
    ehr.comeBack();

    bench.events.await("followedUp archive"::equals);
    bench.events.await("followedUp ehr"::equals);
    assertArrayEquals(JPEG, archive.content(id));
  }

  private void changeLedger(String sql) throws IOException {
    Path ledger = home.resolve("ledger.db");
    try (SqliteFile beside = SqliteFile.openExisting(ledger, LedgerTable.SCHEMA).orElseThrow()) {
      beside.write(statements -> statements.update(sql));
    }
  }

  private interface Write {
    SinkReference write(StagedPhoto photo) throws IOException;
  }

  private static Sink sink(Write write) {
    return new Sink() {
      @Override
      public String id() {
        return "ehr";
      }

      @Override
      public SinkReference write(StagedPhoto photo) throws IOException {
        return write.write(photo);
      }
    };
  }

  @Test
  @SuppressWarnings("NullAway")
  void sinkThatGivesNothingIsTriedAgain() throws Exception {
    bench.close();
    AtomicInteger attempts = new AtomicInteger();
    Sink odd =
        sink(photo -> attempts.incrementAndGet() == 1 ? null : new SinkReference("ehr", "arm"));
    bench = new Bench(home, folders, o -> o.followUp(odd));
    phone.send(bench.context(), id, JPEG);
    bench.events.await(line -> line.equals("followedUp ehr"));
    assertTrue(
        bench
            .events
            .lines()
            .contains("retrying ehr the sink ehr returned null; ask who made it to mend it"));
  }

  @Test
  void damagedEntryIsNamedAndTheOthersGoOn() throws Exception {
    ehr.goAway();
    phone.send(bench.context(), id, JPEG);
    EnvelopeId next = Phone.freshId();
    phone.send(bench.context(), next, JPEG);
    bench.events.await(2, line -> line.startsWith("followedUp archive"));
    bench.close();
    Path entry = home.resolve("followup").resolve(phone.photo(id).toString()).resolve("entry.json");
    Files.writeString(entry, "{}");
    ehr.comeBack();
    bench = bench();
    bench.events.await(line -> line.equals("followedUp ehr"));
    String sentence =
        entry + " is damaged; restore it from a backup or move it away, the rest continues";
    assertTrue(bench.events.lines().contains("problem " + sentence));
    assertEquals(2, bench.receiver.deliveries(1_000).size());
    assertTrue(Files.exists(entry));
  }
}
