package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.HaltedReceiver.Setup;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The receiver's process is killed before, and in the middle of, each operation on its files. */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("process")
final class KilledReceiverTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final Duration FORK = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final EnvelopeId id = Phone.freshId();

  @Test
  void onePhotoAndOneReceiptWhereverItIsKilled() throws Exception {
    killAtEach(Setup.PLAIN, id.toString(), this::assertFiled);
  }

  @Test
  void followUpSinkHasThePhotoOnceWhereverItIsKilled() throws Exception {
    killAtEach(Setup.FOLLOWED_UP, "entry.json", this::assertFollowedUp);
  }

  @Test
  void refusedPhotoIsKeptOnceAndCanBeReplayedWhereverItIsKilled() throws Exception {
    killAtEach(Setup.REFUSING, "force " + id, this::assertRejected);
  }

  @Test
  void photoOfARevokedDeviceIsKeptAndNotFiledWhereverItIsKilled() throws Exception {
    killAtEach(Setup.REVOKED, id.toString(), this::assertRejected);
  }

  @Test
  void replayedPhotoIsFiledOnceAndLeavesQuarantineWhereverItIsKilled() throws Exception {
    killAtEach(Setup.REPLAYING, "move " + PairedHome.phone().photo(id), this::assertReplayed);
  }

  @Test
  void heldPhotoIsKeptOnceAndCanBeAssignedWhereverItIsKilled() throws Exception {
    killAtEach(Setup.HOLDING, "force " + id, this::assertHeld);
  }

  @Test
  void assignedPhotoIsFiledOnceAndOnRecordWhereverItIsKilled() throws Exception {
    killAtEach(Setup.ASSIGNING, "move " + PairedHome.phone().photo(id), this::assertAssigned);
  }

  /** A home whose receiver was killed, what was sent to it, and the words for a failure. */
  private record Killed(Setup setup, Path home, Phone phone, Path sealed, String where) {

    byte[] sendAgain(EnvelopeId id) throws Exception {
      return HaltedReceiver.take(setup, home, Files.readAllBytes(sealed), id, phone.id());
    }

    List<String> files(String name) throws Exception {
      return list(home.resolve(name));
    }

    List<String> filed(String sink) throws Exception {
      return list(HaltedReceiver.folder(home, sink));
    }
  }

  @FunctionalInterface
  private interface Check {
    void check(Killed killed, boolean receiptWasOut) throws Exception;
  }

  /** Kills at each operation from the first that has these words in its name. */
  private void killAtEach(Setup setup, String from, Check check) throws Exception {
    List<String> operations = countOperations(setup);
    int first =
        IntStream.range(0, operations.size())
            .filter(n -> operations.get(n).contains(from))
            .findFirst()
            .orElseThrow();
    ExecutorService forks = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> kills = new ArrayList<>();
      for (int n = first + 1; n <= operations.size(); n++) {
        int at = n;
        String operation = operations.get(n - 1);
        // A process that dies before it forces a file leaves what one leaves that dies after it.
        if (!operation.startsWith("force ")) {
          String where = "killed at " + n + ", " + operation;
          kills.add(forks.submit(() -> killAndCheck(setup, at, where, check)));
        }
      }
      for (Future<?> kill : kills) {
        kill.get();
      }
    } finally {
      forks.shutdownNow();
    }
  }

  private List<String> countOperations(Setup setup) throws Exception {
    Path home = home("counted");
    HaltingFileSystem files = HaltingFileSystem.counting(FileSystems.getDefault());
    Phone phone = PairedHome.phone();
    byte[] sealed = phone.seal(id, JPEG);
    prepare(setup, home, phone, sealed);
    HaltedReceiver.take(setup, files.wrap(home), sealed, id, phone.id());
    return files.operations();
  }

  private void prepare(Setup setup, Path home, Phone phone, byte[] sealed) throws Exception {
    if (setup == Setup.REVOKED) {
      try (Receiver receiver = Receiver.builder(home).build()) {
        receiver.revoke("phone");
      }
    }
    if (setup == Setup.REPLAYING) {
      HaltedReceiver.take(Setup.REFUSING, home, sealed, id, phone.id());
      replay(home);
    }
    if (setup == Setup.ASSIGNING) {
      HaltedReceiver.take(Setup.HOLDING, home, sealed, id, phone.id());
      assign(home);
    }
  }

  private void assign(Path home) throws Exception {
    try (Receiver receiver = Receiver.builder(home).build()) {
      Person.assign(receiver, id, PatientTag.parse("#ZZZ0016"), "Dr Ngata");
    }
  }

  private void replay(Path home) throws Exception {
    try (Receiver receiver = Receiver.builder(home).build()) {
      Person.replay(receiver, id);
    }
  }

  private Void killAndCheck(Setup setup, int n, String where, Check check) throws Exception {
    Path home = home("killed-" + n);
    Phone phone = PairedHome.phone();
    Path sealed = Files.write(folder.resolve("sealed-" + n), phone.seal(id, JPEG));
    prepare(setup, home, phone, Files.readAllBytes(sealed));
    ForkedJvm.Ended ended =
        ForkedJvm.run(
            HaltedReceiver.class,
            FORK,
            setup.name(),
            home.toString(),
            sealed.toString(),
            id.toString(),
            phone.id().toString(),
            String.valueOf(n));
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), () -> where + ended.output());
    check.check(
        new Killed(setup, home, phone, sealed, where),
        ended.output().contains(HaltedReceiver.RECEIPT));
    return null;
  }

  private void assertFiled(Killed killed, boolean receiptWasOut) throws Exception {
    if (receiptWasOut) {
      // From here on the sender has no copy any more.
      assertEquals(List.of(id + ".jpg"), killed.filed("files"), killed.where);
    }
    assertOneReceipt(killed, Receipt.Delivered.class);
    assertEquals(List.of(id + ".jpg"), killed.filed("files"), killed.where);
    Path filed = HaltedReceiver.folder(killed.home, "files").resolve(id + ".jpg");
    assertArrayEquals(JPEG, Files.readAllBytes(filed), killed.where);
    assertEquals(DeliveryRecord.State.DELIVERED, onlyDelivery(killed).state(), killed.where);
  }

  private void assertFollowedUp(Killed killed, boolean receiptWasOut) throws Exception {
    if (receiptWasOut) {
      boolean isThere = killed.filed("ehr").contains(id + ".jpg");
      assertTrue(
          isThere || killed.files("followup").contains(killed.phone.photo(id).toString()),
          killed.where);
    }
    assertFiled(killed, receiptWasOut);
    assertEquals(List.of(id + ".jpg"), killed.filed("ehr"), killed.where);
    Path filed = HaltedReceiver.folder(killed.home, "ehr").resolve(id + ".jpg");
    assertArrayEquals(JPEG, Files.readAllBytes(filed), killed.where);
    assertEquals(List.of(), killed.files("followup"), killed.where);
    assertEquals(
        List.of(new FollowUp("ehr", FollowUpState.FILED, id + ".jpg")),
        onlyDelivery(killed).followUps(),
        killed.where);
  }

  private void assertHeld(Killed killed, boolean receiptWasOut) throws Exception {
    assertKept(killed, receiptWasOut, Receipt.Held.class, DeliveryRecord.State.HELD);
    assign(killed.home);
    assertAssigned(
        new Killed(Setup.ASSIGNING, killed.home, killed.phone, killed.sealed, killed.where), false);
  }

  private void assertAssigned(Killed killed, boolean receiptWasOut) throws Exception {
    assertReplayed(killed, receiptWasOut);
    List<DeliveryRecord.Assigned> assignments = onlyDelivery(killed).assignments();
    assertEquals(1, assignments.size(), killed.where);
    assertEquals("#ZZZ0016", assignments.get(0).to(), killed.where);
  }

  private void assertKept(
      Killed killed,
      boolean receiptWasOut,
      Class<? extends Receipt> kind,
      DeliveryRecord.State state)
      throws Exception {
    if (receiptWasOut) {
      assertEquals(1, sealed(killed, "inbox") + sealed(killed, "quarantine"), killed.where);
    }
    assertOneReceipt(killed, kind);
    assertEquals(1, sealed(killed, "quarantine"), killed.where);
    assertEquals(2, killed.files("quarantine").size(), killed.where);
    assertEquals(List.of(), killed.filed("files"), killed.where);
    assertEquals(state, onlyDelivery(killed).state(), killed.where);
  }

  private void assertRejected(Killed killed, boolean receiptWasOut) throws Exception {
    assertKept(killed, receiptWasOut, Receipt.Rejected.class, DeliveryRecord.State.REJECTED);
    replay(killed.home);
    Setup replaying = killed.setup == Setup.REVOKED ? Setup.REVOKED : Setup.REPLAYING;
    assertReplayed(
        new Killed(replaying, killed.home, killed.phone, killed.sealed, killed.where), false);
  }

  private void assertReplayed(Killed killed, boolean receiptWasOut) throws Exception {
    assertFiled(killed, receiptWasOut);
    assertEquals(List.of(), killed.files("quarantine"), killed.where);
    assertEquals(List.of(), killed.files("requests"), killed.where);
  }

  /** After restarts, and whatever the sender repeats, nothing is on its way any more. */
  private void assertOneReceipt(Killed killed, Class<? extends Receipt> kind) throws Exception {
    byte[] receipt = killed.sendAgain(id);
    assertInstanceOf(kind, killed.phone.open(id, receipt), killed.where);
    assertEquals(
        killed.phone.open(id, receipt), killed.phone.open(id, killed.sendAgain(id)), killed.where);
    assertEquals(List.of(), killed.files("inbox"), killed.where);
    assertEquals(List.of(), killed.files("staging"), killed.where);
  }

  private static DeliveryRecord onlyDelivery(Killed killed) throws Exception {
    try (Receiver receiver = Receiver.builder(killed.home).build()) {
      List<DeliveryRecord> deliveries = receiver.deliveries(1_000);
      assertEquals(1, deliveries.size(), killed.where);
      return deliveries.get(0);
    }
  }

  private static long sealed(Killed killed, String name) throws Exception {
    return killed.files(name).stream().filter(file -> file.endsWith(".sealed")).count();
  }

  private Path home(String name) throws Exception {
    Path home = folder.resolve(name);
    PairedHome.fill(home);
    Files.createDirectories(HaltedReceiver.folder(home, "files"));
    Files.createDirectories(HaltedReceiver.folder(home, "ehr"));
    // All folders are there: killing the first start is the business of the home's own tests.
    Receiver.builder(home).build().close();
    return home;
  }

  private static List<String> list(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> !f.endsWith(".tmp")).toList();
    }
  }
}
