package nz.co.medimage.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The Exif data of a test photo (CIPA DC-008), big-endian, with orientation, time and position
 * alone.
 *
 * @param orientation 1 to 8
 * @param capturedAt the time of capture, without a zone as in Exif
 * @param position where it was captured, in degrees north and east; empty for none
 */
public record Exif(int orientation, LocalDateTime capturedAt, List<Double> position) {
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int RATIONAL = 5;

  /** Copies the list. */
  public Exif {
    position = List.copyOf(position);
    if (!position.isEmpty() && position.size() != 2) {
      throw new IllegalArgumentException("a position is degrees north and degrees east");
    }
  }

  /** Exif data without a position. */
  public static Exif of(int orientation, LocalDateTime capturedAt) {
    return new Exif(orientation, capturedAt, List.of());
  }

  /** The same data with a position, in degrees. */
  public Exif at(double north, double east) {
    return new Exif(orientation, capturedAt, List.of(north, east));
  }

  byte[] insertInto(byte[] jpeg) {
    byte[] tiff = tiff();
    byte[] name = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer whole = ByteBuffer.allocate(jpeg.length + 4 + name.length + tiff.length);
    whole.put(jpeg, 0, 2).putShort((short) 0xFFE1);
    whole.putShort((short) (2 + name.length + tiff.length)).put(name).put(tiff);
    whole.put(jpeg, 2, jpeg.length - 2);
    return whole.array();
  }

  private byte[] tiff() {
    String time =
        DateTimeFormatter.ofPattern("uuuu:MM:dd HH:mm:ss", Locale.ROOT).format(capturedAt);
    Directory detail = new Directory().ascii(0x9003, time);
    int entries = position.isEmpty() ? 2 : 3;
    int detailAt = 8 + Directory.size(entries);
    byte[] detailBytes = detail.bytes(detailAt);
    int gpsAt = detailAt + detailBytes.length;
    Directory main = new Directory().number(0x0112, SHORT, orientation << 16);
    main.number(0x8769, LONG, detailAt);
    byte[] gps = new byte[0];
    if (!position.isEmpty()) {
      main.number(0x8825, LONG, gpsAt);
      gps = gps().bytes(gpsAt);
    }
    byte[] mainBytes = main.bytes(8);
    ByteBuffer tiff = ByteBuffer.allocate(8 + mainBytes.length + detailBytes.length + gps.length);
    tiff.put((byte) 'M').put((byte) 'M').putShort((short) 42).putInt(8);
    return tiff.put(mainBytes).put(detailBytes).put(gps).array();
  }

  private Directory gps() {
    double north = position.get(0);
    double east = position.get(1);
    return new Directory()
        .ascii(1, north < 0 ? "S" : "N")
        .degrees(2, Math.abs(north))
        .ascii(3, east < 0 ? "W" : "E")
        .degrees(4, Math.abs(east));
  }

  /** One image file directory: entries of twelve bytes, then the values that do not fit in four. */
  private static final class Directory {
    private final List<Entry> entries = new ArrayList<>();

    static int size(int entries) {
      return 2 + 12 * entries + 4;
    }

    Directory number(int tag, int type, int value) {
      entries.add(new Entry(tag, type, 1, ByteBuffer.allocate(4).putInt(value).array()));
      return this;
    }

    Directory ascii(int tag, String text) {
      byte[] value = (text + "\0").getBytes(StandardCharsets.US_ASCII);
      entries.add(new Entry(tag, ASCII, value.length, value));
      return this;
    }

    Directory degrees(int tag, double degrees) {
      long hundredths = Math.round(degrees * 360_000);
      ByteBuffer value = ByteBuffer.allocate(24);
      value.putInt((int) (hundredths / 360_000)).putInt(1);
      value.putInt((int) (hundredths / 6_000 % 60)).putInt(1);
      value.putInt((int) (hundredths % 6_000)).putInt(100);
      entries.add(new Entry(tag, RATIONAL, 3, value.array()));
      return this;
    }

    byte[] bytes(int at) {
      ByteArrayOutputStream overflow = new ByteArrayOutputStream();
      ByteBuffer table = ByteBuffer.allocate(size(entries.size()));
      table.putShort((short) entries.size());
      for (Entry entry : entries) {
        table.putShort((short) entry.tag()).putShort((short) entry.type()).putInt(entry.count());
        if (entry.value().length <= 4) {
          table.put(java.util.Arrays.copyOf(entry.value(), 4));
        } else {
          table.putInt(at + table.capacity() + overflow.size());
          overflow.writeBytes(entry.value());
          overflow.writeBytes(new byte[entry.value().length % 2]);
        }
      }
      table.putInt(0);
      return ByteBuffer.allocate(table.capacity() + overflow.size())
          .put(table.array())
          .put(overflow.toByteArray())
          .array();
    }
  }

  /** A field: its value as bytes. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Entry(int tag, int type, int count, byte[] value) {}
}
