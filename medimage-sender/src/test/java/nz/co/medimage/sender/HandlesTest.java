package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.crypto.SecretStore;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandlesTest {
  private static final EnvelopeId ID = TestPhotos.id(1);
  private static final PairingId PAIRING = new PairingId(new UUID(0, 1));
  private static final SendMark KEYED = new SendMark("0".repeat(32), "1".repeat(32));

  @TempDir Path folder;
  private DiskOutbox outbox;
  private Handles handles;
  private Runnable afterListing = () -> {};

  @BeforeEach
  void open() throws IOException {
    Path home = folder.resolve("home");
    HaltingFileSystem disk =
        HaltingFileSystem.counting(FileSystems.getDefault())
            .telling(
                (operation, path) -> {
                  if (operation.equals("listed") && path.equals(home.resolve("ended"))) {
                    afterListing.run();
                  }
                });
    outbox =
        DiskOutbox.open(Home.open(disk.wrap(home), Home.Kind.SENDER), SenderFixture.notes(folder));
    Pairings none = Pairings.load(SecretStore.open(folder.resolve("keys")), problem -> {});
    handles = new Handles(outbox, none, Clock.systemUTC(), new SenderObserver() {});
  }

  private Delivery waiting() {
    Path file = folder.resolve("home/outbox").resolve(ID + ".sealed");
    EnvelopePrefix prefix = new EnvelopePrefix(ID, PAIRING, "0".repeat(64));
    return handles.addWaiting(
        new DiskOutbox.Entry(SealedEnvelope.of(ID, file, 5), file, prefix, null, KEYED));
  }

  /** As its courier does. */
  private void deliver(Delivery delivery) {
    try {
      outbox.end(new EndedRecord(ID, "Reception", 5, State.DELIVERED, Instant.EPOCH, null), KEYED);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    delivery.publish(DeliveryStatus.of(State.DELIVERED, 5, 5));
  }

  private Delivery sentAgain(PairingId current) throws IOException {
    return handles.earlierOr(
        KEYED,
        current,
        false,
        () -> {
          throw new IOException("it is sealed anew");
        });
  }

  @Test
  void whatIsDeliveredWhileThePastIsTidiedIsFoundByItsKey() throws Exception {
    Delivery delivery = waiting();
    afterListing = () -> deliver(delivery);

    handles.tidy();

    assertSame(delivery, sentAgain(PAIRING));
    assertEquals(List.of(delivery), handles.all());
  }

  @Test
  void whatWaitsUnderAnEarlierPairingWhoseKeysAreMissingIsSentAnew() {
    waiting();
    PairingId current = new PairingId(new UUID(0, 2));
    assertThrows(IOException.class, () -> sentAgain(current));
  }

  @Test
  void whatWasDeliveredIsForgottenWithItsNote() throws Exception {
    Delivery delivery = waiting();
    deliver(delivery);
    handles.tidy();
    assertSame(delivery, sentAgain(PAIRING));

    try (var notes = Files.newDirectoryStream(folder.resolve("home/ended"))) {
      for (Path note : notes) {
        Files.delete(note);
      }
    }
    handles.tidy();

    assertEquals(List.of(), handles.all());
  }
}
