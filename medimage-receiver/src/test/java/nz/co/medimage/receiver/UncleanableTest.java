package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that may tell where they were made, at a receiver that removes this. */
@Timeout(60)
final class UncleanableTest extends FilingFixture {
  private static final byte[] PDF = "%PDF-1.7\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);
  private static final String WHY = "Location data cannot be removed from .pdf files.";
  private static final String SENTENCE =
      WHY + " The receiver holds it, and a person there decides whether it is filed as it is.";

  private void restart(Uncleanable uncleanable) throws Exception {
    restart(o -> o.removeMetadata(uncleanable));
  }

  @Test
  void isHeldAndEachIsTold() throws Exception {
    restart(Uncleanable.HOLD);
    Receipt.Rejected receipt = assertInstanceOf(Receipt.Rejected.class, send(PDF));
    assertEquals(RejectionCode.NOT_CLEANED, receipt.code());
    assertEquals(SENTENCE, receipt.message());
    assertEquals(0, sink.attempts());
    assertEquals(
        List.of("notCleaned pdf HOLD " + WHY, "rejected phone NOT_CLEANED " + SENTENCE),
        bench.events.lines());
    assertEquals(2, bench.files("quarantine").size());
  }

  @Test
  void personCanHaveOneFiledAsItIs() throws Exception {
    restart(Uncleanable.HOLD);
    send(PDF);
    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("delivered"));
    assertArrayEquals(PDF, sink.content(id));
    assertTrue(bench.events.lines().contains("notCleaned pdf PASS " + WHY));
    restart(Uncleanable.HOLD);
    assertEquals(List.of(), bench.files("quarantine"));
  }

  @Test
  void isFiledWherePracticeChoseSoAndEachIsTold() throws Exception {
    restart(Uncleanable.PASS);
    assertInstanceOf(Receipt.Delivered.class, send(PDF));
    assertArrayEquals(PDF, sink.content(id));
    assertEquals("notCleaned pdf PASS " + WHY, bench.events.lines().get(0));
  }

  @Test
  void whatLiesInQuarantineForAnotherReasonIsNotReleasedByReplay() throws Exception {
    restart(o -> o.allowedTypes(Set.of("jpg")).removeMetadata(Uncleanable.HOLD));
    Receipt.Rejected first = assertInstanceOf(Receipt.Rejected.class, send(PDF));
    assertEquals(RejectionCode.TYPE_NOT_ALLOWED, first.code());
    restart(Uncleanable.HOLD);
    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("rejected phone NOT_CLEANED"));
    assertEquals(0, sink.attempts());
  }

  /** A crash between the note in quarantine and the ledger's entry leaves such a note. */
  @Test
  void noteOfACrashReleasesNothing() throws Exception {
    restart(Uncleanable.HOLD);
    send(PDF);
    byte[] note;
    try (Stream<Path> files = Files.list(home.resolve("quarantine"))) {
      note =
          Files.readAllBytes(
              files.filter(f -> f.toString().endsWith(".json")).findFirst().orElseThrow());
    }
    EnvelopeId next = Phone.freshId();
    Files.write(home.resolve("quarantine").resolve(new PhotoId(next, phone.id()) + ".json"), note);
    assertInstanceOf(Receipt.Rejected.class, phone.send(bench.context(), next, PDF));
  }

  @Test
  void textHasNothingToRemove() throws Exception {
    restart(Uncleanable.HOLD);
    byte[] json = "{\"a\": 1}".getBytes(StandardCharsets.UTF_8);
    Manifest manifest = TestPhotos.manifest("#P", json).toBuilder().fileName("a.json").build();
    assertInstanceOf(
        Receipt.Delivered.class,
        phone.deliver(bench.context(), id, phone.seal(id, manifest, json)));
    assertArrayEquals(json, sink.content(id));
  }

  @Test
  void positionThatAFilterPutInGoesToo() throws Exception {
    byte[] located =
        TestPhotos.jpegWithExif(
            1, Exif.of(6, LocalDateTime.parse("2017-08-10T09:21:45")).at(-41, 174));
    restart(
        o ->
            o.removeMetadata(Uncleanable.HOLD)
                .filter(
                    photo ->
                        photo.withContent(
                            Files.write(photo.file().resolveSibling("located"), located))));
    assertInstanceOf(Receipt.Delivered.class, send(JPEG));
    assertFalse(Arrays.equals(located, sink.content(id)));
    bench.awaitEmpty("staging");
  }
}
