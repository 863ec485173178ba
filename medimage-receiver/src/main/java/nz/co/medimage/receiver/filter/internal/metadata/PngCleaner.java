package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Cleans PNGs (W3C PNG, third edition), animated ones too: chunks that say how the image looks, and
 * when it was changed, are kept byte for byte, and {@code eXIf} is written anew from {@link
 * ExifFields}. All text, private and unknown chunks, and what follows the end go.
 *
 * <p>In a broken file the walk ends where no chunk can be, as decoders end there.
 */
final class PngCleaner {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  private static final byte[] END = chunk("IEND", new byte[0]);
  static final String UNKNOWN = "This PNG needs something that nobody here knows.";

  private static final Set<String> OF_ANY_LENGTH = Set.of("IDAT", "fdAT", "iCCP");

  /** How long the data of the others may be; decoders take no longer ones. */
  private static final Map<String, Integer> LONGEST =
      Map.ofEntries(
          Map.entry("IHDR", 13),
          Map.entry("PLTE", 768),
          Map.entry("IEND", 0),
          Map.entry("tRNS", 256),
          Map.entry("gAMA", 4),
          Map.entry("cHRM", 32),
          Map.entry("sRGB", 1),
          Map.entry("cICP", 4),
          Map.entry("mDCV", 24),
          Map.entry("mDCv", 24),
          Map.entry("cLLI", 8),
          Map.entry("cLLi", 8),
          Map.entry("sBIT", 4),
          Map.entry("pHYs", 9),
          Map.entry("bKGD", 6),
          Map.entry("hIST", 512),
          Map.entry("tIME", 7),
          Map.entry("acTL", 8),
          Map.entry("fcTL", 26));

  private static final int AROUND = 12;
  private static final int MOST_EXIF = 1 << 18;
  private static final int EXIF_HEADER = 6;

  private final ByteWindow photo;
  private final CleanedFile cleaned;
  private boolean hasImage;
  private boolean hasExif;

  private PngCleaner(ByteWindow photo, CleanedFile cleaned) {
    this.photo = photo;
    this.cleaned = cleaned;
  }

  /** Cleans one, see {@link MetadataCleaner#clean}. */
  static boolean clean(FileChannel photo, FileChannel cleaned)
      throws IOException, UncleanableException {
    return CleanedFile.byOneWalk(photo, cleaned, (in, out) -> new PngCleaner(in, out).walk());
  }

  private void walk() throws IOException, UncleanableException {
    cleaned.keep(0, SIGNATURE.length);
    long at = SIGNATURE.length;
    String type = "";
    while (at + 8 <= photo.size() && !type.equals("IEND")) {
      long length = photo.u32(at);
      type = new String(photo.read(at + 4, 4), StandardCharsets.ISO_8859_1);
      // Behind the image, what cannot be kept is damage, and readers still show the image.
      if (length > Integer.MAX_VALUE
          || (hasImage && isCritical(type) && !isKept(type, (int) length))) {
        cleaned.put(END);
        break;
      }
      chunk(at, type, (int) length);
      at += length + AROUND;
    }
    if (!hasImage) {
      throw new UncleanableException("This PNG is damaged: there is no image in it to be kept.");
    }
  }

  private void chunk(long at, String type, int length) throws IOException, UncleanableException {
    hasImage |= type.equals("IDAT");
    if (type.equals("eXIf")) {
      exif(photo.read(at + 8, Math.min(length, MOST_EXIF)));
    } else if (isKept(type, length)) {
      cleaned.keep(at, (long) length + AROUND);
    } else if (isCritical(type)) {
      throw new UncleanableException(UNKNOWN);
    }
  }

  private static boolean isKept(String type, int length) {
    return OF_ANY_LENGTH.contains(type) || length <= LONGEST.getOrDefault(type, -1);
  }

  /** Whether a chunk must not be left out. */
  private static boolean isCritical(String type) {
    return (type.charAt(0) & 0x20) == 0;
  }

  /** Readers take the first one; some writers put the header of JPEGs in front of it. */
  private void exif(byte[] data) throws IOException {
    byte[] tiff =
        hasExif
            ? new byte[0]
            : ExifFields.rebuild(data, ExifReader.isTiff(data, 0) ? 0 : EXIF_HEADER);
    if (tiff.length == 0) {
      return;
    }
    hasExif = true;
    cleaned.put(chunk("eXIf", tiff));
  }

  private static byte[] chunk(String type, byte[] data) {
    byte[] named =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    CRC32 crc = new CRC32();
    crc.update(named);
    return ByteBuffer.allocate(AROUND + data.length)
        .putInt(data.length)
        .put(named)
        .putInt((int) crc.getValue())
        .array();
  }
}
