package nz.co.medimage.receiver.internal.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Filed;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.Rejection;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.testkit.TestPhotos;

/** An entry reads back as it was written; anything else is damage and names the file. */
final class LedgerEntryFuzzTest {
  private static final EnvelopeId ID = TestPhotos.id(1);
  private static final PairingId PAIRING = new PairingId(new UUID(1, 2));
  private static final Instant AT = Instant.parse("2026-03-01T10:15:30Z");

  private static Path folder;
  private static byte[] good = {};

  private final JsonFile<LedgerEntry> files = new JsonFile<>(LedgerEntry.class);

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("ledger");
    Path file = folder.resolve("good.json");
    new JsonFile<>(LedgerEntry.class)
        .write(
            file,
            LedgerEntry.of(
                new Receipt.Delivered(ID, AT, List.of(new Filed("folders", "a/b.jpg"))),
                PAIRING,
                "phone",
                4711,
                new byte[40]));
    good = Files.readAllBytes(file);
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    DurableFiles.deleteTree(folder);
  }

  /** What UTF-8 cannot hold is no text. */
  private static String text(String any) {
    return new String(any.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Property(tries = 50)
  void deliveryReadsBack(@ForAll String from, @ForAll String reference, @ForAll byte[] sealed)
      throws Exception {
    List<Filed> filed = List.of(new Filed("folders", text(reference)));
    LedgerEntry entry =
        LedgerEntry.of(new Receipt.Delivered(ID, AT, filed), PAIRING, text(from), 4711, sealed)
            .withFollowUps(filed);
    Path file = folder.resolve("entry.json");
    files.write(file, entry);
    LedgerEntry read = files.read(file).orElseThrow();
    assertEquals(entry, read);
    assertArrayEquals(sealed, read.sealedReceipt());
    assertEquals(ID, read.envelope());
  }

  @Property(tries = 50)
  void rejectionReadsBack(@ForAll Rejection reason, @ForAll String message) throws Exception {
    LedgerEntry entry =
        LedgerEntry.of(
            new Receipt.Rejected(ID, AT, reason, text(message)), PAIRING, "phone", 1, new byte[9]);
    Path file = folder.resolve("entry.json");
    files.write(file, entry);
    assertEquals(Optional.of(entry), files.read(file));
  }

  @Property
  void otherTextIsDamage(@ForAll String json) throws Exception {
    assertDamaged(json.getBytes(StandardCharsets.UTF_8));
  }

  @Property
  void changedEntryIsAnEntryOrDamage(@ForAll int place, @ForAll byte value) throws Exception {
    Path file = folder.resolve("changed.json");
    byte[] json = good.clone();
    json[Math.floorMod(place, json.length)] = value;
    Files.write(file, json);
    try {
      assertEquals(36, files.read(file).orElseThrow().id().length());
    } catch (DamagedStateException e) {
      assertEquals(sentence(file), e.getMessage());
    }
  }

  private void assertDamaged(byte[] json) throws IOException {
    Path file = Files.write(folder.resolve("damaged.json"), json);
    DamagedStateException e = assertThrows(DamagedStateException.class, () -> files.read(file));
    assertEquals(sentence(file), e.getMessage());
  }

  private static String sentence(Path file) {
    return file + " is damaged; restore it from a backup or move it away, the rest goes on";
  }
}
