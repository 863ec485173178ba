package nz.co.medimage.receiver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
  private final int size;
  private byte @Nullable [] buffer;
  private ByteBuffer block = ByteBuffer.allocate(0);
  private @Nullable IOException broken;

  /**
   * The blocks of a stream.
   *
   * @param size the most bytes that a block has
   */
  Blocks(InputStream in, int size) {
    this.in = in;
    this.size = size;
  }

  /**
   * Reads the next block.
   *
   * @return how many bytes it has, at most {@code wanted}, or -1 at the end
   * @throws IOException if the stream broke and all that came before has been handed on
   */
  int next(long wanted) throws IOException {
    int most = (int) Math.min(size, wanted);
    // Each block of an upload comes so: copied once more, it would cost as much as its digest.
    if (in.getClass() == ByteArrayInputStream.class && in.available() <= most) {
      return take(in);
    }
    if (buffer == null) {
      buffer = new byte[size];
    }
    return read(buffer, most);
  }

  private int take(InputStream array) throws IOException {
    block = ByteBuffer.allocate(0);
    array.transferTo(
        new OutputStream() {
          @Override
          public void write(int b) {
            throw new IllegalStateException("an array is written as a whole");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            block = ByteBuffer.wrap(bytes, offset, length);
          }
        });
    return block.hasRemaining() ? block.remaining() : -1;
  }

  private int read(byte[] into, int most) throws IOException {
    long begun = System.nanoTime();
    int held = 0;
    int n;
    do {
      n = read(into, held, most - held);
      held += Math.max(n, 0);
    } while (n >= FLOWING && held < most && System.nanoTime() - begun < MOST_NANOS);
    block = ByteBuffer.wrap(into, 0, held);
    return held == 0 ? -1 : held;
  }

  private int read(byte[] into, int at, int most) throws IOException {
    if (broken != null) {
      throw broken;
    }
    try {
      return in.read(into, at, most);
    } catch (IOException e) {
      if (at == 0) {
        throw e;
      }
      broken = e;
      return -1;
    }
  }

  /** The block that was read last; changes with the next one. */
  ByteBuffer block() {
    return block;
  }
}
