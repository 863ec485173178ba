package nz.co.medimage.receiver.filter.internal.metadata;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExifFieldsTest {
  private static final int ORIENTATION = 0x0112;

  /** Readers do not insist on the type that the standard asks for. */
  @ParameterizedTest
  @CsvSource({"1, 06000000", "3, 00060000", "4, 00000006", "8, 00060000", "9, 00000006"})
  void orientationOfAnyTypeOfWholeNumbersStays(int type, String value) {
    int field = Integer.parseInt(value, 16);
    byte[] tiff = ExifFields.rebuild(directory(field(ORIENTATION, type, 1, field)), 0);
    assertArrayEquals(ExifFields.rebuild(directory(field(ORIENTATION, 3, 1, 0x00060000)), 0), tiff);
  }

  private static byte[] field(int tag, int type, int count, int value) {
    return ByteBuffer.allocate(12)
        .putShort((short) tag)
        .putShort((short) type)
        .putInt(count)
        .putInt(value)
        .array();
  }

  private static byte[] directory(byte[]... fields) {
    ByteBuffer tiff =
        ByteBuffer.allocate(14 + 12 * fields.length)
            .put(new byte[] {'M', 'M', 0, 42})
            .putInt(8)
            .putShort((short) fields.length);
    for (byte[] field : fields) {
      tiff.put(field);
    }
    return tiff.array();
  }
}
