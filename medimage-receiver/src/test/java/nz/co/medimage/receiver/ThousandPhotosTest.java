package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.store.Sql;
import nz.co.medimage.store.SqliteFile;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.io.TempDirFactory;

/** A day on which the practice system is down; the time is moved. */
@Timeout(120)
final class ThousandPhotosTest {
  private static final int PHOTOS = 1_000;

  /** How many of them come while the receiver runs; the others came before it was restarted. */
  private static final int COMING = 40;

  private static final int PATIENTS = 50;
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final Backoff USUAL =
      new Backoff(Duration.ofSeconds(15), 3, Duration.ofHours(6), 0.2);

  @TempDir(factory = InMemory.class)
  Path home;

  private MovedPauses pauses = new MovedPauses();
  private final FakeSink folders = new FakeSink("folders");
  private final FakeSink archive = new FakeSink("archive");
  private final OrderedSink ehr = new OrderedSink();
  private Phone phone;
  private Bench bench;

  /** In memory, where there is such a folder: what is forced to a disk is not tested here. */
  static final class InMemory implements TempDirFactory {
    private static final Path SHARED = Path.of("/dev/shm");

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test)
        throws IOException {
      return Files.isWritable(SHARED)
          ? Files.createTempDirectory(SHARED, "medimage")
          : Files.createTempDirectory("medimage");
    }
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private void open() throws IOException {
    pauses = new MovedPauses();
    bench =
        new Bench(
            home,
            folders,
            o -> o.followUp(ehr).followUp(archive).followUpBackoff(USUAL).followUpPauses(pauses));
  }

  private EnvelopeId deliver(String tag) throws Exception {
    EnvelopeId fresh = Phone.freshId();
    byte[] sealed = phone.seal(fresh, TestPhotos.manifest(tag, JPEG), JPEG);
    assertInstanceOf(Receipt.Delivered.class, phone.deliver(bench.context(), fresh, sealed));
    return fresh;
  }

  /** Puts photos into the home as if they had been delivered; the first one is. */
  private void fill() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
    open();
    PhotoId first = phone.photo(deliver("#P0 arm"));
    archive.awaitAttempts(1);
    bench.events.await(line -> line.startsWith("retrying ehr"));
    bench.close();
    Path folder = home.resolve("followup").resolve(first.toString());
    String entry = Files.readString(folder.resolve("entry.json"));
    try (SqliteFile file =
        SqliteFile.openExisting(home.resolve("ledger.db"), LedgerTable.SCHEMA).orElseThrow()) {
      LedgerEntry delivered = file.read(sql -> LedgerTable.find(sql, first)).orElseThrow();
      List<LedgerEntry> copies = new ArrayList<>();
      for (int n = 1; n < PHOTOS - COMING; n++) {
        PhotoId id = phone.photo(Phone.freshId());
        copy(folder, entry.replace("#P0 arm", "#P" + n % PATIENTS + " arm"), id);
        copies.add(copy(delivered, id));
      }
      file.write(sql -> put(sql, copies));
    }
  }

  private void copy(Path folder, String entry, PhotoId id) throws IOException {
    Path copy = Files.createDirectory(folder.resolveSibling(id.toString()));
    Files.writeString(copy.resolve("entry.json"), entry);
    for (String name : List.of("photo", "at-archive.json")) {
      Files.copy(folder.resolve(name), copy.resolve(name));
    }
  }

  private static LedgerEntry copy(LedgerEntry entry, PhotoId id) {
    List<SinkReference> places = entry.filed();
    Receipt receipt = Receipt.delivered(id.envelope(), entry.receipt().at(), places);
    return LedgerEntry.of(receipt, id.pairing(), entry.from(), entry.size(), "5a".repeat(32));
  }

  private static int put(Sql sql, List<LedgerEntry> entries) throws SQLException {
    for (LedgerEntry entry : entries) {
      LedgerTable.put(sql, entry, Optional.empty());
    }
    return entries.size();
  }

  private long told(String line) {
    return bench.events.lines().stream().filter(l -> l.startsWith(line)).count();
  }

  /** Lets a target be probed for so long, and no probe begin before the last has ended. */
  private void beAwayFor(Duration time) throws Exception {
    Duration end = pauses.now().plus(time);
    while (pauses.now().compareTo(end) < 0) {
      long before = told("retrying ehr");
      pauses.endNext();
      bench.events.await((int) before + 1, line -> line.startsWith("retrying ehr"));
    }
  }

  @Test
  void thousandPhotosFollowInOrderOnceTheTargetIsBack() throws Exception {
    ehr.isAway = true;
    fill();
    ehr.calls.set(0);
    open();
    for (int n = 0; n < COMING; n++) {
      deliver("#P" + n + " arm");
    }
    archive.awaitAttempts(1 + COMING); // no sink but the one that is away has waited
    bench.events.await(line -> line.startsWith("retrying ehr"));
    assertTrue(ehr.calls.get() <= FollowUpQueue.USUAL, "calls: " + ehr.calls);

    beAwayFor(Duration.ofHours(24));

    assertTrue(ehr.calls.get() < 16, "calls in a day: " + ehr.calls);
    assertEquals(1, told("unavailable ehr"));
    assertEquals(0, told("available ehr"));
    assertEquals(PHOTOS, bench.receiver.waitingFollowUps().get("ehr"));
    assertTrue(
        bench.receiver.deliveries(PHOTOS).stream()
            .allMatch(d -> d.followUps().get(0).detail().endsWith("the practice system is down")));

    int before = ehr.calls.get();
    ehr.isAway = false;
    pauses.advance(Duration.ofHours(6));
    bench.events.await(PHOTOS, "followedUp ehr"::equals);

    assertEquals(PHOTOS, ehr.calls.get() - before, "each once");
    assertEquals(1, told("available ehr"));
    assertEquals(List.of(), ehr.twoAtOnce);
    ehr.filed.values().forEach(photos -> assertEquals(photos.stream().sorted().toList(), photos));
    assertEquals(PATIENTS, ehr.filed.size());
    Await.until("nothing is kept for follow-ups", () -> bench.files("followup").isEmpty());
  }
}
