package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.Home;
import nz.co.medimage.sender.SendStatus.State;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskOutboxTest {
  private static final EnvelopeId ID = TestPhotos.id(1);

  @TempDir Path folder;
  private HaltingFileSystem disk;
  private DiskOutbox outbox;

  @BeforeEach
  void open() throws IOException {
    disk = HaltingFileSystem.counting(FileSystems.getDefault());
    outbox = DiskOutbox.open(Home.open(disk.wrap(folder.resolve("home")), Home.Kind.SENDER));
  }

  private Path sealed() {
    return folder.resolve("home/outbox").resolve(ID + ".sealed");
  }

  private Path record() {
    return folder.resolve("home/ended").resolve(ID + ".json");
  }

  private static EndedRecord ended(State outcome) {
    return new EndedRecord(ID, "Reception", 5, outcome, Instant.EPOCH, null);
  }

  private List<String> operationsOfEnding(State outcome) throws IOException {
    int before = disk.operations().size();
    outbox.end(ended(outcome));
    return disk.operations().subList(before, disk.operations().size());
  }

  @Test
  void anEndingIsKeptAsLongAsItsEnvelopeCannotBeDeleted() throws Exception {
    Files.write(sealed(), new byte[5]);
    outbox.end(ended(State.DELIVERED));
    Instant later = Instant.now().plusSeconds(60);

    outbox.prune(later);
    assertTrue(outbox.hasEnded(ID));

    outbox.discard(ID);
    outbox.prune(later);
    assertFalse(outbox.hasEnded(ID));
  }

  @Test
  void onlyAWithdrawalWaitsForTheDisk() throws Exception {
    assertFalse(operationsOfEnding(State.DELIVERED).stream().anyMatch(o -> o.contains("force")));
    assertTrue(operationsOfEnding(State.CANCELLED).stream().anyMatch(o -> o.contains("force")));
    assertEquals(List.of(ended(State.CANCELLED)), outbox.ended());
  }

  @Test
  void aRecordThatAPowerCutEmptiedStillEndsItsPhoto() throws Exception {
    Files.write(sealed(), new byte[5]);
    Files.write(record(), new byte[0]);

    outbox.recover();

    assertFalse(Files.exists(sealed()));
    assertTrue(outbox.hasEnded(ID));
    assertEquals(List.of(), outbox.ended());
  }
}
