package nz.co.medimage.filter.resize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Optional;
import javax.imageio.ImageIO;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class SizedCopyTest {
  @TempDir Path folder;

  private Path photo(byte[] content) throws IOException {
    return Files.write(folder.resolve("photo"), content);
  }

  private Path copy() {
    return folder.resolve("copy");
  }

  @ParameterizedTest
  @ValueSource(ints = {60_000, 20_000})
  void copyHasAtMostTheBytesThatItMayHaveAndUsesThem(int most) throws Exception {
    Path photo = photo(TestPhotos.jpeg(3, 1800, 1200));
    assertTrue(Files.size(photo) > most);
    assertTrue(new SizedCopy().write(photo, copy(), most));
    assertTrue(Files.size(copy()) <= most, "bytes of the copy");
    assertTrue(Files.size(copy()) > most / 3, "a copy that is much smaller than it may be");
    BufferedImage image = ImageIO.read(copy().toFile());
    assertEquals(1.5, (double) image.getWidth() / image.getHeight(), 0.01);
  }

  @Test
  void copyIsUpright() throws Exception {
    Exif rotated = Exif.of(6, LocalDateTime.of(2026, 1, 1, 0, 0));
    Path photo = photo(TestPhotos.jpegWithExif(1, rotated));
    assertTrue(new SizedCopy().write(photo, copy(), 20_000));
    BufferedImage image = ImageIO.read(copy().toFile());
    assertTrue(image.getHeight() > image.getWidth());
  }

  @Test
  void nothingIsLeftOfACopyThatCannotBeMade() throws Exception {
    for (byte[] content :
        new byte[][] {TestPhotos.noise(1, 5000), "%PDF-1.7".getBytes(StandardCharsets.US_ASCII)}) {
      assertFalse(new SizedCopy().write(photo(content), copy(), 1000));
      assertFalse(Files.exists(copy()));
    }
    assertFalse(new SizedCopy().write(photo(TestPhotos.jpeg(3, 900, 600)), copy(), 500));
    assertFalse(Files.exists(copy()));
  }

  @Test
  void headersOfAJpegTellItsSizeAndHowItIsTurned() throws Exception {
    Exif rotated = Exif.of(8, LocalDateTime.of(2026, 1, 1, 0, 0));
    Path photo = photo(TestPhotos.jpegWithExif(1, rotated));
    assertEquals(Optional.of(new JpegFacts(64, 48, 3, 8, 8)), JpegFacts.read(photo));
    Path plain = photo(TestPhotos.jpeg(1, 64, 48));
    assertEquals(Optional.of(new JpegFacts(64, 48, 3, 8, 1)), JpegFacts.read(plain));
    assertEquals(Optional.empty(), JpegFacts.read(photo(TestPhotos.noise(1, 100))));
    assertEquals(Optional.empty(), JpegFacts.read(photo(new byte[] {(byte) 0xFF, (byte) 0xD8})));
    assertEquals(Optional.empty(), JpegFacts.read(photo(new byte[0])));
  }
}
