package nz.co.medimage.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
