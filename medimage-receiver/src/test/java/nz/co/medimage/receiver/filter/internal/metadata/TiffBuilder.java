package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Exif data as the writer of a test wants it: low bytes first, fields where Exif has them. */
final class TiffBuilder {
  private final SortedMap<Integer, byte[]> main = new TreeMap<>();
  private final SortedMap<Integer, byte[]> exif = new TreeMap<>();

  TiffBuilder text(int tag, String text) {
    directory(tag).put(tag, (text + "\0").getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  /** A SHORT: the only values of two bytes are these. */
  TiffBuilder number(int tag, int value) {
    directory(tag).put(tag, new byte[] {(byte) value, (byte) (value >> 8)});
    return this;
  }

  private Map<Integer, byte[]> directory(int tag) {
    return tag < 0x9000 ? main : exif;
  }

  byte[] bytes() {
    int exifAt = 8 + size(main, 1);
    byte[] bytes = new byte[exifAt + size(exif, 0)];
    ByteBuffer tiff = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    tiff.put(new byte[] {'I', 'I', 42, 0}).putInt(8);
    put(tiff, main, 8, exifAt);
    put(tiff, exif, exifAt, 0);
    return bytes;
  }

  private static int size(Map<Integer, byte[]> directory, int pointers) {
    return 6
        + 12 * (directory.size() + pointers)
        + directory.values().stream().mapToInt(v -> v.length > 4 ? v.length : 0).sum();
  }

  private static void put(ByteBuffer tiff, Map<Integer, byte[]> directory, int at, int pointer) {
    int count = directory.size() + (pointer == 0 ? 0 : 1);
    int valuesAt = at + 6 + 12 * count;
    ByteArrayOutputStream behind = new ByteArrayOutputStream();
    tiff.putShort((short) count);
    directory.forEach(
        (tag, value) -> {
          boolean isNumber = value.length == 2;
          tiff.putShort((short) (int) tag).putShort((short) (isNumber ? 3 : 2));
          tiff.putInt(isNumber ? 1 : value.length);
          if (value.length <= 4) {
            tiff.put(value).put(new byte[4 - value.length]);
          } else {
            tiff.putInt(valuesAt + behind.size());
            behind.writeBytes(value);
          }
        });
    if (pointer != 0) {
      tiff.putShort((short) 0x8769).putShort((short) 4).putInt(1).putInt(pointer);
    }
    tiff.putInt(0).put(behind.toByteArray());
  }
}
