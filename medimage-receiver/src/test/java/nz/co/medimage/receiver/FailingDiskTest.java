package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.receiver.HeldEnvelope.Begun;
import nz.co.medimage.testkit.Ability;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each operation on the receiver's files fails, once or from then on. */
@Timeout(300)
final class FailingDiskTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final byte[] TEXT = "no picture".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;
  private final EnvelopeId id = Phone.freshId();

  private Path home(String name) throws Exception {
    Path home = folder.resolve(name);
    PairedHome.fill(home);
    Receiver.builder(home).build().close();
    return home;
  }

  /** The operations of a whole delivery, follow-up included. */
  private int operations(byte[] content) throws Exception {
    HaltingFileSystem files = HaltingFileSystem.counting(FileSystems.getDefault());
    FakeSink ehr = new FakeSink("ehr");
    Path home = home("counted-" + content.length);
    try (Bench bench = new Bench(files.wrap(home), new FakeSink("folders"), o -> o.followUp(ehr))) {
      PairedHome.phone().send(bench.context(), id, content);
      if (content == JPEG) {
        bench.events.await(line -> line.startsWith("followedUp"));
      }
    }
    return files.operations().size();
  }

  @Test
  void oneFailureIsSurvivedWithoutARestart() throws Exception {
    int operations = operations(JPEG);
    for (int n = 1; n <= operations; n++) {
      FakeSink sink = new FakeSink("folders");
      FakeSink ehr = new FakeSink("ehr");
      Path home = home("once-" + n);
      Phone phone = PairedHome.phone();
      byte[] sealed = phone.seal(id, JPEG);
      try (Bench bench = bench(HaltingFileSystem::failingAt, n, home, sink, ehr)) {
        Receipt receipt = deliverPatiently(bench, phone, sealed);
        assertInstanceOf(Receipt.Delivered.class, receipt, "failure at " + n);
        bench.events.await(line -> line.startsWith("followedUp"));
      } catch (IOException e) {
        assertEquals("disk full", e.getMessage(), "only a start may fail");
      }
      assertDeliveredAfterARestart(home, sink, ehr, sealed, "failure at " + n);
    }
  }

  @Test
  void diskThatStaysFullLosesAndDoublesNothing() throws Exception {
    int operations = operations(JPEG);
    for (int n = 1; n <= operations; n++) {
      FakeSink sink = new FakeSink("folders");
      FakeSink ehr = new FakeSink("ehr");
      Path home = home("full-" + n);
      byte[] sealed = PairedHome.phone().seal(id, JPEG);
      tryOnce(n, home, sink, ehr, sealed);
      assertDeliveredAfterARestart(home, sink, ehr, sealed, "full from " + n);
    }
  }

  @Test
  void rejectedPhotoIsInQuarantineWhereverTheDiskFails() throws Exception {
    int operations = operations(TEXT);
    for (int n = 1; n <= operations; n++) {
      FakeSink sink = new FakeSink("folders");
      FakeSink ehr = new FakeSink("ehr");
      Path home = home("rejected-" + n);
      Phone phone = PairedHome.phone();
      byte[] sealed = phone.seal(id, TEXT);
      tryOnce(n, home, sink, ehr, sealed);
      try (Bench bench = new Bench(home, sink, o -> o.followUp(ehr))) {
        Receipt receipt = phone.deliver(bench.context(), id, sealed);
        assertInstanceOf(Receipt.Rejected.class, receipt, "full from " + n);
      }
      try (Bench bench = new Bench(home, sink, o -> o.followUp(ehr))) {
        assertEquals(2, bench.files("quarantine").size(), "full from " + n);
        assertEquals(List.of(), bench.files("inbox"), "full from " + n);
      }
    }
  }

  private Bench bench(
      BiFunction<FileSystem, Integer, HaltingFileSystem> failing,
      int n,
      Path home,
      FakeSink sink,
      FakeSink ehr)
      throws IOException {
    HaltingFileSystem files = failing.apply(FileSystems.getDefault(), n);
    return new Bench(files.wrap(home), sink, o -> o.followUp(ehr));
  }

  /** As a sender does: again, until there is a receipt. */
  private Receipt deliverPatiently(Bench bench, Phone phone, byte[] sealed) throws Exception {
    for (int attempt = 0; attempt < 3; attempt++) {
      try {
        return phone.deliver(bench.context(), id, sealed);
      } catch (IOException e) {
        // the sender keeps its copy and comes again
      }
    }
    throw new AssertionError("no receipt");
  }

  /** Lets a receiver get as far as it can before its disk is full. */
  private void tryOnce(int n, Path home, FakeSink sink, FakeSink ehr, byte[] sealed)
      throws Exception {
    HaltingFileSystem files = HaltingFileSystem.failingFrom(FileSystems.getDefault(), n);
    Phone phone = PairedHome.phone();
    try (Bench bench =
        new Bench(files.wrap(home), sink, o -> o.followUp(ehr).backoff(Bench.NEVER))) {
      phone.upload(bench.context(), id, sealed);
      Phone.await(
          CompletableFuture.anyOf(phone.receipt(bench.context(), id), bench.events.retried));
    } catch (IOException e) {
      // refused or not even started: the sender has its copy still
    }
  }

  private void assertDeliveredAfterARestart(
      Path home, FakeSink sink, FakeSink ehr, byte[] sealed, String where) throws Exception {
    Phone phone = PairedHome.phone();
    try (Bench bench = new Bench(home, sink, o -> o.followUp(ehr))) {
      Receipt receipt = phone.deliver(bench.context(), id, sealed);
      assertInstanceOf(Receipt.Delivered.class, receipt, where);
      ehr.awaitAttempts(1);
    }
    try (Bench bench = new Bench(home, sink, o -> o.followUp(ehr))) {
      assertEquals(List.of(), bench.files("inbox"), where);
      // The sink may have had the photo before that was on record: it is asked once more then.
      Await.until(where, () -> bench.files("followup").isEmpty());
      assertEquals(1, bench.receiver.deliveries(1_000).size(), where);
    }
    assertArrayEquals(JPEG, sink.content(id), where);
    assertArrayEquals(JPEG, ehr.content(id), where);
  }

  /** As in a chroot, where the mount of {@code /} is not listed. */
  @Test
  void diskOfWhichTheRoomCannotBeToldTakesPhotos() throws Exception {
    Path home = home("chroot");
    HaltingFileSystem files =
        HaltingFileSystem.counting(FileSystems.getDefault()).without(Ability.FILE_STORE);
    try (Bench bench = new Bench(files.wrap(home))) {
      assertInstanceOf(Receipt.Delivered.class, PairedHome.phone().send(bench.context(), id, JPEG));
    }
  }

  @Test
  void fullDiskIsSaidToTheSender() throws Exception {
    Configuration small = Configuration.windows().toBuilder().setMaxSize(1 << 20).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      RecordedEvents events = new RecordedEvents();
      Path folder = Files.createDirectory(disk.getPath("C:\\inbox"));
      DiskAlarm alarm =
          new DiskAlarm(
              Clock.systemUTC(),
              new SafeEvents(List.of(events), Duration.ofSeconds(30), Clock.systemUTC()));
      Inbox inbox =
          new Inbox(
              folder,
              new SizeLimit(16 << 20),
              Clock.systemUTC(),
              alarm,
              ListenerFixture.noEarlyOpenings());
      Inbox.Key key = new Inbox.Key("direct", new PhotoId(id, PairedHome.phone().id()));
      EnvelopeDeferredException e =
          assertThrows(
              EnvelopeDeferredException.class, () -> inbox.begin(key, 2 << 20, Begun.WHILE_PAIRED));
      assertEquals(
          "The receiver's disk is full: make room on it; the photo waits at the sender.",
          e.getMessage());
      assertThrows(
          EnvelopeDeferredException.class, () -> inbox.begin(key, 2 << 20, Begun.WHILE_PAIRED));
      assertEquals(
          List.of("problem the disk is full: make room on it; photos wait at the senders"),
          events.lines());
      assertEquals(0, inbox.begin(key, JPEG.length, Begun.WHILE_PAIRED).offset());
    }
  }

  @Test
  void onAFullDiskWhatIsLeftGivesWayAndWhatIsComingInDoesNot() throws Exception {
    Configuration small = Configuration.windows().toBuilder().setMaxSize(1 << 20).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
      Path folder = Files.createDirectory(disk.getPath("C:\\inbox"));
      DiskAlarm alarm =
          new DiskAlarm(
              clock,
              new SafeEvents(
                  List.of(new RecordedEvents()), Duration.ofSeconds(30), Clock.systemUTC()));
      Inbox inbox =
          new Inbox(
              folder, new SizeLimit(16 << 20), clock, alarm, ListenerFixture.noEarlyOpenings());
      Phone phone = PairedHome.phone();
      Inbox.Key first = new Inbox.Key("direct", phone.photo(id));
      Inbox.Key second = new Inbox.Key("direct", phone.photo(Phone.freshId()));
      byte[] half = new byte[300 << 10];

      inbox
          .begin(first, 400 << 10, Begun.WHILE_PAIRED)
          .append(0, new Blocks(ByteBuffer.wrap(half)), () -> {});
      clock.advance(Duration.ofSeconds(29));
      assertThrows(
          EnvelopeDeferredException.class,
          () -> inbox.begin(second, 400 << 10, Begun.WHILE_PAIRED));
      clock.advance(Duration.ofSeconds(1));
      inbox.begin(second, 400 << 10, Begun.WHILE_PAIRED);
      assertTrue(inbox.find(first).isEmpty());
    }
  }
}
