package nz.co.medimage.receiver.internal.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.testkit.TestPhotos;

/** An entry reads back as it was written; anything else is damage and names the file. */
final class LedgerFileFuzzTest {
  private static final EnvelopeId ID = TestPhotos.id(1);
  private static final PairingId PAIRING = new PairingId(new UUID(1, 2));
  private static final Instant AT = Instant.parse("2026-03-01T10:15:30Z");

  private static Path folder;
  private static byte[] good = {};

  private final JsonFile<LedgerFile> files = new JsonFile<>(LedgerFile.class);

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("ledger");
    Path file = folder.resolve("good.json");
    new JsonFile<>(LedgerFile.class).write(file, delivered("phone", "a/b.jpg", new byte[40]));
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

  @Provide
  Arbitrary<RejectionCode> codes() {
    return Arbitraries.of(
        RejectionCode.TOO_LARGE, RejectionCode.REFUSED, RejectionCode.of("ACME.NO_CONSENT"));
  }

  @Property(tries = 50)
  void deliveryReadsBack(@ForAll String from, @ForAll String reference, @ForAll byte[] sealed)
      throws Exception {
    LedgerFile written = delivered(text(from), text(reference), sealed);
    Path file = folder.resolve("entry.json");
    files.write(file, written);
    LedgerFile read = files.read(file).orElseThrow();
    assertEquals(written, read);
    LedgerEntry entry = read.entry();
    List<SinkReference> filed = List.of(new SinkReference("folders", text(reference)));
    assertEquals(Receipt.delivered(ID, AT, filed), entry.receipt());
    assertEquals(filed, entry.followUps());
  }

  private static LedgerFile delivered(String from, String reference, byte[] sealed) {
    List<LedgerFile.Place> places = List.of(new LedgerFile.Place("folders", reference));
    return new LedgerFile(
        1,
        ID.toString(),
        PAIRING.toString(),
        from,
        4711,
        AT.toString(),
        "DELIVERED",
        "",
        places,
        places,
        Base64.getEncoder().encodeToString(sealed));
  }

  @Property(tries = 50)
  void rejectionReadsBack(@ForAll("codes") RejectionCode reason, @ForAll String message)
      throws Exception {
    LedgerFile written =
        new LedgerFile(
            1,
            ID.toString(),
            PAIRING.toString(),
            "phone",
            1,
            AT.toString(),
            reason.name(),
            text(message),
            List.of(),
            List.of(),
            "AAAA");
    Path file = folder.resolve("entry.json");
    files.write(file, written);
    assertEquals(Optional.of(written), files.read(file));
    assertEquals(
        Receipt.rejected(ID, AT, reason, text(message)),
        files.read(file).orElseThrow().entry().receipt());
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
    return file + " is damaged; restore it from a backup or move it away, the rest continues";
  }
}
