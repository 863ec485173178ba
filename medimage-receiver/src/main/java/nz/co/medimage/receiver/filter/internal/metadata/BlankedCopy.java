package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;

/**
 * A copy of a file in which everything has its place, and what nobody asked to keep is zeros. So
 * what is forgotten is gone, and what is kept is found where it was.
 */
final class BlankedCopy {
  private static final byte[] FREE = "free".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ZERO = new byte[1];
  private static final int BUFFER = 1 << 16;

  private final FileChannel from;
  private final FileChannel to;
  private long pending;
  private long pendingEnd;

  BlankedCopy(FileChannel from, FileChannel to) {
    this.from = from;
    this.to = to;
  }

  /** Keeps bytes as they are. */
  void keep(long start, long end) throws IOException {
    if (start != pendingEnd) {
      flush();
      pending = start;
    }
    pendingEnd = end;
  }

  void keep(Box box) throws IOException {
    keep(box.start(), box.end());
  }

  /** Keeps where a box ends and what it is. */
  void keepHeader(Box box) throws IOException {
    keep(box.start(), box.body());
  }

  /** Makes of a box free space of its size: ISO/IEC 14496-12 section 8.1.2. */
  void free(Box box) throws IOException {
    keep(box.start(), box.start() + 4);
    put(box.start() + 4, FREE);
    keep(box.start() + BoxReader.HEADER, box.body());
  }

  /** Puts other bytes in. */
  void put(long at, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      to.write(left, at + left.position());
    }
  }

  /**
   * Ends the copy.
   *
   * @return whether anything in it is not as it was
   */
  boolean finish() throws IOException {
    flush();
    if (to.size() < from.size()) {
      put(from.size() - 1, ZERO);
    }
    ByteBuffer before = ByteBuffer.allocate(BUFFER);
    ByteBuffer after = ByteBuffer.allocate(BUFFER);
    for (long at = 0; at < from.size(); at += BUFFER) {
      read(from, at, before);
      read(to, at, after);
      if (!before.equals(after)) {
        return true;
      }
    }
    return false;
  }

  private void flush() throws IOException {
    to.position(pending);
    for (long at = pending; at < pendingEnd; ) {
      long copied = from.transferTo(at, pendingEnd - at, to);
      if (copied <= 0) {
        throw new IOException("the photo ended while it was copied");
      }
      at += copied;
    }
    pending = pendingEnd;
  }

  private static void read(FileChannel file, long at, ByteBuffer into) throws IOException {
    into.clear();
    while (into.hasRemaining() && file.read(into, at + into.position()) >= 0) {
      // continues until it is full or at the end
    }
    into.flip();
  }
}
