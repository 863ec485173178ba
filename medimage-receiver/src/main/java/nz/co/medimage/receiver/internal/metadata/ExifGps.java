package nz.co.medimage.receiver.internal.metadata;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Blanks the position in the Exif data of a JPEG (CIPA DC-008), and in a JPEG inside of it. */
final class ExifGps {
  static final String HEADER = "Exif\0";
  private static final int HEADER_LENGTH = 6;
  private static final List<String> TIFF_BEGINNINGS = List.of("II*\0", "MM\0*");
  private static final List<String> BYTE_ORDERS = List.of("II", "MM");

  private static final int MAX_NESTED = 4;

  private ExifGps() {}

  /**
   * Blanks each GPS directory and takes out what points to it.
   *
   * @param payload of an APP1 segment that begins with {@link #HEADER}
   */
  static void blank(byte[] payload) throws UnsafeExifException {
    String text = new String(payload, StandardCharsets.ISO_8859_1);
    int found = 0;
    // The outer one last: it holds the inner one, a thumbnail's, as one of its values.
    for (int at = text.lastIndexOf(HEADER); at >= 0; at = text.lastIndexOf(HEADER, at - 1)) {
      int tiff = at + HEADER_LENGTH;
      // Some readers do not care for the number after the byte order.
      List<String> beginnings = at == 0 ? BYTE_ORDERS : TIFF_BEGINNINGS;
      if (beginnings.stream().anyMatch(begin -> text.startsWith(begin, tiff))) {
        if (++found > MAX_NESTED) {
          throw new UnsafeExifException("there is Exif data in Exif data in Exif data");
        }
        new Tiff(payload, tiff).blankGps();
      }
    }
  }
}
