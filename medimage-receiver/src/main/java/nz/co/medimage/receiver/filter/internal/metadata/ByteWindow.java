package nz.co.medimage.receiver.filter.internal.metadata;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Reads a file of any size at any place through one buffer. */
final class ByteWindow {
  private static final int SIZE = 1 << 16;

  private final FileChannel channel;
  private final long size;
  private final byte[] buffer = new byte[SIZE];
  private long start;
  private int length;

  ByteWindow(FileChannel channel) throws IOException {
    this.channel = channel;
    this.size = channel.size();
  }

  long size() {
    return size;
  }

  /** The byte at a place; -1 behind the end. */
  int u8(long at) throws IOException {
    return load(at) ? buffer[(int) (at - start)] & 0xFF : -1;
  }

  /** Two bytes, the high one first; -1 behind the end. */
  int u16(long at) throws IOException {
    int high = u8(at);
    int low = u8(at + 1);
    return low < 0 || high < 0 ? -1 : (high << 8) | low;
  }

  /** The next place of 0xFF, from {@code at} on; the size if there is none. */
  long nextMarkerByte(long at) throws IOException {
    for (long from = at; load(from); from = start + length) {
      for (int i = (int) (from - start); i < length; i++) {
        if (buffer[i] == (byte) 0xFF) {
          return start + i;
        }
      }
    }
    return size;
  }

  /** Two bytes, the low one first; -1 behind the end. */
  private int u16Little(long at) throws IOException {
    int swapped = u16(at);
    return swapped < 0 ? -1 : (swapped & 0xFF) << 8 | swapped >> 8;
  }

  /** Four bytes, the high one first; -1 behind the end. */
  long u32(long at) throws IOException {
    int high = u16(at);
    int low = u16(at + 2);
    return low < 0 ? -1 : (long) high << 16 | low;
  }

  /** Four bytes, the low one first; -1 behind the end. */
  long u32Little(long at) throws IOException {
    int low = u16Little(at);
    int high = u16Little(at + 2);
    return high < 0 ? -1 : (long) high << 16 | low;
  }

  /** Adds some bytes to a buffer, one at least: {@code at} is before the end. */
  int copy(long at, int most, ByteBuffer into) throws IOException {
    if (!load(at)) {
      throw new EOFException("the file became shorter while it was read");
    }
    int from = (int) (at - start);
    int count = Math.min(Math.min(most, into.remaining()), length - from);
    into.put(buffer, from, count);
    return count;
  }

  /** Some bytes, fewer at the end of the file. */
  byte[] read(long at, int count) throws IOException {
    byte[] bytes = new byte[(int) Math.max(0, Math.min(count, size - at))];
    return Arrays.copyOf(bytes, fill(bytes, at));
  }

  private boolean load(long at) throws IOException {
    if (at < start || at >= start + length) {
      if (at < 0 || at >= size) {
        return false;
      }
      start = at;
      length = fill(buffer, at);
    }
    return at < start + length;
  }

  private int fill(byte[] bytes, long at) throws IOException {
    ByteBuffer into = ByteBuffer.wrap(bytes);
    while (into.hasRemaining() && channel.read(into, at + into.position()) >= 0) {
      // continues until it is full or at the end
    }
    return into.position();
  }
}
