package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskOutboxTest {
  private static final EnvelopeId ID = TestPhotos.id(1);

  @TempDir Path folder;
  private HaltingFileSystem disk;
  private Path badFile;
  private DiskOutbox outbox;

  @BeforeEach
  void open() throws IOException {
    badFile = folder;
    disk =
        HaltingFileSystem.counting(FileSystems.getDefault())
            .telling(
                (operation, file) -> {
                  if (operation.equals("read") && file.equals(badFile)) {
                    throw new IOException("Input/output error");
                  }
                });
    outbox =
        DiskOutbox.open(
            Home.open(disk.wrap(folder.resolve("home")), Home.Kind.SENDER),
            SenderFixture.notes(folder));
  }

  private Path sealed() {
    return folder.resolve("home/outbox").resolve(ID + ".sealed");
  }

  private Path record() {
    return folder.resolve("home/ended").resolve(ID + ".json");
  }

  private boolean hasEnded() throws IOException {
    return outbox.endedNames().stream().anyMatch(name -> name.id().equals(ID));
  }

  private static EndedRecord ended(State outcome) {
    return new EndedRecord(ID, "Reception", 5, outcome, Instant.EPOCH, null);
  }

  private List<String> operationsOfEnding(State outcome) throws IOException {
    int before = disk.operations().size();
    outbox.end(ended(outcome), null);
    return disk.operations().subList(before, disk.operations().size());
  }

  @Test
  void anEndingIsKeptAsLongAsItsEnvelopeCannotBeDeleted() throws Exception {
    Files.write(sealed(), new byte[5]);
    outbox.end(ended(State.DELIVERED), null);
    Instant later = Instant.now().plusSeconds(60);

    outbox.prune(later);
    assertTrue(hasEnded());

    Files.delete(sealed());
    outbox.prune(later);
    assertFalse(hasEnded());
  }

  @Test
  void onlyAWithdrawalWaitsForTheDisk() throws Exception {
    assertFalse(operationsOfEnding(State.DELIVERED).stream().anyMatch(o -> o.contains("force")));
    assertTrue(operationsOfEnding(State.CANCELLED).stream().anyMatch(o -> o.contains("force")));
    assertEquals(List.of(ended(State.CANCELLED)), outbox.ended(Instant.EPOCH));
  }

  @Test
  void aRecordThatAPowerCutEmptiedStillEndsItsPhoto() throws Exception {
    Files.write(sealed(), new byte[5]);
    Files.write(record(), new byte[0]);

    outbox.recover();

    assertFalse(Files.exists(sealed()));
    assertTrue(hasEnded());
    assertEquals(List.of(), outbox.ended(Instant.EPOCH));
  }

  private DiskOutbox.Entry entryOf(Path file, int size) {
    SealedEnvelope envelope = SealedEnvelope.of(ID, disk.wrap(file), size);
    EnvelopePrefix prefix = new EnvelopePrefix(ID, new PairingId(new UUID(0, 1)), "0".repeat(64));
    return new DiskOutbox.Entry(envelope, disk.wrap(file), prefix, "0".repeat(32), null);
  }

  @Test
  void aFileThatCannotBeReadNowIsNotDamaged() throws Exception {
    DiskOutbox.Entry entry = entryOf(Files.write(sealed(), new byte[5]), 5);
    badFile = sealed();

    IOException e = assertThrows(IOException.class, () -> outbox.isDamaged(entry, true));

    assertEquals("Input/output error", e.getMessage());
    badFile = folder;
    assertTrue(outbox.isDamaged(entry, true)); // as its digest is another
  }

  @Test
  void aFileThatIsGoneIsDamageOnlyWhileItsFolderIsThere() throws Exception {
    DiskOutbox.Entry entry = entryOf(sealed(), 5);
    assertTrue(outbox.isDamaged(entry, false));
    Files.move(folder.resolve("home"), folder.resolve("unmounted"));
    assertThrows(IOException.class, () -> outbox.isDamaged(entry, false));
  }

  @Test
  void noNotesBecauseTheirFolderIsAwayAreNotNone() throws Exception {
    assertEquals(List.of(), outbox.endedNames());
    Files.move(folder.resolve("home"), folder.resolve("unmounted"));
    assertThrows(IOException.class, () -> outbox.endedNames());
  }

  @Test
  void aNoteThatCannotBeReadNowStopsNothingAndStays() throws Exception {
    Files.write(sealed(), new byte[5]);
    outbox.end(ended(State.DAMAGED), null);
    badFile = record();

    outbox.recover();

    assertEquals(List.of(), outbox.ended(Instant.EPOCH));
    assertTrue(Files.exists(sealed()) && hasEnded());
    badFile = folder;
    outbox.recover();
    assertTrue(Files.exists(folder.resolve("home/damaged").resolve(sealed().getFileName())));
  }

  @Test
  void aDeliveryUnderAKeyWaitsForTheDisk() throws Exception {
    int before = disk.operations().size();
    outbox.end(ended(State.DELIVERED), new SendMark("0".repeat(32), "1".repeat(32)));
    List<String> done = disk.operations().subList(before, disk.operations().size());
    assertTrue(done.stream().anyMatch(operation -> operation.contains("force")), done.toString());
  }
}
