package nz.co.medimage.sink.hl7;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.hl7v2.util.Terser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PhotoMessageTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);

  @TempDir private Path folder;
  private StagedPhoto photo;

  @BeforeEach
  void stage() throws IOException {
    photo = TestPhotos.staged(folder, TestPhotos.photoId(1), "#ZAC5361 left arm", JPEG);
  }

  @ParameterizedTest
  @CsvSource({"MDM^T02,2.4", "MDM^T02,2.5.1", "ORU^R01,2.4", "ORU^R01,2.5.1"})
  void isParsedStrictlyAndCarriesTheWholePhoto(String type, String version) throws Exception {
    byte[] large = TestPhotos.jpeg(0, 2400, 1800);
    StagedPhoto staged = TestPhotos.staged(folder, TestPhotos.photoId(2), "#ZAC5361", large);
    Terser message = parse(staged, "message", type, "version", version);
    assertEquals(version, message.get("MSH-12"));
    assertEquals(type, message.get("MSH-9-1") + "^" + message.get("MSH-9-2"));
    assertEquals("ED", message.get("/.OBX-2"));
    assertEquals("image", message.get("/.OBX-5-2"));
    assertEquals("JPEG", message.get("/.OBX-5-3"));
    assertEquals("Base64", message.get("/.OBX-5-4"));
    assertArrayEquals(large, Messages.photo(message));
    assertEquals("F", message.get("/.OBX-11"));
    assertEquals("20170810092145+1200", message.get("/.OBX-14"));
    assertEquals("ZAC5361", message.get("/.PID-3"));
  }

  @Test
  void documentSaysWhatItIs() throws Exception {
    Terser message =
        parse(
            photo,
            "sending-facility",
            "Practice^1.2.3^ISO",
            "patient-id-type",
            "NHI",
            "assigning-authority",
            "NHI^2.16.840.1.113883.2.18.2^ISO");
    assertEquals("MEDIMAGE", message.get("MSH-3"));
    assertEquals("1.2.3", message.get("MSH-4-2"));
    assertEquals("20260301231530+1300", message.get("MSH-7"));
    assertEquals(ControlId.of(photo.id()), message.get("MSH-10"));
    assertEquals("UNICODE UTF-8", message.get("MSH-18"));
    assertEquals("T02", message.get("/.EVN-1"));
    assertEquals("NHI", message.get("/.PID-3-5"));
    assertEquals("2.16.840.1.113883.2.18.2", message.get("/.PID-3-4-2"));
    assertEquals("U", message.get("/.PID-5-7"));
    assertEquals("O", message.get("/.PV1-2"));
    assertEquals("IM", message.get("/.TXA-3"));
    assertEquals("20170810092145+1200", message.get("/.TXA-4"));
    assertEquals(photo.id().toString(), message.get("/.TXA-12"));
    assertEquals("left-arm.jpg", message.get("/.TXA-16"));
    assertEquals("DO", message.get("/.TXA-17"));
    assertEquals("72170-4", message.get("/.OBX-3"));
  }

  @Test
  void resultSaysWhatItIs() throws Exception {
    Terser message = parse(photo, "message", "ORU^R01", "version", "2.5.1");
    assertEquals("RE", message.get("/.ORC-1"));
    assertEquals(photo.id().toString(), message.get("/.ORC-3"));
    assertEquals(photo.id().toString(), message.get("/.OBR-3"));
    assertEquals("Photographic image", message.get("/.OBR-4-2"));
    assertEquals("left arm", message.get("/.OBR-13"));
    assertEquals("F", message.get("/.OBR-25"));
  }

  @Test
  void shortDocumentIdFitsTheStandardsLengths() throws Exception {
    assertEquals(ControlId.of(photo.id()), parse(photo, "document-id", "short").get("/.TXA-12"));
    assertEquals(20, ControlId.of(photo.id()).length());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP TABLE patient;--",
        "\"}",
        "</a>",
        "N|O^P&E\\",
        "%00",
        "~",
        "\\F\\",
        "\\X0D\\",
        "Ōtāhuhu 写真 😀"
      })
  void anyIdArrivesAsItIs(String id) throws Exception {
    for (String type : List.of("MDM^T02", "ORU^R01")) {
      Terser message = parse(photo.withPatient(id), "patient-id", "found", "message", type);
      assertEquals(id, message.get("/.PID-3"));
      assertEquals(null, message.get("/.PID-3(1)-1"), "another id");
      assertArrayEquals(JPEG, Messages.photo(message));
    }
  }

  /** HAPI leaves hexadecimal escapes to the application. */
  @ParameterizedTest
  @CsvSource({
    "'\"\"','\\X22\\\"'",
    "'A\rB','A\\X0D\\B'",
    "'\r\nPID|1||B','\\X0D\\\\X0A\\PID|1||B'",
    "'\u0001\u0085','\\X01\\\\XC285\\'"
  })
  void controlCharactersAreHexadecimal(String id, String seen) throws Exception {
    Terser message = parse(photo.withPatient(id), "patient-id", "found");
    assertEquals(seen, message.get("/.PID-3"));
    assertArrayEquals(JPEG, Messages.photo(message));
  }

  @Test
  void idThatTheCharsetLacksIsRejectedAndWordsAreMadePlain() throws Exception {
    StagedPhoto words =
        TestPhotos.staged(folder, TestPhotos.photoId(3), "#ZAC5361 Ōtāhuhu é 写", JPEG);
    byte[] bytes =
        Messages.write(Messages.format("charset", "8859/1", "message", "ORU^R01"), words);
    Terser message = Messages.parse(bytes, ISO_8859_1);
    assertEquals("8859/1", message.get("MSH-18"));
    assertEquals("Otahuhu é ?", message.get("/.OBR-13"));
    PhotoRejectedException rejected =
        assertThrows(
            PhotoRejectedException.class,
            () ->
                Messages.write(
                    Messages.format("charset", "8859/1", "patient-id", "found"),
                    words.withPatient("Ō1")));
    assertEquals(
        "The id of this photo's patient has a character that HL7 messages in 8859/1 cannot carry;"
            + " set charset to UNICODE UTF-8 and replay the photo, or file it in the practice system"
            + " by hand.",
        rejected.getMessage());
  }

  /** What the check found may be of another kind, and the next photo may come without it. */
  @Test
  void idIsOfTheSameKindWhetherTheCheckAnswersOrIsAway() throws Exception {
    StagedPhoto found = photo.withPatient("4711");
    assertEquals("ZAC5361", parse(found, "patient-id-type", "NHI").get("/.PID-3"));
    assertEquals("ZAC5361", parse(photo, "patient-id-type", "NHI").get("/.PID-3"));
    assertEquals("4711", parse(found, "patient-id", "found").get("/.PID-3"));
    assertEquals(
        "No patient check has found this photo's patient, so there is no id to send; file it in the"
            + " practice system by hand.",
        assertThrows(PhotoRejectedException.class, () -> parse(photo, "patient-id", "found"))
            .getMessage());
  }

  @Test
  void assignedIdIsSentAsTypedAndTheFormerOneIsNot() throws Exception {
    Manifest assigned = photo.manifest().toBuilder().tag(PatientTag.parse("#ZAA0067 arm")).build();
    assertEquals("ZAA0067", parse(photo.withManifest(assigned)).get("/.PID-3"));
  }

  @Test
  void typedIdIsInCapitalsIfThatIsWanted() throws Exception {
    StagedPhoto lower = TestPhotos.staged(folder, TestPhotos.photoId(4), "#zac5361 #x", JPEG);
    assertEquals("zac5361", parse(lower).get("/.PID-3"));
    assertEquals("ZAC5361", parse(lower.withPatient("4711"), "capitals", true).get("/.PID-3"));
  }

  @Test
  void photoWithoutPatientIsRejected() throws Exception {
    StagedPhoto nobody = TestPhotos.staged(folder, TestPhotos.photoId(5), "arm", JPEG);
    assertEquals(
        "This photo names no patient, so no HL7 message can be made of it; file it in the practice"
            + " system by hand.",
        assertThrows(PhotoRejectedException.class, () -> parse(nobody)).getMessage());
  }

  @Test
  void largePhotoIsRejected() {
    PhotoRejectedException rejected =
        assertThrows(PhotoRejectedException.class, () -> parse(photo, "max-size", "100B"));
    assertTrue(rejected.getMessage().contains("at most 100"), rejected.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "image/png,image^PNG,IM^PNG",
    "image/tiff,image^TIFF,IM^TIFF",
    "application/pdf,application^PDF,AP^PDF",
    "video/mp4,application^Octet-stream,AP^Octet-stream"
  })
  void typeOfDataFollowsTheMediaType(String mediaType, String media, String table)
      throws Exception {
    Manifest manifest = photo.manifest().toBuilder().mediaType(mediaType).build();
    StagedPhoto other = photo.withManifest(manifest);
    Terser byMedia = parse(other);
    Terser byTable = parse(other, "data-type", "table");
    assertEquals(media, byMedia.get("/.OBX-5-2") + "^" + byMedia.get("/.OBX-5-3"));
    assertEquals(table, byTable.get("/.OBX-5-2") + "^" + byTable.get("/.OBX-5-3"));
    assertEquals(table.substring(0, 2), byMedia.get("/.TXA-3"));
  }

  @Test
  void companionGoesInsteadIfThereIsOne() throws Exception {
    byte[] small = TestPhotos.noise(1, 1001);
    Path file = Files.write(folder.resolve("small"), small);
    StagedPhoto with = photo.withCompanion(new CompanionFile("small", "png", file));
    Terser message = parse(with, "file", "small");
    assertArrayEquals(small, Messages.photo(message));
    assertEquals("PNG", message.get("/.OBX-5-3"));
    assertArrayEquals(JPEG, Messages.photo(parse(photo, "file", "small")));
  }

  @Test
  void fileThatChangedIsNeverFinished() throws Exception {
    Files.write(photo.file(), Arrays.copyOf(JPEG, JPEG.length - 1));
    assertEquals(
        "the photo's file changed while it was sent; it is tried again",
        assertThrows(IOException.class, () -> parse(photo)).getMessage());
  }

  private static Terser parse(StagedPhoto photo, Object... settings) throws Exception {
    return Messages.parse(Messages.write(Messages.format(settings), photo), UTF_8);
  }
}
