package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.assertSamePixels;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.concat;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.exif;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.latin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.drew.metadata.exif.ExifDirectoryBase;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PngCleanerTest {
  private static final byte[] PLAIN = Cleaned.drawn("png");
  private static final int AFTER_HEADER = 33;
  private static final byte[] EXIF =
      new TiffBuilder()
          .text(0x010E, "41,17.19S 174,46.57E")
          .number(0x0112, 6)
          .text(0x9003, "2024:03:15 09:12:33")
          .bytes();

  static final byte[] LOCATED =
      with(with(PLAIN, "eXIf", EXIF), "tEXt", latin("Comment\0GPS 41,17.19S 174,46.57E"));

  private static byte[] clean(byte[] photo) throws Exception {
    byte[] cleaned = Cleaned.by(PngCleaner::clean, photo);
    assertArrayEquals(cleaned, Cleaned.by(PngCleaner::clean, cleaned), "clean is clean");
    assertSamePixels(photo, cleaned);
    return cleaned;
  }

  private static byte[] with(byte[] photo, String type, byte[] data) {
    byte[] named = concat(latin(type), data);
    CRC32 crc = new CRC32();
    crc.update(named);
    byte[] chunk =
        ByteBuffer.allocate(8 + named.length)
            .putInt(data.length)
            .put(named)
            .putInt((int) crc.getValue())
            .array();
    return concat(
        Arrays.copyOf(photo, AFTER_HEADER),
        chunk,
        Arrays.copyOfRange(photo, AFTER_HEADER, photo.length));
  }

  @Test
  void plainPictureStaysAsItIs() throws Exception {
    assertArrayEquals(PLAIN, clean(PLAIN));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tEXt", "zTXt", "iTXt", "caBX", "prIV", "sPLT", "eXIf", "gAMA", "pHYs"})
  void textAndUnknownChunksGo(String type) throws Exception {
    byte[] data = latin("XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta exif:GPSLatitude='41,17.19S'/>");
    assertArrayEquals(PLAIN, clean(with(PLAIN, type, data)));
  }

  @Test
  void whatSaysHowThePictureLooksStays() throws Exception {
    byte[] photo = with(PLAIN, "gAMA", new byte[] {0, 0, (byte) 0xB1, (byte) 0x8F});
    photo = with(photo, "pHYs", new byte[] {0, 0, 11, 19, 0, 0, 11, 19, 1});
    photo = with(photo, "cICP", new byte[] {12, 13, 0, 1});
    photo = with(photo, "tIME", new byte[] {7, (byte) 0xE8, 3, 15, 9, 12, 33});
    assertArrayEquals(photo, clean(photo));
  }

  @Test
  void exifDataKeepsOrientationAndTime() throws Exception {
    byte[] cleaned = clean(with(PLAIN, "eXIf", EXIF));
    assertEquals("6", exif(cleaned, ExifDirectoryBase.TAG_ORIENTATION));
    assertEquals("2024:03:15 09:12:33", exif(cleaned, ExifDirectoryBase.TAG_DATETIME_ORIGINAL));
    assertFalse(latin(cleaned).contains("41,17"));
    assertArrayEquals(cleaned, clean(with(PLAIN, "eXIf", concat(latin("Exif\0\0"), EXIF))));
    assertArrayEquals(cleaned, clean(with(with(PLAIN, "eXIf", new byte[9]), "eXIf", EXIF)));
  }

  @Test
  void whatFollowsTheEndGoes() throws Exception {
    assertArrayEquals(PLAIN, clean(concat(PLAIN, latin("ftypmp42"), PLAIN)));
  }

  @Test
  void cutPictureStaysAsFarAsItGoes() throws Exception {
    byte[] cut = Arrays.copyOf(PLAIN, PLAIN.length - 12);
    assertArrayEquals(cut, Cleaned.by(PngCleaner::clean, cut));
    byte[] located = with(cut, "tEXt", latin("Comment\0here"));
    assertArrayEquals(cut, Cleaned.by(PngCleaner::clean, located));
  }

  @Test
  void pictureThatNeedsWhatNobodyKnowsIsNotCleaned() {
    byte[] photo = with(PLAIN, "CgBI", new byte[4]);
    UncleanableException e =
        assertThrows(UncleanableException.class, () -> Cleaned.by(PngCleaner::clean, photo));
    assertEquals("This PNG needs something that nobody here knows.", e.getMessage());
  }

  @Test
  void fileWithoutImageIsNotCleaned() {
    byte[] photo = Arrays.copyOf(PLAIN, AFTER_HEADER);
    UncleanableException e =
        assertThrows(UncleanableException.class, () -> Cleaned.by(PngCleaner::clean, photo));
    assertEquals("This PNG is damaged: there is no image in it to be kept.", e.getMessage());
  }
}
