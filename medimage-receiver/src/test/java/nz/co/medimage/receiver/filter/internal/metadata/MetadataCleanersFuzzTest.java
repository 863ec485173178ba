package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.assertSamePixels;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.concat;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.file;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.drew.imaging.ImageMetadataReader;
import com.drew.imaging.ImageProcessingException;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.xmp.XmpDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.imageio.ImageIO;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import nz.co.medimage.receiver.filter.internal.content.ContentType;
import nz.co.medimage.testkit.Exif;
import nz.co.medimage.testkit.TestPhotos;

/** Whatever is done to a picture, no place is left, no pixel changes, and nothing crashes. */
final class MetadataCleanersFuzzTest {
  private static final byte[] LOCATED =
      TestPhotos.jpegWithExif(
          1, Exif.of(6, LocalDateTime.parse("2017-08-10T09:21:45")).at(-41.2865, 174.7762));
  private static final List<byte[]> SEEDS =
      List.of(
          LOCATED,
          concat(LOCATED, LOCATED),
          Cleaned.progressive(),
          file("g03-motion-photo.jpg"),
          file("g05-second-header-before-exif.jpg"),
          file("g08-c2pa-stds-exif.jpg"),
          file("g11-xmp-w3c-geo.jpg"),
          file("g19-piexif-no-next.jpg"),
          PngCleanerTest.LOCATED,
          WebpCleanerTest.LOCATED,
          GifCleanerTest.LOCATED);

  /** So much is left as it is, so that a picture stays one of its type. */
  private static final int BEGINNING = 13;

  /** Java hands so many bytes to libjpeg. */
  private static final int READ_AT_ONCE = 4096;

  /** A chunk before the image bears a name that no decoder but Java's passes over. */
  @Example
  void pictureWithAnUnknownChunkIsNotCleaned() throws Exception {
    byte[] broken = broken(PngCleanerTest.LOCATED.clone(), new Random(-70));
    assertThrows(UncleanableException.class, () -> clean(broken));
  }

  @Property
  void brokenFilesAreCleanToo(@ForAll long seed, @ForAll @IntRange(max = 10) int which)
      throws Exception {
    byte[] broken = broken(SEEDS.get(which).clone(), new Random(seed));
    byte[] cleaned;
    try {
      cleaned = clean(broken);
    } catch (UncleanableException e) {
      if (!isUnknownToMostReaders(broken, e)) {
        assertFalse(hasPixels(broken), "a picture that can be shown is kept");
      }
      return;
    }
    assertArrayEquals(cleaned, clean(cleaned), "clean is clean");
    assertEquals(0, places(cleaned));
    if (hasPixels(broken)) {
      assertSamePicture(broken, cleaned);
    }
  }

  /** Java passes over some parts of which it cannot know whether the picture is whole without. */
  private static boolean isUnknownToMostReaders(byte[] photo, UncleanableException why) {
    return (PngCleaner.UNKNOWN.equals(why.getMessage()) && hasUnknownCriticalChunk(photo))
        || (photo[0] == -1 && hasUnknownMarker(photo));
  }

  /** libjpeg-turbo reads damaged data in another way where more bytes follow it. */
  private static void assertSamePicture(byte[] broken, byte[] cleaned) throws IOException {
    try {
      assertSamePixels(broken, cleaned);
    } catch (AssertionError e) {
      assertSamePixels(broken, concat(cleaned, new byte[READ_AT_ONCE]));
    }
  }

  private static byte[] clean(byte[] photo) throws IOException, UncleanableException {
    ContentType type =
        switch (photo[1]) {
          case 'P' -> ContentType.PNG;
          case 'I' -> photo[0] == 'R' ? ContentType.WEBP : ContentType.GIF;
          default -> ContentType.JPG;
        };
    return Cleaned.by(MetadataCleaners.of(Optional.of(type)), photo);
  }

  /** Writes, cuts, copies and inserts here and there, mostly where a JPEG is sensitive. */
  private static byte[] broken(byte[] photo, Random random) {
    byte[] broken = photo;
    for (int i = random.nextInt(4); i >= 0; i--) {
      int start = broken[0] == -1 ? 2 : BEGINNING;
      int at = start + random.nextInt(Math.max(1, random.nextInt(broken.length - start)));
      int length = Math.min(random.nextInt(1 << random.nextInt(8)), broken.length - at);
      byte[] before = Arrays.copyOf(broken, at);
      byte[] piece = Arrays.copyOfRange(broken, at, at + length);
      byte[] after = Arrays.copyOfRange(broken, at + length, broken.length);
      byte[] marker = {-1, (byte) (0xC0 + random.nextInt(64))};
      broken =
          switch (random.nextInt(5)) {
            case 0 -> concat(before, marker, piece, after);
            case 1 -> concat(before, piece, piece, after);
            case 2 -> concat(before, after);
            case 3 -> random.nextInt(10) == 0 ? before : concat(before, piece, after);
            default -> {
              random.nextBytes(piece);
              yield concat(before, piece, after);
            }
          };
      if (broken.length < BEGINNING + 4) {
        return photo;
      }
    }
    return broken;
  }

  @Property
  void anyBytesGetAnAnswer(@ForAll byte[] tail) throws Exception {
    for (byte[] seed : SEEDS) {
      byte[] photo = concat(Arrays.copyOf(seed, BEGINNING), tail);
      try {
        byte[] cleaned = clean(photo);
        assertArrayEquals(cleaned, clean(cleaned));
      } catch (UncleanableException e) {
        assertFalse(hasPixels(photo), "a picture that can be shown is kept");
      }
    }
  }

  /** Whether a JPEG may have one that ITU-T T.81, table B.1, reserves. */
  private static boolean hasUnknownMarker(byte[] jpeg) {
    for (int i = 1; i < jpeg.length; i++) {
      int code = jpeg[i] & 0xFF;
      boolean isKnown = code <= 1 || (code >= 0xC0 && code < 0xDE) || (code >= 0xE0 && code < 0xF0);
      if (jpeg[i - 1] == -1 && !isKnown && code < 0xFE) {
        return true;
      }
    }
    return false;
  }

  /** Whether a PNG has one before its image (W3C PNG, 5.4: bit 5 of its first byte is clear). */
  private static boolean hasUnknownCriticalChunk(byte[] png) {
    ByteBuffer chunks = ByteBuffer.wrap(png).position(8);
    while (chunks.remaining() >= 12) {
      int length = chunks.getInt();
      byte[] name = new byte[4];
      chunks.get(name);
      String type = new String(name, StandardCharsets.ISO_8859_1);
      if (type.equals("IDAT")) {
        return false;
      }
      if ((name[0] & 0x20) == 0 && !Set.of("IHDR", "PLTE", "IEND").contains(type)) {
        return true;
      }
      if (length < 0 || length > chunks.remaining() - 4) {
        return false;
      }
      chunks.position(chunks.position() + length + 4);
    }
    return false;
  }

  private static boolean hasPixels(byte[] photo) {
    try {
      return ImageIO.read(new ByteArrayInputStream(photo)) != null;
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      return false; // not a picture, or one that says that it is huge
    }
  }

  /** How many an independent reader finds. */
  private static int places(byte[] photo) {
    try {
      var metadata = ImageMetadataReader.readMetadata(new ByteArrayInputStream(photo));
      return metadata.getDirectoriesOfType(GpsDirectory.class).size()
          + metadata.getDirectoriesOfType(XmpDirectory.class).size();
    } catch (ImageProcessingException | IOException e) {
      return 0;
    }
  }
}
