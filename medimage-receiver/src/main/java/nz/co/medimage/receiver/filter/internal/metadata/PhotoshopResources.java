package nz.co.medimage.receiver.filter.internal.metadata;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The image resources of one segment, as Adobe's Photoshop File Formats Specification has them: a
 * signature, a number, a name that is padded to an even length, a size, and data that are padded
 * so.
 */
final class PhotoshopResources {
  private static final int SIGNATURE = 0x3842494D; // 8BIM
  private static final short EXIF = 0x0422;
  private static final int HEAD = 6;
  private static final byte[] NOTHING = {};

  private PhotoshopResources() {}

  /**
   * The first resource of Exif data, with those of its fields that {@link ExifFields} keeps and
   * without a name.
   *
   * @param at where the first resource begins
   * @return nothing if there is none, if none of its fields is kept, or if it continues in another
   *     segment
   */
  static byte[] exifAnew(byte[] segment, int at) {
    ByteBuffer in = ByteBuffer.wrap(segment).position(at);
    while (in.remaining() > HEAD && in.getInt() == SIGNATURE) {
      short number = in.getShort();
      int name = 1 + (in.get() & 0xFF);
      int rest = name - 1 + name % 2;
      if (in.remaining() < rest + Integer.BYTES) {
        return NOTHING;
      }
      in.position(in.position() + rest);
      int size = in.getInt();
      if (size < 0 || size > in.remaining()) {
        return NOTHING;
      }
      if (number == EXIF) {
        byte[] data = Arrays.copyOfRange(segment, in.position(), in.position() + size);
        return resource(ExifFields.rebuild(data, 0));
      }
      in.position(Math.min(in.limit(), in.position() + size + size % 2));
    }
    return NOTHING;
  }

  private static byte[] resource(byte[] data) {
    return data.length == 0
        ? NOTHING
        : ByteBuffer.allocate(HEAD + 2 + Integer.BYTES + data.length + data.length % 2)
            .putInt(SIGNATURE)
            .putShort(EXIF)
            .putShort((short) 0)
            .putInt(data.length)
            .put(data)
            .array();
  }
}
