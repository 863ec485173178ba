package nz.co.medimage.relay;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream in blocks. Bytes that came before the stream broke are a block too; the break is
 * thrown afterwards.
 */
final class Block {
  private static final int SIZE = 256 * 1024;

  private byte[] content = new byte[0];
  private boolean ended;
  private @Nullable IOException broken;

  /**
   * Reads the next block.
   *
   * @return false if there are no more bytes
   */
  boolean fill(InputStream in) {
    content = new byte[0];
    try {
      int first = ended ? -1 : in.read();
      if (first >= 0) {
        fill(in, (byte) first);
      } else {
        ended = true;
      }
    } catch (IOException e) {
      broken = e;
      ended = true;
    }
    return content.length > 0;
  }

  private void fill(InputStream in, byte first) {
    byte[] bytes = new byte[SIZE];
    bytes[0] = first;
    int length = 1;
    while (!ended && length < SIZE) {
      try {
        int count = in.read(bytes, length, SIZE - length);
        ended = count < 0;
        length += Math.max(count, 0);
      } catch (IOException e) {
        broken = e;
        ended = true;
      }
    }
    content = length == SIZE ? bytes : Arrays.copyOf(bytes, length);
  }

  /** The bytes; later blocks have others. */
  byte[] content() {
    return content;
  }

  /** Throws the exception that broke the stream, if one did. */
  void rethrow() throws IOException {
    if (broken != null) {
      throw broken;
    }
  }
}
