package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads boxes and numbers from a file, and stops at what is not built as its format says. */
final class BoxReader {
  static final int HEADER = 8;
  private static final int LARGE_HEADER = 16;
  private static final int MOST_BOXES = 200_000;

  private final FileChannel file;
  private final ByteWindow window;
  private int boxes;

  BoxReader(FileChannel file) throws IOException {
    this.file = file;
    this.window = new ByteWindow(file);
  }

  /** Another one for the same file, for a table that is read beside others. */
  BoxReader another() throws IOException {
    return new BoxReader(file);
  }

  static UncleanableException unusual() {
    return new UncleanableException(
        "Places cannot be removed from this file, because it is damaged or built in a rare way.");
  }

  long size() {
    return window.size();
  }

  /**
   * The box that begins at a place; nothing if no whole one does before {@code limit}.
   *
   * @throws UncleanableException if the file has too many
   */
  Optional<Box> box(long at, long limit) throws IOException, UncleanableException {
    if (limit - at < HEADER) {
      return Optional.empty();
    }
    if (++boxes > MOST_BOXES) {
      throw unusual();
    }
    long size = u32(at);
    long body = at + HEADER;
    if (size == 1) {
      if (limit - at < LARGE_HEADER) {
        return Optional.empty();
      }
      size = s64(body);
      body = at + LARGE_HEADER;
    } else if (size == 0 && limit == size() && u32(at + 4) != 0) {
      size = limit - at;
    }
    return size < body - at || size > limit - at
        ? Optional.empty()
        : Optional.of(new Box(text(at + 4, 4), at, body, at + size));
  }

  /**
   * The boxes in a box. QuickTime ends some lists with zeros, which are no box.
   *
   * @throws UncleanableException if something else is there
   */
  List<Box> children(long from, long to) throws IOException, UncleanableException {
    List<Box> children = new ArrayList<>();
    for (long at = from; to - at >= HEADER && s64(at) != 0; ) {
      if (u32(at) == 0) {
        throw unusual();
      }
      Box child = box(at, to).orElseThrow(BoxReader::unusual);
      children.add(child);
      at = child.end();
    }
    return children;
  }

  /**
   * The one box of a type among some; nothing if there is none.
   *
   * @throws UncleanableException if there are more: readers differ in which of them they take
   */
  static Optional<Box> one(List<Box> boxes, String type) throws UncleanableException {
    List<Box> ofType = boxes.stream().filter(box -> box.is(type)).toList();
    if (ofType.size() > 1) {
      throw unusual();
    }
    return ofType.stream().findFirst();
  }

  /** The one box of a type among some that must be there. */
  static Box needed(List<Box> boxes, String type) throws UncleanableException {
    return one(boxes, type).orElseThrow(BoxReader::unusual);
  }

  int u8(long at) throws IOException, UncleanableException {
    int value = window.u8(at);
    if (value < 0) {
      throw unusual();
    }
    return value;
  }

  int u16(long at) throws IOException, UncleanableException {
    return (u8(at) << 8) | u8(at + 1);
  }

  long u32(long at) throws IOException, UncleanableException {
    return ((long) u16(at) << 16) | u16(at + 2);
  }

  /** Eight bytes as a signed number: a negative one is behind the end of any file. */
  long s64(long at) throws IOException, UncleanableException {
    return (u32(at) << 32) | u32(at + 4);
  }

  /** A number of 0, 1, 2, 4 or 8 bytes. */
  long number(long at, int bytes) throws IOException, UncleanableException {
    return switch (bytes) {
      case 0 -> 0;
      case 1 -> u8(at);
      case 2 -> u16(at);
      case 4 -> u32(at);
      case 8 -> s64(at);
      default -> throw unusual();
    };
  }

  byte[] bytes(long at, long count) throws IOException, UncleanableException {
    if (at < 0 || count < 0 || count > size() - at || count > Integer.MAX_VALUE) {
      throw unusual();
    }
    byte[] bytes = window.read(at, (int) count);
    if (bytes.length < count) {
      throw unusual();
    }
    return bytes;
  }

  String text(long at, int count) throws IOException, UncleanableException {
    return new String(bytes(at, count), StandardCharsets.ISO_8859_1);
  }
}
