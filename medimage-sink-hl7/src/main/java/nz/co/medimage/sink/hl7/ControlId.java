package nz.co.medimage.sink.hl7;

import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Sha256;

/**
 * The message control id of a photo, MSH-10: 20 capital letters and digits, as many as versions 2.4
 * and 2.5.1 allow, the same each time. They are the first 100 bits of the SHA-256 of the whole
 * {@link PhotoId}, in the alphabet of RFC 4648, section 6, which a receiver that ignores case reads
 * as well. Among a billion photos the chance that any two have one id is below one in a trillion.
 */
final class ControlId {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int LENGTH = 20;
  private static final int BITS = 5;

  private ControlId() {}

  static String of(PhotoId photo) {
    byte[] digest = Sha256.of(photo.toBytes());
    StringBuilder id = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (int i = 0; id.length() < LENGTH; i++) {
      bits = (bits << Byte.SIZE) | (digest[i] & 0xFF);
      for (held += Byte.SIZE; held >= BITS && id.length() < LENGTH; ) {
        held -= BITS;
        id.append(ALPHABET.charAt((bits >>> held) & ((1 << BITS) - 1)));
      }
    }
    return id.toString();
  }
}
