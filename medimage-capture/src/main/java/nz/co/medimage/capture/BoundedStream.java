package nz.co.medimage.capture;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of which only a limited number of bytes is read; skipping costs nothing. */
final class BoundedStream extends FilterInputStream {
  private long left;

  BoundedStream(Path file, long most) throws IOException {
    super(Files.newInputStream(file));
    left = most;
  }

  @Override
  public int read() throws IOException {
    count(1);
    return super.read();
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = super.read(into, offset, length);
    count(read);
    return read;
  }

  private void count(int read) throws IOException {
    left -= Math.max(read, 0);
    if (left < 0) {
      throw new EOFException("enough was read to find a time of capture");
    }
  }
}
