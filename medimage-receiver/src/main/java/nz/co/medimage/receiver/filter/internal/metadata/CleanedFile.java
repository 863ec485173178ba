package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;

/** Writes a clean file from front to back: pieces of the photo, and what stands in their place. */
final class CleanedFile {
  private final ByteWindow photo;
  private final WritableByteChannel out;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private long written;
  private boolean changed;

  /** What is to be kept next, but not copied yet: adjoining pieces are copied as one. */
  private long from;

  private long to;

  /** Goes through a photo once, from front to back. */
  @FunctionalInterface
  interface Walk {
    void go(ByteWindow photo, CleanedFile cleaned) throws IOException, UncleanableException;
  }

  /** Cleans by one walk, see {@link MetadataCleaner#clean}. */
  static boolean byOneWalk(FileChannel photo, FileChannel cleaned, Walk walk)
      throws IOException, UncleanableException {
    ByteWindow window = new ByteWindow(photo);
    CleanedFile file = new CleanedFile(window, cleaned);
    walk.go(window, file);
    return file.finish();
  }

  CleanedFile(ByteWindow photo, WritableByteChannel out) {
    this.photo = photo;
    this.out = out;
  }

  /** Keeps a piece of the photo, as far as the photo goes. */
  void keep(long at, long length) throws IOException {
    if (at != to) {
      copy();
      from = at;
    }
    to = Math.min(at + length, photo.size());
  }

  /** Puts these bytes next. */
  void put(byte[] bytes) throws IOException {
    copy();
    changed = changed || !Arrays.equals(bytes, photo.read(written, bytes.length));
    for (int at = 0; at < bytes.length; ) {
      int count = Math.min(bytes.length - at, room());
      buffer.put(bytes, at, count);
      at += count;
    }
    written += bytes.length;
  }

  /** Completes the file; false if it is the photo as it was. */
  boolean finish() throws IOException {
    copy();
    flush();
    return changed || written != photo.size();
  }

  private void copy() throws IOException {
    changed = changed || (from < to && from != written);
    while (from < to) {
      int count = photo.copy(from, (int) Math.min(to - from, room()), buffer);
      from += count;
      written += count;
    }
  }

  private int room() throws IOException {
    if (!buffer.hasRemaining()) {
      flush();
    }
    return buffer.remaining();
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      out.write(buffer);
    }
    buffer.clear();
  }
}
