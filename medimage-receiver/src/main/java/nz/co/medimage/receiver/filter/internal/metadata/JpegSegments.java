package nz.co.medimage.receiver.filter.internal.metadata;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The application segments of one JPEG that are kept: JFIF without its thumbnail, colour profiles
 * in the form of ICC.1 annex B, Adobe's note on colours, and {@link ExifFields}, also those of a
 * copy in Photoshop's resources, in which some readers find how the picture is turned.
 */
final class JpegSegments {
  private static final int APP0 = 0xE0;
  private static final int APP1 = 0xE1;
  private static final int APP2 = 0xE2;
  private static final int APP13 = 0xED;
  private static final int APP14 = 0xEE;

  private static final byte[] NOTHING = {};
  private static final String JFIF = "JFIF\0";
  private static final int JFIF_LENGTH = 14;
  private static final String ADOBE = "Adobe";
  private static final int ADOBE_LENGTH = 12;
  private static final String EXIF = "Exif\0";
  private static final int EXIF_HEADER = 6;

  /** Some cameras write so much before the header; some readers find it there. */
  private static final int MOST_BEFORE_EXIF = 4;

  private static final String ICC = "ICC_PROFILE\0";
  private static final int ICC_HEADER = 14;
  private static final int ICC_SIGNATURE = 36;

  private static final String PHOTOSHOP = "Photoshop 3.0\0";

  private boolean hasJfif;
  private boolean hasExif;
  private final BitSet profileParts = new BitSet();
  private int profileCount;

  /** Whether there are segments with this marker that are kept. */
  static boolean mayBeKept(int marker) {
    return marker == APP0 || marker == APP1 || marker == APP2 || marker == APP13 || marker == APP14;
  }

  /** The segment that is kept in the place of one; empty if none is. */
  byte[] kept(int marker, byte[] payload) {
    byte[] kept =
        switch (marker) {
          case APP0 -> jfif(payload);
          case APP1 -> exif(payload);
          case APP2 -> profile(payload);
          case APP13 -> photoshop(payload);
          default -> adobe(payload);
        };
    return kept.length == 0
        ? kept
        : ByteBuffer.allocate(4 + kept.length)
            .put((byte) 0xFF)
            .put((byte) marker)
            .putShort((short) (2 + kept.length))
            .put(kept)
            .array();
  }

  private byte[] jfif(byte[] payload) {
    if (hasJfif || payload.length < JFIF_LENGTH || !startsWith(payload, 0, JFIF)) {
      return NOTHING;
    }
    hasJfif = true;
    byte[] withoutThumbnail = Arrays.copyOf(payload, JFIF_LENGTH);
    Arrays.fill(withoutThumbnail, JFIF_LENGTH - 2, JFIF_LENGTH, (byte) 0);
    return withoutThumbnail;
  }

  private static byte[] adobe(byte[] payload) {
    return payload.length >= ADOBE_LENGTH && startsWith(payload, 0, ADOBE)
        ? Arrays.copyOf(payload, ADOBE_LENGTH)
        : NOTHING;
  }

  /** Readers take the first one that they can read. */
  private byte[] exif(byte[] payload) {
    for (int at = 0; !hasExif && at <= MOST_BEFORE_EXIF; at++) {
      if (startsWith(payload, at, EXIF)) {
        byte[] tiff = ExifFields.rebuild(payload, at + EXIF_HEADER);
        hasExif = tiff.length > 0;
        return hasExif
            ? ByteBuffer.allocate(EXIF_HEADER + tiff.length)
                .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
                .put(tiff)
                .array()
            : NOTHING;
      }
    }
    return NOTHING;
  }

  /** No other resource stays. */
  private static byte[] photoshop(byte[] payload) {
    byte[] kept =
        startsWith(payload, 0, PHOTOSHOP)
            ? PhotoshopResources.exifAnew(payload, PHOTOSHOP.length())
            : NOTHING;
    return kept.length == 0
        ? NOTHING
        : ByteBuffer.allocate(PHOTOSHOP.length() + kept.length)
            .put(PHOTOSHOP.getBytes(StandardCharsets.US_ASCII))
            .put(kept)
            .array();
  }

  private byte[] profile(byte[] payload) {
    if (payload.length <= ICC_HEADER || !startsWith(payload, 0, ICC)) {
      return NOTHING;
    }
    int number = payload[ICC_HEADER - 2] & 0xFF;
    int count = payload[ICC_HEADER - 1] & 0xFF;
    if (profileCount == 0) {
      profileCount = count;
    }
    boolean fits = number >= 1 && number <= count && count == profileCount;
    boolean isProfile = number != 1 || startsWith(payload, ICC_HEADER + ICC_SIGNATURE, "acsp");
    if (!fits || !isProfile || profileParts.get(number)) {
      return NOTHING;
    }
    profileParts.set(number);
    return payload;
  }

  private static boolean startsWith(byte[] bytes, int at, String text) {
    return bytes.length >= at + text.length()
        && new String(bytes, at, text.length(), StandardCharsets.ISO_8859_1).equals(text);
  }
}
