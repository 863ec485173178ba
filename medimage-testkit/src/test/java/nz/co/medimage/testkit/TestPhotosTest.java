package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.GpsDirectory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Arrays;
import javax.imageio.ImageIO;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestPhotosTest {
  private static final LocalDateTime TIME = LocalDateTime.parse("2017-08-10T09:21:45");

  private static Metadata read(byte[] jpeg) throws Exception {
    return ImageMetadataReader.readMetadata(new ByteArrayInputStream(jpeg));
  }

  @Test
  void drawsTheSamePictureForTheSameSeed() throws Exception {
    assertArrayEquals(TestPhotos.jpeg(3), TestPhotos.jpeg(3));
    assertFalse(Arrays.equals(TestPhotos.jpeg(3), TestPhotos.jpeg(4)));
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(TestPhotos.jpeg(3, 320, 200)));
    assertEquals(320, image.getWidth());
    assertEquals(200, image.getHeight());
  }

  @Test
  void exifIsWhatAnIndependentReaderFinds() throws Exception {
    byte[] jpeg = TestPhotos.jpegWithExif(1, Exif.of(6, TIME).at(-36.8485, 174.7633));
    Metadata metadata = read(jpeg);
    assertEquals(
        6,
        metadata
            .getFirstDirectoryOfType(ExifIFD0Directory.class)
            .getInt(ExifIFD0Directory.TAG_ORIENTATION));
    assertEquals(
        "2017:08:10 09:21:45",
        metadata
            .getFirstDirectoryOfType(ExifSubIFDDirectory.class)
            .getString(ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL));
    var position = metadata.getFirstDirectoryOfType(GpsDirectory.class).getGeoLocation();
    assertEquals(-36.8485, position.getLatitude(), 1e-5);
    assertEquals(174.7633, position.getLongitude(), 1e-5);
  }

  @Test
  void exifMayBeWithoutAPosition() throws Exception {
    Metadata metadata = read(TestPhotos.jpegWithExif(1, Exif.of(1, TIME)));
    assertEquals(null, metadata.getFirstDirectoryOfType(GpsDirectory.class));
    assertFalse(metadata.getFirstDirectoryOfType(ExifSubIFDDirectory.class).hasErrors());
  }

  @Test
  void idsAreMadeOfNumbers() {
    assertEquals(TestPhotos.photoId(5), TestPhotos.photoId(5));
    assertNotEquals(TestPhotos.photoId(5), TestPhotos.photoId(6));
  }

  @Test
  void stagedPhotoIsWhatItsManifestSays(@TempDir Path folder) throws Exception {
    StagedPhoto photo = TestPhotos.staged(folder, TestPhotos.photoId(1), "#a b", new byte[] {1, 2});
    assertEquals(2, photo.manifest().length());
    assertEquals(photo.manifest(), photo.withContent(photo.file()).manifest());
    assertEquals(2, Files.size(photo.file()));
  }
}
