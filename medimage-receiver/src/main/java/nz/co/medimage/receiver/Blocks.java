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

  private static final int SIZE = 1 << 18;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final @Nullable InputStream in;
  private final ByteBuffer given;
  private byte @Nullable [] buffer;
  private ByteBuffer block = NOTHING;
  private @Nullable IOException broken;

  /** The blocks of a stream. */
  Blocks(InputStream in) {
    this.in = in;
    this.given = NOTHING;
  }

  /** Blocks of what is in memory already, which is not copied. */
  Blocks(ByteBuffer given) {
    this.in = null;
    this.given = given.hasArray() ? given.duplicate() : copy(given);
  }

  private static ByteBuffer copy(ByteBuffer bytes) {
    return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
  }

  /**
   * Reads the next block.
   *
   * @return how many bytes it has, at most {@code wanted}, or -1 at the end
   * @throws IOException if the stream broke and all that came before has been handed on
   */
  int next(long wanted) throws IOException {
    int most = (int) Math.min(SIZE, wanted);
    return in == null ? take(most) : read(in, most);
  }

  private int take(int most) {
    int length = Math.min(most, given.remaining());
    block = given.duplicate().limit(given.position() + length);
    given.position(given.position() + length);
    return length == 0 ? -1 : length;
  }

  private int read(InputStream from, int most) throws IOException {
    if (buffer == null) {
      buffer = new byte[most];
    }
    return read(from, buffer, Math.min(most, buffer.length));
  }

  private int read(InputStream from, byte[] into, int most) throws IOException {
    long begun = System.nanoTime();
    int held = 0;
    int n;
    do {
      n = read(from, into, held, most - held);
      held += Math.max(n, 0);
    } while (n >= FLOWING && held < most && System.nanoTime() - begun < MOST_NANOS);
    block = ByteBuffer.wrap(into, 0, held);
    return held == 0 ? -1 : held;
  }

  private int read(InputStream from, byte[] into, int at, int most) throws IOException {
    if (broken != null) {
      throw broken;
    }
    try {
      return from.read(into, at, most);
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
