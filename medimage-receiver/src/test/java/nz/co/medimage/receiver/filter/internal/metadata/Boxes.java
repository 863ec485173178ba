package nz.co.medimage.receiver.filter.internal.metadata;

import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.concat;
import static nz.co.medimage.receiver.filter.internal.metadata.Cleaned.latin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Builds files of boxes, byte by byte. */
final class Boxes {
  static final byte[] MP4 = box("ftyp", latin("isom"), ints(512), latin("isommp42"));
  static final byte[] AVC = box("avc1", new byte[78], box("avcC", new byte[] {1, 2, 3, 4}));
  static final byte[] AAC = box("mp4a", new byte[28], elementaryStream(0x40));

  /** Where samples begin, behind {@link #MP4} and the header of the media data. */
  private static final int FIRST = MP4.length + 8;

  private final ByteArrayOutputStream media = new ByteArrayOutputStream();
  private final List<byte[]> inMovie = new ArrayList<>(List.of(box("mvhd", new byte[100])));
  private int tracks;

  static byte[] box(String type, byte[]... parts) {
    byte[] body = concat(parts);
    return concat(ints(8 + body.length), latin(type), body);
  }

  /** A box with a version and flags. */
  static byte[] full(String type, int flags, byte[]... parts) {
    return box(type, ints(flags), concat(parts));
  }

  /** How samples are coded, by a number of ISO/IEC 14496-1. */
  static byte[] elementaryStream(int objectType) {
    byte[] type = {3, (byte) 0x80, (byte) 0x80, 20, 0, 1, 0, 4, 13, (byte) objectType};
    return full("esds", 0, type, new byte[12]);
  }

  static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  static byte[] shorts(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    return bytes.array();
  }

  /** Adds a box to the movie box. */
  Boxes with(byte[] box) {
    inMovie.add(box);
    return this;
  }

  /** Adds bytes to the media data that no track claims. */
  Boxes loose(String bytes) {
    media.writeBytes(latin(bytes));
    return this;
  }

  /** Adds a track, each of whose samples is a chunk. */
  Boxes track(String handler, byte[] entry, String... samples) {
    int[] sizes = new int[samples.length];
    int[] places = new int[samples.length];
    for (int i = 0; i < samples.length; i++) {
      sizes[i] = samples[i].length();
      places[i] = FIRST + media.size();
      loose(samples[i]);
    }
    return with(track(handler, entry, sizes, places));
  }

  /** A track whose samples are said to be at these places. */
  byte[] track(String handler, byte[] entry, int[] sizes, int[] places) {
    byte[] table =
        box(
            "stbl",
            full("stsd", 0, ints(1), entry),
            full("stts", 0, ints(1, sizes.length, 1)),
            full("stsc", 0, ints(1, 1, 1, 1)),
            full("stsz", 0, ints(0, sizes.length), ints(sizes)),
            full("stco", 0, ints(places.length), ints(places)));
    byte[] data = box("dinf", full("dref", 0, ints(1), full("url ", 1)));
    return trackOf(handler, box("minf", full("vmhd", 1, new byte[8]), data, table));
  }

  private byte[] trackOf(String handler, byte[] information) {
    tracks++;
    byte[] name = latin("by somebody in 174.7762\0");
    return box(
        "trak",
        full("tkhd", 3, ints(0, 0, tracks), new byte[68]),
        box(
            "mdia",
            full("mdhd", 0, new byte[20]),
            full("hdlr", 0, ints(0), latin(handler), new byte[12], name),
            information));
  }

  /** The whole file, the movie box last. */
  byte[] build(byte[]... behind) {
    return concat(MP4, box("mdat", media.toByteArray()), movie(), concat(behind));
  }

  byte[] movie() {
    return box("moov", concat(inMovie.toArray(byte[][]::new)));
  }
}
