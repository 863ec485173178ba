package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where the data of items is: ISO/IEC 14496-12 section 8.11.3. */
final class ItemLocations {
  private static final int MOST_ITEMS = 65_536;
  private static final int MOST_PARTS = 200_000;
  private static final int IN_FILE = 0;
  private static final int IN_BOX = 1;

  /** A part of an item's data in the file. */
  record Part(long start, long end) {
    long length() {
      return end - start;
    }
  }

  private final BoxReader reader;
  private final long boxData;
  private final Map<Long, List<Part>> items = new HashMap<>();
  private int parts;

  private int version;
  private int offsetBytes;
  private int lengthBytes;
  private int baseBytes;
  private int indexBytes;

  /**
   * Reads a location box.
   *
   * @param boxData where the item data box has its data; negative if there is none
   */
  ItemLocations(BoxReader reader, Box box, long boxData) throws IOException, UncleanableException {
    this.reader = reader;
    this.boxData = boxData;
    version = reader.u8(box.body());
    int sizes = reader.u16(box.body() + 4);
    offsetBytes = sizes >> 12;
    lengthBytes = (sizes >> 8) & 15;
    baseBytes = (sizes >> 4) & 15;
    indexBytes = version == 0 ? 0 : sizes & 15;
    int idBytes = version < 2 ? 2 : 4;
    long count = reader.number(box.body() + 6, idBytes);
    if (version > 2 || count > MOST_ITEMS) {
      throw BoxReader.unusual();
    }
    long at = box.body() + 6 + idBytes;
    for (long i = 0; i < count; i++) {
      at = item(at, idBytes);
    }
    if (at > box.end()) {
      throw BoxReader.unusual();
    }
  }

  /** By the ids of the items. */
  Map<Long, List<Part>> items() {
    return items;
  }

  private long item(long start, int idBytes) throws IOException, UncleanableException {
    long id = reader.number(start, idBytes);
    long at = start + idBytes;
    int method = IN_FILE;
    if (version > 0) {
      method = reader.u16(at) & 15;
      at += 2;
    }
    int file = reader.u16(at);
    long base = reader.number(at + 2, baseBytes);
    at += 2 + baseBytes;
    int count = reader.u16(at);
    at += 2;
    parts += count;
    boolean isKnown = method == IN_FILE || (method == IN_BOX && boxData >= 0);
    if (!isKnown || file != 0 || parts > MOST_PARTS) {
      throw BoxReader.unusual();
    }
    List<Part> ofItem = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      at += indexBytes;
      long offset = base + reader.number(at, offsetBytes) + (method == IN_BOX ? boxData : 0);
      long length = reader.number(at + offsetBytes, lengthBytes);
      at += offsetBytes + lengthBytes;
      // A length of zero means all of the file.
      if (length <= 0 || offset < 0 || length > reader.size() - offset) {
        throw BoxReader.unusual();
      }
      ofItem.add(new Part(offset, offset + length));
    }
    if (items.put(id, ofItem) != null) {
      throw BoxReader.unusual();
    }
    return at;
  }
}
