package nz.co.medimage.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream in blocks. Bytes that came before the stream broke are a block too; the break is
 * thrown afterwards.
 */
final class Block {
  private static final int SIZE = 256 * 1024;

  private final byte[] bytes = new byte[SIZE];
  private int length;
  private boolean ended;
  private @Nullable IOException broken;

  /**
   * Reads the next block.
   *
   * @return false if there are no more bytes
   */
  boolean fill(InputStream in) {
    length = 0;
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
    return length > 0;
  }

  int length() {
    return length;
  }

  ByteBuffer content() {
    return ByteBuffer.wrap(bytes, 0, length);
  }

  /** Throws the exception that broke the stream, if one did. */
  void rethrow() throws IOException {
    if (broken != null) {
      throw broken;
    }
  }
}
