package nz.co.medimage.relay;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a stream by the block. What came before the stream broke is a block too; the break is told
 * afterwards.
 */
final class Block {
  private static final int SIZE = 256 * 1024;

  private final byte[] bytes = new byte[SIZE];
  private int length;
  private boolean ended;
  private @Nullable IOException broken;

  /**
   * Takes the next block.
   *
   * @return false if there is nothing more
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

  /** Throws what the stream broke with, if it did. */
  void rethrow() throws IOException {
    if (broken != null) {
      throw broken;
    }
  }
}
