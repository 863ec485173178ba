package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.GpsDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.PhotoRefusedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;

/** Whatever is done to Exif data, no position is left, no pixel changes, and nothing crashes. */
final class GpsFilterFuzzTest {
  private static final byte[] PHOTO =
      TestPhotos.jpegWithExif(
          1, Exif.of(6, LocalDateTime.parse("2017-08-10T09:21:45")).at(-41.2865, 174.7762));
  private static final int TIFF = 12;
  private static final int EXIF_END = 4 + (((PHOTO[4] & 0xFF) << 8) | (PHOTO[5] & 0xFF));

  private static Path folder;

  @BeforeContainer
  static void makeFolder() throws IOException {
    folder = Files.createTempDirectory("gps");
  }

  @AfterContainer
  static void deleteFolder() throws IOException {
    DurableFiles.deleteTree(folder);
  }

  @Property
  void changedExifIsCleanOrRefused(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 12, max = 250) Integer> places,
      @ForAll byte[] values)
      throws Exception {
    byte[] photo = PHOTO.clone();
    for (int i = 0; i < places.size() && i < values.length; i++) {
      photo[Math.min(places.get(i), EXIF_END - 1)] = values[i];
    }
    try {
      byte[] clean = filtered(photo);
      assertArrayEquals(
          Arrays.copyOfRange(photo, EXIF_END, photo.length),
          Arrays.copyOfRange(clean, EXIF_END, clean.length));
      assertEquals(0, positions(clean));
    } catch (PhotoRefusedException e) {
      assertEquals(
          "The Exif data of this photo is damaged. The receiver holds it, and a person there decides whether it is filed as it is.",
          e.getMessage());
    }
  }

  @Property
  void anyExifDataGetsAnAnswer(@ForAll byte[] tiff) throws Exception {
    byte[] photo = PHOTO.clone();
    System.arraycopy(tiff, 0, photo, TIFF + 4, Math.min(tiff.length, EXIF_END - TIFF - 4));
    try {
      assertEquals(photo.length, filtered(photo).length);
    } catch (PhotoRefusedException e) {
      assertEquals(0, positions(PHOTO) - 1, "only a photo with a position is refused");
    }
  }

  @Property
  void anyBytesGetAnAnswer(@ForAll byte[] tail) throws Exception {
    byte[] photo = Arrays.copyOf(new byte[] {-1, -40, -1, -31, 0}, 5 + tail.length);
    System.arraycopy(tail, 0, photo, 5, tail.length);
    assertArrayEquals(photo, filtered(photo));
  }

  private static byte[] filtered(byte[] photo) throws Exception {
    StagedPhoto staged = TestPhotos.staged(folder, TestPhotos.photoId(1), "arm", photo);
    try {
      return Files.readAllBytes(
          new MetadataFilter(Uncleanable.HOLD, new SafeEvents(new RecordedEvents()))
              .apply(staged)
              .file());
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /** How many positions an independent reader finds. */
  private static long positions(byte[] photo) throws IOException {
    try {
      return ImageMetadataReader.readMetadata(new ByteArrayInputStream(photo))
          .getDirectoriesOfType(GpsDirectory.class)
          .stream()
          .filter(gps -> gps.getGeoLocation() != null)
          .count();
    } catch (ImageProcessingException e) {
      return 0;
    }
  }
}
