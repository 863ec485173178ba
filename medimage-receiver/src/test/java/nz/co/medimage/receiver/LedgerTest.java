package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.receiver.internal.state.DamagedStateException;
import nz.co.medimage.receiver.internal.state.JsonFile;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import nz.co.medimage.receiver.internal.state.LedgerFile;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
final class LedgerTest {
  private static final Instant AT = LedgerFixture.AT;
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir Path home;
  private final List<String> damaged = new ArrayList<>();
  private Ledger ledger;

  @BeforeEach
  void open() throws IOException {
    ledger = LedgerFixture.ledger(home);
    ledger.start(true, damaged::add);
  }

  @AfterEach
  void close() throws IOException {
    ledger.close();
  }

  private LedgerEntry write(Instant time, int number) throws IOException {
    LedgerEntry entry = LedgerFixture.delivered(LedgerFixture.id(time, number), AT);
    ledger.write(entry);
    return entry;
  }

  @Test
  void entryReadsBackAfterARestart() throws Exception {
    List<SinkReference> places =
        List.of(new SinkReference("ehr", "record \"7\""), new SinkReference("b", ""));
    LedgerEntry delivered =
        LedgerFixture.delivered(LedgerFixture.id(AT, 1), AT).withFollowUps(places);
    Receipt.Rejected no =
        Receipt.rejected(
            LedgerFixture.id(AT, 2), AT, RejectionCode.BAD_MANIFEST, "A tag is missing.");
    LedgerEntry rejected = new LedgerEntry(no, LedgerFixture.PHONE, "Pixel 9", 1, List.of(), "");
    ledger.write(delivered);
    ledger.write(rejected);
    open();
    assertEquals(Optional.of(delivered), ledger.find(delivered.photo()));
    assertEquals(Optional.of(rejected), ledger.find(rejected.photo()));
    assertEquals(
        Optional.empty(), ledger.find(new PhotoId(LedgerFixture.id(AT, 3), LedgerFixture.PHONE)));
  }

  @Test
  void pagesGoFromTheNewestToTheOldest() throws Exception {
    List<PhotoId> newestFirst = new ArrayList<>();
    for (int n = 0; n < 25; n++) {
      newestFirst.add(0, write(AT.plus(DAY.multipliedBy(n)), n).photo());
    }
    List<PhotoId> paged = new ArrayList<>();
    Optional<PhotoId> before = Optional.empty();
    while (paged.size() < 25) {
      List<LedgerEntry> page = ledger.page(before, 10, damaged::add);
      page.forEach(entry -> paged.add(entry.photo()));
      before = Optional.of(page.get(page.size() - 1).photo());
    }
    assertEquals(newestFirst, paged);
    assertEquals(List.of(), ledger.page(before, 10, damaged::add));
    assertEquals(List.of(), damaged);
  }

  @Test
  void entryIsForgottenOnlyIfItsIdAndItsDecisionArePast() throws Exception {
    Instant horizon = AT.plus(DAY);
    LedgerEntry past = write(AT.minus(DAY), 1);
    LedgerEntry newId = write(horizon, 2);
    LedgerEntry newDecision =
        LedgerFixture.delivered(LedgerFixture.id(AT.minus(DAY), 3), horizon.plus(DAY));
    ledger.write(newDecision);
    ledger.forget(horizon);
    assertEquals(Optional.empty(), ledger.find(past.photo()));
    assertTrue(ledger.find(newId.photo()).isPresent());
    assertTrue(ledger.find(newDecision.photo()).isPresent());
  }

  @Test
  void latestTimeOfEachDeviceSurvivesARestart() throws Exception {
    ledger.saw(LedgerFixture.PHONE, AT);
    ledger.saw(LedgerFixture.PHONE, AT.minus(DAY));
    write(AT, 1);
    open();
    assertEquals(Optional.of(AT), ledger.latestSeen(AT.plus(DAY)));
    assertEquals(Optional.empty(), ledger.latestSeen(AT.minus(DAY)));
  }

  @Test
  void missingLedgerIsNoEmptyOne() throws Exception {
    LedgerEntry entry = write(AT, 1);
    ledger.close();
    Files.delete(home.resolve("ledger.db"));
    IOException e = assertThrows(IOException.class, () -> ledger.start(false, damaged::add));
    assertEquals(
        home.resolve("ledger.db")
            + " is missing: restore it from a backup, as photos that came before may be filed twice"
            + " without it; to start without it all the same, make an empty folder "
            + home.resolve("ledger"),
        e.getMessage());
    Files.createDirectory(home.resolve("ledger"));
    ledger.start(false, damaged::add);
    assertEquals(Optional.empty(), ledger.find(entry.photo()));
    assertFalse(Files.exists(home.resolve("ledger")));
  }

