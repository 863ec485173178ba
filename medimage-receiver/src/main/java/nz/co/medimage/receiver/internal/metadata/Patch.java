package nz.co.medimage.receiver.internal.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Bytes to overwrite in a file, so that its length and all else in it stay. Immutable. */
public final class Patch {
  private final long at;
  private final byte[] bytes;

  Patch(long at, byte[] bytes) {
    this.at = at;
    this.bytes = bytes;
  }

  /** Overwrites them in a copy of the file in which they were found. */
  public void writeTo(FileChannel file) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      file.write(left, at + left.position());
    }
  }
}
