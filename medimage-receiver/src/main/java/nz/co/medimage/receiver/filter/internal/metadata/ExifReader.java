package nz.co.medimage.receiver.filter.internal.metadata;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads fields of Exif data (CIPA DC-008, TIFF 6.0 section 2), as much as can be read of it: what
 * points outside, and what is of an odd type, is taken as not there.
 */
final class ExifReader {
  private static final int EXIF_DIRECTORY = 0x8769;
  private static final int INTEROPERABILITY_DIRECTORY = 0xA005;
  private static final long USUAL_PLACE = 8;
  private static final int ENTRY = 12;
  private static final int LONGEST_TEXT = 64;

  /** No more is looked at of a text, however many fields share a long one. */
  private static final int MOST_LOOKED_AT = 256;

  private static final int BYTE = 1;
  private static final int ASCII = 2;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int UNDEFINED = 7;
  private static final int SIGNED_SHORT = 8;
  private static final int SIGNED_LONG = 9;

  private final byte[] bytes;
  private final int start;
  private final boolean bigEndian;
  private final List<Field> fields = new ArrayList<>();

  /**
   * Looks at the TIFF structure in a part of an array, to its end.
   *
   * @param start where the byte order mark is
   */
  ExifReader(byte[] bytes, int start) {
    this.bytes = bytes;
    this.start = start;
    bigEndian = u8(0) == 'M';
    if (!isTiff(bytes, start)) {
      return;
    }
    // Some readers take the usual place where the main directory is said to be outside.
    long main = u32(4);
    addFields(main + 2 <= length() ? main : USUAL_PLACE);
    int inMain = fields.size();
    first(EXIF_DIRECTORY, inMain).ifPresent(this::addFields);
    first(INTEROPERABILITY_DIRECTORY, fields.size())
        .ifPresent(directory -> addInteroperability(directory));
  }

  /** A field: {@code at} is where its value is. */
  private record Field(int tag, int type, long count, long at) {}

  /** Whether a byte order mark is at a place; readers do not insist on the number after it. */
  static boolean isTiff(byte[] bytes, int start) {
    return start >= 0
        && start + 2 <= bytes.length
        && (bytes[start] == 'I' || bytes[start] == 'M')
        && bytes[start + 1] == bytes[start];
  }

  /** The first value of a field that is a whole number. */
  OptionalInt number(int tag) {
    for (Field field : fields) {
      if (field.tag() == tag && field.count() > 0) {
        OptionalInt number = number(field);
        if (number.isPresent()) {
          return number;
        }
      }
    }
    return OptionalInt.empty();
  }

  /** The text of a field, up to its first zero, without blanks at its ends; not a long one. */
  Optional<String> text(int tag) {
    return fields.stream()
        .filter(field -> field.tag() == tag && isText(field))
        .map(this::text)
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  private static boolean isText(Field field) {
    return field.type() == ASCII || field.type() == BYTE || field.type() == UNDEFINED;
  }

  private String text(Field field) {
    long end = Math.min(field.at() + Math.min(field.count(), MOST_LOOKED_AT), length());
    int count = (int) Math.max(0, end - field.at());
    int from = (int) Math.min(start + field.at(), bytes.length);
    String text = new String(bytes, from, count, StandardCharsets.ISO_8859_1);
    int zero = text.indexOf('\0');
    String used = (zero < 0 ? text : text.substring(0, zero)).strip();
    return used.length() <= LONGEST_TEXT ? used : "";
  }

  private OptionalInt number(Field field) {
    boolean isLong = field.type() == LONG || field.type() == SIGNED_LONG;
    if (isLong && field.at() + 4 > length()) {
      return OptionalInt.empty();
    }
    return switch (field.type()) {
      case BYTE -> OptionalInt.of(u8(field.at()));
      case SHORT, SIGNED_SHORT -> OptionalInt.of(u16(field.at()));
      case LONG, SIGNED_LONG -> OptionalInt.of((int) Math.min(u32(field.at()), Integer.MAX_VALUE));
      default -> OptionalInt.empty();
    };
  }

  private Optional<Long> first(int tag, int among) {
    return fields.stream()
        .limit(among)
        .filter(field -> field.tag() == tag && field.count() > 0)
        .filter(field -> field.type() == LONG || field.type() == 13)
        .map(field -> u32(field.at()))
        .findFirst();
  }

  /** Of its fields one is of use; the tags of the others mean other things in here. */
  private void addInteroperability(long directory) {
    int before = fields.size();
    addFields(directory);
    fields
        .subList(before, fields.size())
        .removeIf(field -> field.tag() != ExifFields.INTEROPERABILITY_INDEX);
  }

  private void addFields(long directory) {
    int count = directory + 2 <= length() ? u16(directory) : 0;
    for (int i = 0; i < count; i++) {
      long at = directory + 2 + (long) i * ENTRY;
      if (at + ENTRY > length()) {
        return;
      }
      int type = u16(at + 2);
      long values = u32(at + 4);
      boolean isInside = values * sizeOf(type) <= 4;
      fields.add(new Field(u16(at), type, values, isInside ? at + 8 : u32(at + 8)));
    }
  }

  private static int sizeOf(int type) {
    return switch (type) {
      case SHORT, SIGNED_SHORT -> 2;
      case LONG, SIGNED_LONG, 11, 13 -> 4;
      case 5, 10, 12 -> 8;
      default -> 1;
    };
  }

  private long length() {
    return (long) bytes.length - start;
  }

  private int u8(long at) {
    return at >= 0 && at < length() ? bytes[(int) (start + at)] & 0xFF : 0;
  }

  private int u16(long at) {
    return bigEndian ? u8(at) << 8 | u8(at + 1) : u8(at + 1) << 8 | u8(at);
  }

  private long u32(long at) {
    long first = u16(at);
    long second = u16(at + 2);
    return bigEndian ? first << 16 | second : second << 16 | first;
  }
}
