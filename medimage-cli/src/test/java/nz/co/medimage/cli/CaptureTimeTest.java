package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The times by which photos are filed, and the order of their names. */
@Timeout(300)
class CaptureTimeTest {
  private static final LocalDateTime TAKEN = LocalDateTime.of(2024, 3, 15, 10, 20, 30);

  @TempDir Path folder;

  private static List<String> names(Practice practice) throws IOException {
    return practice.filed("P").stream()
        .map(file -> file.getFileName().toString())
        .sorted()
        .collect(Collectors.toList());
  }

  @Test
  void timeInTheExifDataGoesBeforeThatOfTheFile() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      Path photo = folder.resolve("a.jpg");
      Files.write(photo, TestPhotos.jpegWithExif(1, Exif.of(1, TAKEN)));
      Run run = practice.send(photo, "--tag", "#P arm");
      assertEquals(Medimage.OK, run.exit(), run.err());
      assertEquals(List.of("arm-15-Mar-2024-10-20-30.jpg"), names(practice));
    }
  }

  @Test
  void photosOfOneSecondAreNamedInTheOrderInWhichTheyWereGiven() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      List<Path> photos = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        int side = i % 3 == 0 ? 1200 : 60; // the small ones overtake the large ones
        Path photo = folder.resolve("given-" + (31 * i % 12) + ".jpg");
        photos.add(Files.write(photo, TestPhotos.jpeg(i, side, side)));
        Files.setLastModifiedTime(
            photo,
            FileTime.from(TAKEN.plusNanos(999 - i).atZone(ZoneId.systemDefault()).toInstant()));
      }
      List<Object> args = new ArrayList<>(photos);
      args.addAll(List.of("--tag", "#P arm"));
      Run run = practice.send(args.toArray());
      assertEquals(Medimage.OK, run.exit(), run.err());
      List<String> names = names(practice);
      assertEquals("arm-15-Mar-2024-10-20-30-01.jpg", names.get(0));
      assertEquals(photos.size(), names.size());
      for (int i = 0; i < names.size(); i++) {
        Path filed = practice.patients.resolve("P").resolve(names.get(i));
        assertEquals(-1, Files.mismatch(photos.get(i), filed), names.get(i));
      }
    }
  }

  @Test
  void fileThatTellsNoTimeCountsAsNowAndIsSaid() throws Exception {
    try (Practice practice = Practice.paired(folder)) {
      Path photo = practice.photo();
      Files.setLastModifiedTime(photo, FileTime.from(Instant.EPOCH));
      LocalDateTime before = LocalDateTime.now(ZoneId.systemDefault());
      Run run = practice.send(photo, "--tag", "#P arm");
      assertEquals(Medimage.OK, run.exit(), run.err());
      assertTrue(
          run.err()
              .contains(
                  photo
                      + ": neither the photo nor its file date says when it was taken; it counts"
                      + " as taken now"),
          run.err());
      String name = names(practice).get(0);
      LocalDateTime filedAs =
          LocalDateTime.parse(
              name.substring("arm-".length(), name.length() - ".jpg".length()),
              DateTimeFormatter.ofPattern("dd-MMM-uuuu-HH-mm-ss", Locale.ENGLISH));
      assertTrue(!filedAs.isBefore(before.withNano(0)) && filedAs.isBefore(before.plusHours(1)));
    }
  }
}
