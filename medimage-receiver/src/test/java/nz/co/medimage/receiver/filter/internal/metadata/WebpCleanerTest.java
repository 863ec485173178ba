package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.concat;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.exif;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.latin;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.drew.metadata.exif.ExifDirectoryBase;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class WebpCleanerTest {
  /** One pixel. */
  private static final byte[] IMAGE =
      chunk("VP8L", HexFormat.of().parseHex("2f00000010071011118888fe0700"));

  private static final byte[] EXIF =
      new TiffBuilder()
          .text(0x010E, "41,17.19S 174,46.57E")
          .number(0x0112, 6)
          .text(0x9003, "2024:03:15 09:12:33")
          .bytes();
  private static final byte[] XMP = chunk("XMP ", latin("<exif:GPSLatitude>41,17.19S<"));

  static final byte[] LOCATED = webp(extended(0x0C), IMAGE, chunk("EXIF", EXIF), XMP);

  private static byte[] clean(byte[] photo) throws Exception {
    byte[] cleaned = Cleaned.by(WebpCleaner::clean, photo);
    assertArrayEquals(cleaned, Cleaned.by(WebpCleaner::clean, cleaned), "clean is clean");
    return cleaned;
  }

  private static byte[] chunk(String type, byte[]... data) {
    byte[] all = concat(data);
    return concat(latin(type), little(all.length), all, new byte[all.length % 2]);
  }

  private static byte[] little(int value) {
    byte[] bytes = new byte[4];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(value);
    return bytes;
  }

  private static byte[] webp(byte[]... chunks) {
    return chunk("RIFF", latin("WEBP"), concat(chunks));
  }

  private static byte[] extended(int flags) {
    return chunk("VP8X", new byte[] {(byte) flags, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  }

  @Test
  void plainPictureStaysAsItIs() throws Exception {
    assertArrayEquals(webp(IMAGE), clean(webp(IMAGE)));
    byte[] profile = chunk("ICCP", new byte[99]);
    byte[] photo = webp(extended(0x20), profile, IMAGE);
    assertArrayEquals(photo, clean(photo));
  }

  @Test
  void xmpAndUnknownChunksGoAndTheHeadersSaySo() throws Exception {
    byte[] photo = webp(extended(0x0C), IMAGE, chunk("EXIF", new byte[10]), XMP, chunk("abcd"));
    assertArrayEquals(webp(extended(0), IMAGE), clean(photo));
    assertArrayEquals(webp(IMAGE), clean(webp(IMAGE, XMP)));
  }

  @Test
  void exifDataKeepsOrientationAndTime() throws Exception {
    byte[] cleaned = clean(webp(extended(0x08), IMAGE, chunk("EXIF", EXIF)));
    assertEquals(0x08, cleaned[20]);
    assertEquals("6", exif(cleaned, ExifDirectoryBase.TAG_ORIENTATION));
    assertEquals("2024:03:15 09:12:33", exif(cleaned, ExifDirectoryBase.TAG_DATETIME_ORIGINAL));
    assertFalse(latin(cleaned).contains("41,17"));
    byte[] named = webp(extended(0), IMAGE, chunk("EXIF", latin("Exif\0\0"), EXIF));
    assertArrayEquals(cleaned, clean(named));
  }

  @Test
  void framesKeepTheirImagesAlone() throws Exception {
    byte[] header = new byte[16];
    byte[] animation = chunk("ANIM", new byte[6]);
    byte[] alpha = chunk("ALPH", new byte[] {1, 2, 3});
    byte[] clean = webp(extended(0x12), animation, chunk("ANMF", header, alpha, IMAGE));
    assertArrayEquals(clean, clean(clean));
    byte[] photo = webp(extended(0x12), animation, chunk("ANMF", header, alpha, IMAGE, XMP));
    assertArrayEquals(clean, clean(photo));
  }

  @Test
  void whatFollowsTheEndGoes() throws Exception {
    assertArrayEquals(webp(IMAGE), clean(concat(webp(IMAGE), latin("ftypmp42"))));
  }

  @Test
  void cutPictureStaysAsFarAsItGoes() throws Exception {
    byte[] cut = Arrays.copyOf(webp(IMAGE), webp(IMAGE).length - 4);
    assertArrayEquals(cut, clean(cut));
  }

  /** Some writers leave out the byte that makes the last chunk even, and do not count it. */
  @Test
  void evenLengthIsWrittenWhereItWasMissing() throws Exception {
    byte[] odd = chunk("VP8L", Arrays.copyOfRange(IMAGE, 8, IMAGE.length - 1));
    assertEquals(0, odd.length % 2);
    byte[] photo = Arrays.copyOf(webp(odd), webp(odd).length - 1);
    photo[4]--;
    assertArrayEquals(webp(odd), clean(photo));
  }

  @Test
  void fileWithoutImageIsNotCleaned() {
    assertThrows(
        UncleanableException.class, () -> Cleaned.by(WebpCleaner::clean, webp(extended(0))));
  }
}
