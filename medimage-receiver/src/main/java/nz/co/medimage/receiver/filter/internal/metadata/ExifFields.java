package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * The fields of Exif data (CIPA DC-008) that are kept: how the picture is turned, which colours it
 * means, when it was taken and by what. Each must be what it claims to be. They are written anew;
 * of the data that they came from no byte is copied.
 */
final class ExifFields {
  static final int INTEROPERABILITY_INDEX = 0x0001;
  private static final int MAKE = 0x010F;
  private static final int MODEL = 0x0110;
  private static final int ORIENTATION = 0x0112;
  private static final int CHANGED_AT = 0x0132;
  private static final int EXIF_DIRECTORY = 0x8769;
  private static final List<Integer> TIMES = List.of(0x9003, 0x9004);
  private static final List<Integer> OFFSETS = List.of(0x9010, 0x9011, 0x9012);
  private static final List<Integer> FRACTIONS = List.of(0x9290, 0x9291, 0x9292);
  private static final int COLOR_SPACE = 0xA001;
  private static final int INTEROPERABILITY_DIRECTORY = 0xA005;

  private static final Pattern NAME = Pattern.compile("[ -~]{1,64}");
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}[:/.-]\\d{2}[:/.-]\\d{2}[ T]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?"
              + "(Z|[+-]\\d{2}:?\\d{2})?");
  private static final Pattern OFFSET = Pattern.compile("Z|[+-]\\d{2}:\\d{2}");
  private static final Pattern FRACTION = Pattern.compile("\\d{1,9}");

  /** Adobe RGB is told by {@code R03} alone where there is no profile. */
  private static final Pattern INTEROPERABILITY = Pattern.compile("R03|R98|THM");

  private static final int SHORT = 3;
  private static final int ASCII = 2;
  private static final int LONG = 4;
  private static final int HEADER = 8;

  private final ExifReader reader;

  private ExifFields(ExifReader reader) {
    this.reader = reader;
  }

  /**
   * Writes Exif data anew with the fields that are kept.
   *
   * @param bytes holds the data to its end
   * @param start where its byte order mark is
   * @return a TIFF structure of less than 2 KiB; empty if there is nothing to keep
   */
  static byte[] rebuild(byte[] bytes, int start) {
    return new ExifFields(new ExifReader(bytes, start)).rebuild();
  }

  private byte[] rebuild() {
    Directory main = new Directory();
    text(main, MAKE, NAME);
    text(main, MODEL, NAME);
    number(main, ORIENTATION, value -> value >= 1 && value <= 8);
    text(main, CHANGED_AT, TIME);
    Directory exif = new Directory();
    TIMES.forEach(tag -> text(exif, tag, TIME));
    OFFSETS.forEach(tag -> text(exif, tag, OFFSET));
    FRACTIONS.forEach(tag -> text(exif, tag, FRACTION));
    number(exif, COLOR_SPACE, value -> value == 1 || value == 2 || value == 0xFFFF);
    Directory interoperability = new Directory();
    text(interoperability, INTEROPERABILITY_INDEX, INTEROPERABILITY);
    exif.addDirectory(INTEROPERABILITY_DIRECTORY, interoperability);
    main.addDirectory(EXIF_DIRECTORY, exif);
    if (main.isEmpty()) {
      return new byte[0];
    }
    byte[] directories = main.bytes(HEADER);
    return ByteBuffer.allocate(HEADER + directories.length)
        .put(new byte[] {'M', 'M', 0, 42})
        .putInt(HEADER)
        .put(directories)
        .array();
  }

  private void text(Directory directory, int tag, Pattern form) {
    Optional<String> text = reader.text(tag).filter(t -> form.matcher(t).matches());
    text.ifPresent(t -> directory.addText(tag, t));
  }

  private void number(Directory directory, int tag, IntPredicate isValid) {
    OptionalInt number = reader.number(tag);
    if (number.isPresent() && isValid.test(number.getAsInt())) {
      directory.addNumber(tag, number.getAsInt());
    }
  }

  /** One image file directory, followed by its values, and then by the directories in it. */
  private static final class Directory {
    private static final int ENTRY = 12;

    /** A type, and a value as it is written. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Value(int type, int count, byte[] bytes) {}

    private final SortedMap<Integer, Value> values = new TreeMap<>();
    private final SortedMap<Integer, Directory> directories = new TreeMap<>();

    boolean isEmpty() {
      return values.isEmpty() && directories.isEmpty();
    }

    void addText(int tag, String text) {
      byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
      values.put(tag, new Value(ASCII, bytes.length, bytes));
    }

    void addNumber(int tag, int number) {
      values.put(tag, new Value(SHORT, 1, new byte[] {(byte) (number >> 8), (byte) number}));
    }

    void addDirectory(int tag, Directory directory) {
      if (!directory.isEmpty()) {
        directories.put(tag, directory);
      }
    }

    /** To stand at a place, from which offsets do not count. */
    byte[] bytes(int at) {
      int count = values.size() + directories.size();
      ByteBuffer table = ByteBuffer.allocate(2 + ENTRY * count + 4).putShort((short) count);
      int valuesAt = at + table.capacity();
      ByteArrayOutputStream behind = new ByteArrayOutputStream();
      values.forEach((tag, value) -> put(table, tag, value, valuesAt, behind));
      // The tags of directories are higher than those of the values that are kept beside them.
      directories.forEach(
          (tag, directory) -> {
            int place = valuesAt + behind.size();
            table.putShort((short) (int) tag).putShort((short) LONG).putInt(1).putInt(place);
            behind.writeBytes(directory.bytes(place));
          });
      return ByteBuffer.allocate(table.capacity() + behind.size())
          .put(table.array())
          .put(behind.toByteArray())
          .array();
    }

    private static void put(
        ByteBuffer table, int tag, Value value, int valuesAt, ByteArrayOutputStream behind) {
      byte[] bytes = value.bytes();
      table.putShort((short) tag).putShort((short) value.type()).putInt(value.count());
      if (bytes.length <= 4) {
        table.put(bytes).put(new byte[4 - bytes.length]);
      } else {
        table.putInt(valuesAt + behind.size());
        behind.writeBytes(bytes);
        behind.writeBytes(new byte[bytes.length % 2]);
      }
    }
  }
}
