package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cleans the items of a HEIF file, ISO/IEC 23008-12: those of pictures stay, with how they are
 * turned and put together; of Exif data stays what {@link ExifFields} keeps; others become zeros.
 */
final class ItemCleaner {
  private static final Set<String> PICTURES =
      Set.of(
          "hvc1", "hev1", "lhv1", "hvt1", "vvc1", "vvi1", "av01", "avc1", "j2k1", "unci", "grid",
          "iovl", "iden", "tmap");
  private static final Set<String> OTHERS = Set.of("Exif", "mime", "uri ", "jumb", "");
  private static final Set<String> KEPT_PROPERTIES =
      Set.of(
          "ispe", "pixi", "colr", "hvcC", "lhvC", "vvcC", "av1C", "avcC", "j2kH", "irot", "imir",
          "clap", "pasp", "auxC", "rloc", "lsel", "clli", "mdcv", "cclv", "amve", "a1op", "a1lx",
          "tols", "oinf", "rref", "iscl", "cmpC", "uncC", "cmpd", "subs", "ndwt");
  private static final Set<String> OTHER_PROPERTIES =
      Set.of("udes", "altt", "uuid", "cmin", "cmex", "crtt", "mdft", "free", "skip");
  private static final Set<String> KEPT_GROUPS = Set.of("altr", "ster", "eqiv", "pymd");

  private static final int FULL_HEADER = 4;
  private static final int HANDLER = 24;
  private static final int LONGEST_EXIF = 1 << 20;
  private static final int MOST_ITEMS = 65_536;

  private final BoxReader reader;
  private final BlankedCopy copy;
  private final MediaData data;
  private final Map<Long, String> types = new HashMap<>();

  ItemCleaner(BoxReader reader, BlankedCopy copy, MediaData data) {
    this.reader = reader;
    this.copy = copy;
    this.data = data;
  }

  void clean(Box meta) throws IOException, UncleanableException {
    List<Box> children = reader.children(meta.body() + FULL_HEADER, meta.end());
    Optional<Box> handler = BoxReader.one(children, "hdlr");
    if (handler.isEmpty() || !reader.text(handler.get().body() + 8, 4).equals("pict")) {
      copy.free(meta);
      return;
    }
    copy.keep(meta.start(), meta.body() + FULL_HEADER);
    Optional<Box> inBox = BoxReader.one(children, "idat");
    for (Box child : children) {
      box(child);
    }
    BoxReader.needed(children, "iinf");
    Box locations = BoxReader.needed(children, "iloc");
    long boxData = inBox.map(Box::body).orElse(-1L);
    items(new ItemLocations(reader, locations, boxData).items());
  }

  private void box(Box box) throws IOException, UncleanableException {
    switch (box.type()) {
      case "pitm", "iref", "iloc" -> copy.keep(box);
      case "hdlr" -> copy.keep(box.start(), Math.min(box.body() + HANDLER, box.end()));
      case "dinf" -> MovieCleaner.dataInformation(reader, copy, box);
      case "iinf" -> information(box);
      case "iprp" -> properties(box);
      case "grpl" -> list(box, box.body(), KEPT_GROUPS);
      case "idat" -> {
        copy.keepHeader(box);
        data.area(box.body(), box.end());
      }
      case "ipro" -> throw BoxReader.unusual();
      default -> copy.free(box);
    }
  }

  /** Names of items are texts of the program that wrote the file. */
  private void information(Box box) throws IOException, UncleanableException {
    long first = box.body() + FULL_HEADER + (reader.u8(box.body()) == 0 ? 2 : 4);
    copy.keep(box.start(), first);
    for (Box entry : reader.children(first, box.end())) {
      if (!entry.is("infe") || types.size() == MOST_ITEMS) {
        throw BoxReader.unusual();
      }
      int version = reader.u8(entry.body());
      int idBytes = version == 3 ? 4 : 2;
      long id = reader.number(entry.body() + FULL_HEADER, idBytes);
      long protection = entry.body() + FULL_HEADER + idBytes;
      String type = version < 2 ? "" : reader.text(protection + 2, 4);
      long fixed = protection + 2 + (version < 2 ? 0 : 4);
      if (version > 3
          || fixed > entry.end()
          || reader.u16(protection) != 0
          || types.put(id, type) != null) {
        throw BoxReader.unusual();
      }
      copy.keep(entry.start(), fixed);
    }
  }

