package nz.co.medimage.sender;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import nz.co.medimage.api.Photo;
import org.jspecify.annotations.Nullable;

/**
 * The second reading of a photo, which fails unless it gives the same bytes as the first one. It
 * opens the photo when it is first read, and remembers whether it was the photo that failed.
 */
final class SourceStream extends InputStream {
  /** Java keeps a buffer of the size of the largest read for each thread. */
  private static final int MOST_AT_ONCE = 1 << 16;

  private final Photo.Content content;
  private final ContentDigest first;
  private final CRC32 checksum = new CRC32();
  private @Nullable InputStream in;
  private long count;
  private boolean failed;
  private boolean verified;

  SourceStream(Photo.Content content, ContentDigest first) {
    this.content = content;
    this.first = first;
  }

  /** Whether the photo, and not the outbox, failed. */
  boolean failed() {
    return failed;
  }

  /** Checks that nothing follows and that every byte was the same. */
  void finish() throws IOException {
    if (read() >= 0) {
      throw changed();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (verified) {
      return -1;
    }
    failed = true;
    int n = readContent(buffer, offset, Math.min(length, MOST_AT_ONCE));
    if (n > 0) {
      count += n;
      checksum.update(buffer, offset, n);
    }
    verified = n < 0 && first.isSame(count, checksum);
    if (count > first.length() || (n < 0 && !verified)) {
      throw changed();
    }
    failed = false;
    return n;
  }

  private int readContent(byte[] buffer, int offset, int length) throws IOException {
    try {
      InputStream open = in == null ? content.open() : in;
      in = open;
      return open.read(buffer, offset, length);
    } catch (IOException e) {
      throw UnreadablePhotoException.of(e);
    } catch (RuntimeException e) {
      throw UnreadablePhotoException.of(e);
    }
  }

  private IOException changed() {
    failed = true;
    return new IOException("The photo changed while it was being read; send it again.");
  }

  @Override
  public void close() throws IOException {
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        failed = true;
        throw UnreadablePhotoException.of(e);
      } catch (RuntimeException e) {
        failed = true;
        throw UnreadablePhotoException.of(e);
      }
    }
  }
}
