package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PhotoTest {
  private static final OffsetDateTime TIME = OffsetDateTime.parse("2017-08-10T09:21:45+12:00");

  @TempDir Path folder;

  @Test
  void fileBringsItsNameTimeAndContent() throws Exception {
    Path file = Files.write(folder.resolve("arm.jpg"), new byte[] {1, 2, 3});
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-02T03:04:05Z")));
    Photo photo = Photo.of(file);
    assertEquals("arm.jpg", photo.fileName());
    assertEquals("application/octet-stream", photo.mediaType());
    assertEquals(Instant.parse("2020-01-02T03:04:05Z"), photo.capturedAt().toInstant());
    for (int i = 0; i < 2; i++) {
      try (var in = photo.content().open()) {
        assertArrayEquals(new byte[] {1, 2, 3}, in.readAllBytes());
      }
    }
  }

  @Test
  void builderSaysMore() throws Exception {
    Path file = Files.write(folder.resolve("arm.jpg"), new byte[1]);
    Photo photo =
        Photo.builder(file)
            .capturedAt(TIME)
            .mediaType("image/jpeg")
            .attribute("site", "arm")
            .build();
    assertEquals(TIME, photo.capturedAt());
    assertEquals("image/jpeg", photo.mediaType());
    assertEquals(Map.of("site", "arm"), photo.attributes());
    assertEquals("Photo", photo.toString());
  }

  @Test
  void tellsWhereItsTimeIsFrom() throws Exception {
    Path file = Files.write(folder.resolve("arm.jpg"), new byte[1]);
    assertEquals(CapturedFrom.FILE, Photo.of(file).capturedFrom());
    assertEquals(CapturedFrom.APP, Photo.builder(file).capturedAt(TIME).build().capturedFrom());
    assertEquals(
        CapturedFrom.EXIF,
        Photo.builder("a", () -> null, TIME)
            .capturedFrom(CapturedFrom.EXIF)
            .build()
            .capturedFrom());
    assertEquals(
        CapturedFrom.CLOCK,
        Photo.builder("a", () -> null, OffsetDateTime.MIN).build().capturedFrom());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1970-01-01T00:00:00Z",
        "1980-01-01T00:00:00Z",
        "1980-01-01T11:59:59Z",
        "2999-01-01T00:00:00Z"
      })
  void fileTimeThatTellsNothingBecomesNow(Instant zero) throws Exception {
    Path file = Files.write(folder.resolve("arm.jpg"), new byte[1]);
    Files.setLastModifiedTime(file, FileTime.from(zero));
    Instant before = Instant.now();
    Photo photo = Photo.of(file);
    assertEquals(CapturedFrom.CLOCK, photo.capturedFrom());
    assertFalse(photo.capturedAt().toInstant().isBefore(before), photo.capturedAt()::toString);
    assertFalse(photo.capturedAt().toInstant().isAfter(Instant.now()));
  }

  @ParameterizedTest
  @CsvSource({
    "1601-01-01T11:39:04+11:39:04, 1601-01-01T11:39+11:39", // Auckland before standard time
    "1601-01-01T11:39:04-00:00:30, 1601-01-01T11:39:34Z",
    "9999-12-31T23:59:59+12:00, 9999-12-31T23:59:59+12:00",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00Z",
  })
  void captureTimeIsCarriedWithAnOffsetOfWholeMinutes(OffsetDateTime time, OffsetDateTime carried) {
    Photo photo = Photo.builder("arm.jpg", InputStream::nullInputStream, time).build();
    assertEquals(carried, photo.capturedAt());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-0001-12-31T23:59:59Z",
        "+10000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00+11:39:04",
        "9999-12-31T23:59:59-11:39:04",
        "+999999999-12-31T23:59:59.999999999-18:00"
      })
  void captureTimeThatNoManifestCarriesBecomesNow(OffsetDateTime time) {
    Instant before = Instant.now();
    Photo photo = Photo.builder("arm.jpg", InputStream::nullInputStream, time).build();
    assertFalse(photo.capturedAt().toInstant().isBefore(before), photo.capturedAt()::toString);
  }

  @Test
  void fileTimeThatNoCalendarReachesBecomesNow() {
    Instant before = Instant.now();
    for (Instant time : List.of(Instant.MAX, Instant.MIN)) {
      OffsetDateTime at = CaptureTime.at(time, ZoneId.of("Pacific/Auckland"));
      assertFalse(at.toInstant().isBefore(before), at::toString);
    }
  }

  @Test
  void longNameIsCutBetweenCharactersAndKeepsItsExtension() {
    String letter = "e\u0301"; // two units that are one character
    Photo photo =
        Photo.builder(letter.repeat(150) + ".jpg", InputStream::nullInputStream, TIME).build();
    assertEquals(letter.repeat(125) + ".jpg", photo.fileName());
  }

  @Test
  void missingFileIsRefused() {
    Path file = folder.resolve("none.jpg");
    NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> Photo.of(file));
    assertEquals(file + ": there is no such file", e.getMessage());
  }

  @Test
  void folderIsRefused() {
    IOException e = assertThrows(IOException.class, () -> Photo.of(folder));
    assertEquals(folder + " is not a file that can be read", e.getMessage());
  }

  @Test
  void emptyFileIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("empty.jpg"));
    IOException e = assertThrows(IOException.class, () -> Photo.of(file));
    assertEquals(file + " is empty", e.getMessage());
  }

  @Test
  void badMediaTypeIsRefused() {
    Photo.Builder builder = Photo.builder("a", () -> null, TIME);
    assertThrows(IllegalArgumentException.class, () -> builder.mediaType("jpeg"));
  }

  @ParameterizedTest
  @CsvSource({
    "../../etc/passwd, .._.._etc_passwd",
    "a\\b:c, a_b_c",
    "'', unnamed",
    "., unnamed",
    ".., unnamed",
    "Ōtāhuhu.jpg, Ōtāhuhu.jpg"
  })
  void fileNameIsTidied(String given, String tidy) {
    assertEquals(tidy, Photo.builder(given, () -> null, TIME).build().fileName());
  }

  @Test
  void longFileNameKeepsItsEndAndWholeCharacters() {
    String name = Photo.builder("😀".repeat(200) + ".jpg", () -> null, TIME).build().fileName();
    assertEquals("😀".repeat(125) + ".jpg", name);
    assertEquals("_.jpg", Photo.builder("\uD83D.jpg", () -> null, TIME).build().fileName());
  }
}