  @Test
  void receiverDoesNotStartOnADamagedLedger() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    PairedHome.fill(other);
    FakeSink sink = new FakeSink("folders");
    Path file = other.resolve("ledger.db");
    Files.write(file, new byte[0]);
    IOException e = assertThrows(IOException.class, () -> new Bench(other, sink, o -> o));
    assertEquals(
        file + " is damaged; restore it from a backup, nothing in it was changed", e.getMessage());
    Files.delete(file);
    e = assertThrows(IOException.class, () -> new Bench(other, sink, o -> o));
    assertTrue(e.getMessage().startsWith(file + " is missing: "), e::getMessage);
  }

  @Test
  void whatHasStoppedDecidesNothingMore() throws Exception {
    LedgerEntry entry = write(AT, 1);
    ledger.close();
    IOException e = assertThrows(IOException.class, () -> write(AT, 2));
    assertEquals("the receiver has stopped", e.getMessage());
    assertEquals(Optional.of(entry), ledger.find(entry.photo()));
  }

  /** Writes what earlier versions did. */
  private List<LedgerFile> writeFiles(Path folder, int count) throws IOException {
    List<LedgerFile> files = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      Instant time = AT.plus(DAY.multipliedBy(n / 2));
      EnvelopeId id = LedgerFixture.id(time, n);
      LedgerFile file =
          new LedgerFile(
              1,
              id.toString(),
              LedgerFixture.PHONE.toString(),
              "Pixel 9",
              4711,
              AT.toString(),
              "DELIVERED",
              "",
              List.of(new LedgerFile.Place("folders", "a/" + n + ".jpg")),
              List.of(),
              "AAEC");
      files.add(file);
      Path day = folder.resolve(LocalDate.ofInstant(time, ZoneOffset.UTC).toString());
      Files.createDirectories(day);
      new JsonFile<>(LedgerFile.class).write(day.resolve(id + ".json"), file);
    }
    return files;
  }

  @Test
  void filesOfEarlierVersionsMoveOverWhereverThatIsStopped() throws Exception {
    Path counted = Files.createDirectory(home.resolve("counted"));
    writeFiles(counted.resolve("ledger"), 5);
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    try (Closing moved = new Closing(LedgerFixture.ledger(counting.wrap(counted)))) {
      moved.ledger.start(false, damaged::add);
    }
    int steps = counting.operations().size();
    assertTrue(steps > 8, () -> "only " + steps);
    for (int n = 1; n <= steps; n++) {
      Path stopped = Files.createDirectory(home.resolve("stopped-" + n));
      List<LedgerFile> files = writeFiles(stopped.resolve("ledger"), 5);
      HaltingFileSystem failing = HaltingFileSystem.failingFrom(FileSystems.getDefault(), n);
      try (Closing moving = new Closing(LedgerFixture.ledger(failing.wrap(stopped)))) {
        moving.ledger.start(false, damaged::add);
      } catch (IOException e) {
        assertEquals("disk full", e.getMessage());
      }
      assertMoved(stopped, files);
    }
    assertEquals(List.of(), damaged);
  }

  private record Closing(Ledger ledger) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      ledger.close();
    }
  }

  private void assertMoved(Path moved, List<LedgerFile> files) throws IOException {
    try (Closing after = new Closing(LedgerFixture.ledger(moved))) {
      after.ledger.start(false, damaged::add);
      assertFalse(Files.exists(moved.resolve("ledger")));
      for (LedgerFile file : files) {
        assertEquals(Optional.of(file.entry()), after.ledger.find(file.entry().photo()));
      }
      assertEquals(files.size(), after.ledger.page(Optional.empty(), 100, damaged::add).size());
    }
  }

  @Test
  void damagedFileOfEarlierVersionsIsNamedAndKeptAndIsNoPhotoThatNeverCame() throws Exception {
    List<LedgerFile> files = writeFiles(home.resolve("ledger"), 3);
    EnvelopeId id = EnvelopeId.parse(files.get(0).id());
    Path file = home.resolve("ledger").resolve("2026-03-01").resolve(id + ".json");
    Files.writeString(file, "{\"id\":");
    open();
    String sentence =
        file + " is damaged; restore it from a backup or move it away, the rest continues";
    assertEquals(List.of(sentence), damaged);
    DamagedStateException e =
        assertThrows(
            DamagedStateException.class, () -> ledger.find(new PhotoId(id, LedgerFixture.PHONE)));
    assertEquals(sentence, e.getMessage());
    assertEquals(2, ledger.page(Optional.empty(), 10, damaged::add).size());
    assertEquals("{\"id\":", Files.readString(file));
  }

  @Test
  void homeOfAnEarlierVersionAnswersRepeatsAfterItsStart() throws Exception {
    Path other = Files.createDirectory(home.resolve("other"));
    PairedHome.fill(other);
    Phone phone = PairedHome.phone();
    EnvelopeId id = Phone.freshId();
    FakeSink sink = new FakeSink("folders");
    byte[] sealed = phone.seal(id, TestPhotos.jpeg(1));
    Receipt receipt;
    LedgerEntry entry;
    try (Bench bench = new Bench(other, sink, o -> o)) {
      receipt = phone.deliver(bench.context(), id, sealed);
    }
    try (Closing written = new Closing(LedgerFixture.ledger(other))) {
      entry = written.ledger.findAny(id).orElseThrow();
    }
    Files.delete(other.resolve("ledger.db"));
    writeFile(other.resolve("ledger"), entry);
    try (Bench bench = new Bench(other, sink, o -> o)) {
      assertThrows(
          EnvelopeLostException.class,
          () -> Phone.await(phone.receipt(bench.context(), id)),
          "a sender sends it again then");
      assertEquals(receipt, phone.deliver(bench.context(), id, sealed));
      assertEquals(receipt, phone.deliver(bench.context(), id, sealed));
      assertEquals(1, sink.attempts());
      bench.awaitEmpty("inbox");
      assertEquals(1, bench.receiver.deliveries(1_000).size());
    }
  }

  private static void writeFile(Path folder, LedgerEntry entry) throws IOException {
    Path day =
        folder.resolve(
            LocalDate.ofInstant(entry.envelope().createdAt(), ZoneOffset.UTC).toString());
    Files.createDirectories(day);
    new JsonFile<>(LedgerFile.class)
        .write(
            day.resolve(entry.envelope() + ".json"),
            new LedgerFile(
                1,
                entry.envelope().toString(),
                entry.pairing().toString(),
                entry.from(),
                entry.size(),
                entry.receipt().at().toString(),
                "DELIVERED",
                "",
                entry.filed().stream()
                    .map(place -> new LedgerFile.Place(place.sink(), place.reference()))
                    .toList(),
                List.of(),
                "AAEC"));
  }
}