  private void properties(Box box) throws IOException, UncleanableException {
    copy.keepHeader(box);
    for (Box child : reader.children(box.body(), box.end())) {
      if (child.is("ipma")) {
        copy.keep(child);
      } else if (child.is("ipco")) {
        for (Box property : reader.children(child.body(), child.end())) {
          // What is not known may be needed to show the picture right.
          if (!KEPT_PROPERTIES.contains(property.type())
              && !OTHER_PROPERTIES.contains(property.type())) {
            throw BoxReader.unusual();
          }
        }
        list(child, child.body(), KEPT_PROPERTIES);
      } else {
        copy.free(child);
      }
    }
  }

  private void list(Box box, long first, Set<String> kept)
      throws IOException, UncleanableException {
    copy.keep(box.start(), first);
    for (Box child : reader.children(first, box.end())) {
      if (kept.contains(child.type())) {
        copy.keep(child);
      } else {
        copy.free(child);
      }
    }
  }

  private void items(Map<Long, List<ItemLocations.Part>> items)
      throws IOException, UncleanableException {
    for (Map.Entry<Long, List<ItemLocations.Part>> item : items.entrySet()) {
      String type = types.getOrDefault(item.getKey(), "");
      if (OTHERS.contains(type)) {
        for (ItemLocations.Part part : item.getValue()) {
          data.drop(part.start(), part.end());
        }
      } else if (type.equals("jpeg")) {
        requireBareJpeg(item.getValue());
      } else if (!PICTURES.contains(type)) {
        throw BoxReader.unusual();
      }
    }
    for (Map.Entry<Long, List<ItemLocations.Part>> item : items.entrySet()) {
      String type = types.getOrDefault(item.getKey(), "");
      if (type.equals("Exif")) {
        exif(item.getValue());
      } else if (!OTHERS.contains(type)) {
        for (ItemLocations.Part part : item.getValue()) {
          data.keep(part.start(), part.end());
        }
      }
    }
  }

  /** Puts new Exif data in the place of the old: where its offset says, ISO/IEC 23008-12 A.2.1. */
  private void exif(List<ItemLocations.Part> parts) throws IOException, UncleanableException {
    byte[] old = bytes(parts);
    if (old.length < FULL_HEADER) {
      return;
    }
    long start = FULL_HEADER + (ByteBuffer.wrap(old).getInt() & 0xFFFF_FFFFL);
    if (start >= old.length || !ExifReader.isTiff(old, (int) start)) {
      return;
    }
    byte[] tiff = ExifFields.rebuild(old, (int) start);
    if (FULL_HEADER + tiff.length > old.length) {
      return;
    }
    byte[] fresh = new byte[old.length];
    System.arraycopy(tiff, 0, fresh, FULL_HEADER, tiff.length);
    int at = 0;
    for (ItemLocations.Part part : parts) {
      int length = (int) part.length();
      copy.put(part.start(), Arrays.copyOfRange(fresh, at, at + length));
      at += length;
    }
  }

  private byte[] bytes(List<ItemLocations.Part> parts) throws IOException, UncleanableException {
    if (parts.stream().mapToLong(ItemLocations.Part::length).sum() > LONGEST_EXIF) {
      throw BoxReader.unusual();
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (ItemLocations.Part part : parts) {
      bytes.writeBytes(reader.bytes(part.start(), part.length()));
    }
    return bytes.toByteArray();
  }

  /** A JPEG in a HEIF file, such as a thumbnail, cannot be made shorter: it must be clean. */
  private void requireBareJpeg(List<ItemLocations.Part> parts)
      throws IOException, UncleanableException {
    byte[] jpeg = bytes(parts);
    int at = 2;
    while (at + 4 <= jpeg.length && (jpeg[at] & 0xFF) == 0xFF) {
      int marker = jpeg[at + 1] & 0xFF;
      boolean isMetadata = (marker > 0xE0 && marker < 0xF0 && marker != 0xEE) || marker == 0xFE;
      if (isMetadata) {
        throw BoxReader.unusual();
      }
      if (marker == 0xDA) {
        requireEnd(jpeg);
        return;
      }
      at += 2 + (((jpeg[at + 2] & 0xFF) << 8) | (jpeg[at + 3] & 0xFF));
    }
    throw BoxReader.unusual();
  }

  private static void requireEnd(byte[] jpeg) throws UncleanableException {
    boolean isEnd = jpeg[jpeg.length - 2] == (byte) 0xFF && jpeg[jpeg.length - 1] == (byte) 0xD9;
    if (!isEnd) {
      throw BoxReader.unusual();
    }
  }
}
