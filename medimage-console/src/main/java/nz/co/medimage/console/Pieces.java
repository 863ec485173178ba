package nz.co.medimage.console;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Passes bytes on in pieces, and the last piece only at the end: what turns out at its end not to
 * be authentic never arrives whole. For one thread.
 */
final class Pieces extends OutputStream {
  private static final int SIZE = 32 * 1024;

  private final OutputStream to;
  private final byte[] piece = new byte[SIZE];
  private int filled;

  Pieces(OutputStream to) {
    this.to = to;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int from = offset;
    int left = length;
    while (left > 0) {
      if (filled == SIZE) {
        to.write(piece, 0, filled);
        filled = 0;
      }
      int count = Math.min(left, SIZE - filled);
      System.arraycopy(bytes, from, piece, filled, count);
      filled += count;
      from += count;
      left -= count;
    }
  }

  /** Everything came. */
  void finish() throws IOException {
    to.write(piece, 0, filled);
    to.close();
  }
}
