package nz.co.medimage.transport.http.server;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The body of an upload, cut where the upload ends, and broken off if it comes so slowly that
 * someone must be holding the thread on purpose. Remembers whether it was the body that broke.
 */
final class BodyStream extends FilterInputStream {
  static final int LEAST_BYTES_PER_SECOND = 1024;
  static final long GRACE_SECONDS = 30;

  private final long limit;
  private final LongSupplier nanos;
  private final long begun;
  private long taken;
  private boolean broken;

  /**
   * @param limit how many bytes are wanted at most
   * @param nanos such as {@link System#nanoTime()}
   */
  BodyStream(InputStream in, long limit, LongSupplier nanos) {
    super(in);
    this.limit = limit;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
  }

  /** Whether reading failed. */
  boolean broken() {
    return broken;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (taken == limit) {
      return -1;
    }
    try {
      int count = super.read(buffer, offset, (int) Math.min(length, limit - taken));
      taken += Math.max(count, 0);
      checkPace();
      return count;
    } catch (IOException e) {
      broken = true;
      throw e;
    }
  }

  private void checkPace() throws IOException {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - begun) - GRACE_SECONDS;
    if (taken / LEAST_BYTES_PER_SECOND < seconds) {
      throw new IOException("the body comes too slowly");
    }
  }

  @Override
  public long skip(long count) throws IOException {
    return in.skip(0);
  }

  @Override
  public int available() {
    return 0;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
