package nz.co.medimage.filter.resize;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import javax.imageio.stream.ImageInputStream;

/** The orientation in Exif data: CIPA DC-008, section 4.6.5, and TIFF 6.0, section 2. */
final class ExifOrientation {
  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;
  private static final int UPRIGHT = 1;

  private ExifOrientation() {}

  /**
   * Reads it.
   *
   * @param header where the TIFF header is
   * @return 1 to 8; 1, upright, if it is missing or damaged
   */
  static int read(ImageInputStream in, long header) throws IOException {
    ByteOrder before = in.getByteOrder();
    try {
      in.seek(header);
      int order = in.readUnsignedShort();
      if (order != 0x4D4D && order != 0x4949) {
        return UPRIGHT;
      }
      in.setByteOrder(order == 0x4D4D ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      return in.readUnsignedShort() == 42
          ? ofDirectory(in, header + in.readUnsignedInt())
          : UPRIGHT;
    } catch (EOFException e) {
      return UPRIGHT;
    } finally {
      in.setByteOrder(before);
    }
  }

  private static int ofDirectory(ImageInputStream in, long at) throws IOException {
    in.seek(at);
    int entries = in.readUnsignedShort();
    for (int i = 0; i < entries; i++) {
      in.seek(at + 2 + (long) i * ENTRY);
      if (in.readUnsignedShort() == TAG) {
        int type = in.readUnsignedShort();
        long count = in.readUnsignedInt();
        int value = in.readUnsignedShort();
        return type == SHORT && count == 1 && value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
