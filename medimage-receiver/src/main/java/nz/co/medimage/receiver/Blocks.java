package nz.co.medimage.receiver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A stream in blocks that are worth a write: what flows is gathered, what trickles is handed on as
 * it comes, and what came before a break is handed on before the break.
 */
final class Blocks {
  private static final int FLOWING = 4 << 10;
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final InputStream in;
  private final byte[] buffer;
  private @Nullable IOException broken;

  Blocks(InputStream in, int size) {
    this.in = in;
    this.buffer = new byte[size];
  }

  /**
   * Reads the next block.
   *
   * @return how many bytes it has, at most {@code wanted}, or -1 at the end
   * @throws IOException if the stream broke and all that came before has been handed on
   */
  int next(long wanted) throws IOException {
    int most = (int) Math.min(buffer.length, wanted);
    long begun = System.nanoTime();
    int held = 0;
    int n;
    do {
      n = read(held, most - held);
      held += Math.max(n, 0);
    } while (n >= FLOWING && held < most && System.nanoTime() - begun < MOST_NANOS);
    return held == 0 ? -1 : held;
  }

  private int read(int at, int most) throws IOException {
    if (broken != null) {
      throw broken;
    }
    try {
      return in.read(buffer, at, most);
    } catch (IOException e) {
      if (at == 0) {
        throw e;
      }
      broken = e;
      return -1;
    }
  }

  /** The first bytes of the block. */
  ByteBuffer bytes(int count) {
    return ByteBuffer.wrap(buffer, 0, count);
  }
}
