package nz.co.medimage.receiver.internal.metadata;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.CRC32;

/**
 * The directories of a TIFF structure (TIFF 6.0 section 2), as far as a position can be in them.
 * Offsets count from its byte order mark; what points outside is taken as not there.
 */
final class Tiff {
  private static final int GPS = 0x8825;
  private static final Set<Integer> CHILDREN = Set.of(0x8769, 0xA005, 0x014A);
  private static final long USUAL_PLACE = 8;
  private static final int ENTRY = 12;
  private static final int MAX_ENTRIES = 4096;
  private static final int MAX_OVERLAP = 16;
  private static final int SHORT = 3;
  private static final int[] TYPE_SIZES = {1, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};

  private final byte[] bytes;
  private final int start;
  private final boolean bigEndian;

  /**
   * Looks at a part of an array, to its end.
   *
   * @param start where the byte order mark is
   */
  Tiff(byte[] bytes, int start) {
    this.bytes = bytes;
    this.start = start;
    this.bigEndian = bytes[start] == 'M';
  }

  /** One entry: {@code at} is where it is, {@code value} where its value is. */
  private record Entry(
      int directory, int at, int tag, int type, long count, long value, long size) {
    boolean isGps() {
      return tag == GPS;
    }
  }

  /** Blanks all GPS directories, so that all else stays as it is. */
  void blankGps() throws UnsafeExifException {
    List<Entry> entries = walk();
    if (entries.stream().noneMatch(Entry::isGps)) {
      return;
    }
    long before = fingerprint(entries);
    for (Entry entry : entries) {
      if (entry.isGps()) {
        blankDirectory(offsetIn(entry.value(), entry.type()));
      }
    }
    entries.stream().filter(Entry::isGps).map(Entry::directory).distinct().forEach(this::compact);
    List<Entry> after = walk();
    if (after.stream().anyMatch(Entry::isGps) || fingerprint(after) != before) {
      throw new UnsafeExifException("directories of the Exif data lie on top of each other");
    }
  }

  /** The entries of all directories but the GPS ones. */
  private List<Entry> walk() throws UnsafeExifException {
    List<Entry> entries = new ArrayList<>();
    // Some readers take the usual place where the main directory is said to be outside.
    long main = u32(4) + 2 <= length() ? u32(4) : USUAL_PLACE;
    Deque<Long> ahead = new ArrayDeque<>(List.of(main));
    Set<Long> seen = new TreeSet<>(List.of(0L));
    while (!ahead.isEmpty()) {
      long directory = ahead.remove();
      if (!seen.add(directory) || directory + 2 > length()) {
        continue;
      }
      for (Entry entry : entries((int) directory)) {
        entries.add(entry);
        if (CHILDREN.contains(entry.tag())) {
          children(entry, ahead);
        }
      }
      ahead.add(u32(directory + 2 + (long) ENTRY * u16(directory)));
      if (entries.size() > MAX_ENTRIES || ahead.size() > MAX_ENTRIES) {
        throw new UnsafeExifException("the Exif data has too many directories");
      }
    }
    return entries;
  }

  private void children(Entry entry, Deque<Long> ahead) {
    int size = typeSize(entry.type());
    for (long i = 0; i < Math.min(entry.count(), MAX_ENTRIES); i++) {
      ahead.add(offsetIn(entry.value() + i * size, entry.type()));
    }
  }

  private List<Entry> entries(int directory) {
    List<Entry> entries = new ArrayList<>();
    int count = u16(directory);
    for (int i = 0; i < count && directory + 2 + (i + 1L) * ENTRY <= length(); i++) {
      int at = directory + 2 + i * ENTRY;
      int type = u16(at + 2L);
      long values = u32(at + 4L);
      long size = values * typeSize(type);
      long value = size > 4 ? u32(at + 8L) : at + 8L;
      entries.add(new Entry(directory, at, u16(at), type, values, value, size));
    }
    return entries;
  }

  /** Overwrites a directory and the values of its entries with zeros. */
  private void blankDirectory(long directory) {
    if (directory + 2 > length()) {
      return;
    }
    for (Entry entry : entries((int) directory)) {
      zero(entry.value(), entry.size());
    }
    zero(directory, 2 + (long) ENTRY * u16(directory) + 4);
  }

  /** Takes the GPS entries out of a directory; the others move up, as does what follows them. */
  private void compact(int directory) {
    List<Entry> entries = entries(directory);
    int to = directory + 2;
    int kept = 0;
    for (Entry entry : entries) {
      if (!entry.isGps()) {
        System.arraycopy(bytes, start + entry.at(), bytes, start + to, ENTRY);
        to += ENTRY;
        kept++;
      }
    }
    int end = directory + 2 + entries.size() * ENTRY;
    int next = (int) Math.max(0, Math.min(4, length() - end));
    System.arraycopy(bytes, start + end, bytes, start + to, next);
    zero(to + next, end - (long) to);
    put16(directory, kept);
  }

  /** Of what must stay: all other entries in their order, with their values. */
  private long fingerprint(List<Entry> entries) throws UnsafeExifException {
    long sum = 1;
    long total = 0;
    for (Entry entry : entries) {
      if (!entry.isGps()) {
        CRC32 value = new CRC32();
        int from = (int) Math.min(entry.value(), length());
        int size = (int) Math.min(entry.size(), length() - from);
        value.update(bytes, start + from, size);
        total += size;
        if (total > MAX_OVERLAP * length()) {
          throw new UnsafeExifException("values of the Exif data lie on top of each other");
        }
        sum = mix(sum, entry.directory());
        sum = mix(sum, entry.tag());
        sum = mix(sum, entry.type());
        sum = mix(sum, entry.count());
        sum = mix(sum, value.getValue());
      }
    }
    return sum;
  }

  private static long mix(long sum, long value) {
    return sum * 31 + value;
  }

  private long offsetIn(long at, int type) {
    return type == SHORT ? u16(at) : u32(at);
  }

  private static int typeSize(int type) {
    return type < TYPE_SIZES.length ? TYPE_SIZES[type] : 1;
  }

  private long length() {
    return bytes.length - (long) start;
  }

  private int u8(long at) {
    return at < length() ? bytes[(int) (start + at)] & 0xFF : 0;
  }

  private int u16(long at) {
    return bigEndian ? (u8(at) << 8) | u8(at + 1) : (u8(at + 1) << 8) | u8(at);
  }

  private long u32(long at) {
    long first = u16(at);
    long second = u16(at + 2);
    return bigEndian ? (first << 16) | second : (second << 16) | first;
  }

  private void put16(int at, int value) {
    bytes[start + at] = (byte) (bigEndian ? value >> 8 : value);
    bytes[start + at + 1] = (byte) (bigEndian ? value : value >> 8);
  }

  private void zero(long at, long size) {
    long from = Math.min(at, length());
    long to = Math.min(from + size, length());
    Arrays.fill(bytes, (int) (start + from), (int) (start + to), (byte) 0);
  }
}
