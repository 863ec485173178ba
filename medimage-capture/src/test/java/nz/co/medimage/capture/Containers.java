package nz.co.medimage.capture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import nz.co.medimage.testkit.TestPhotos;

/** Files of several formats, as small as they can be, with times in them. */
final class Containers {
  static final int ORIGINAL = 0x9003;
  static final int DIGITIZED = 0x9004;
  static final int OFFSET_ORIGINAL = 0x9011;
  static final int OFFSET_DIGITIZED = 0x9012;
  static final int SUBSEC_ORIGINAL = 0x9291;

  private Containers() {}

  /** Exif data with these texts (CIPA DC-008), big-endian. */
  static byte[] tiff(Map<Integer, String> texts) {
    int directory = 8 + 2 + 12 + 4;
    int values = directory + 2 + 12 * texts.size() + 4;
    ByteArrayOutputStream overflow = new ByteArrayOutputStream();
    ByteBuffer head = ByteBuffer.allocate(values);
    head.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(8);
    head.putShort((short) 1).putShort((short) 0x8769).putShort((short) 4).putInt(1);
    head.putInt(directory).putInt(0).putShort((short) texts.size());
    new TreeMap<>(texts)
        .forEach(
            (tag, text) -> {
              byte[] value = (text + "\0").getBytes(StandardCharsets.ISO_8859_1);
              head.putShort(tag.shortValue()).putShort((short) 2).putInt(value.length);
              if (value.length <= 4) {
                head.put(java.util.Arrays.copyOf(value, 4));
              } else {
                head.putInt(values + overflow.size());
                overflow.writeBytes(value);
              }
            });
    head.putInt(0);
    return join(head.array(), overflow.toByteArray());
  }

  static byte[] jpeg(Map<Integer, String> texts) {
    byte[] picture = TestPhotos.jpeg(1);
    byte[] exif = join(bytes("Exif\0\0"), tiff(texts));
    ByteBuffer all = ByteBuffer.allocate(picture.length + 4 + exif.length);
    all.put(picture, 0, 2).putShort((short) 0xFFE1).putShort((short) (2 + exif.length)).put(exif);
    return all.put(picture, 2, picture.length - 2).array();
  }

  static byte[] png(Map<Integer, String> texts) {
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    return join(
        signature,
        chunk("IHDR", new byte[13]),
        chunk("IDAT", new byte[5]),
        chunk("eXIf", tiff(texts)),
        chunk("IEND", new byte[0]));
  }

  private static byte[] chunk(String type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(12 + content.length);
    return chunk.putInt(content.length).put(bytes(type)).put(content).array();
  }

  static byte[] webp(Map<Integer, String> texts) {
    byte[] chunks = join(riff("VP8L", new byte[6]), riff("EXIF", tiff(texts)));
    return riff("RIFF", join(bytes("WEBP"), chunks));
  }

  private static byte[] riff(String type, byte[] content) {
    ByteBuffer chunk = ByteBuffer.allocate(8 + content.length + content.length % 2);
    chunk.order(ByteOrder.LITTLE_ENDIAN);
    return chunk.put(bytes(type)).putInt(content.length).put(content).array();
  }

  static byte[] box(String type, byte[]... contents) {
    byte[] content = join(contents);
    ByteBuffer box = ByteBuffer.allocate(8 + content.length);
    return box.putInt(8 + content.length).put(bytes(type)).put(content).array();
  }

  static byte[] ftyp(String brand) {
    return box("ftyp", bytes(brand), new byte[4], bytes(brand));
  }

  /** A movie header of version 0 or 1, created at seconds since 1904. */
  static byte[] mvhd(int version, long seconds) {
    ByteBuffer header = ByteBuffer.allocate(version == 0 ? 100 : 112).put((byte) version);
    header.position(4);
    if (version == 0) {
      header.putInt((int) seconds);
    } else {
      header.putLong(seconds);
    }
    return box("mvhd", header.array());
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
