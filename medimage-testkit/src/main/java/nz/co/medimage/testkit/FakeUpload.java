package nz.co.medimage.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import nz.co.medimage.api.transport.OffsetConflictException;

/** An upload of a {@link FakeIntake}: one thread at a time appends to it. */
final class FakeUpload {
  private static final int BLOCK = 1 << 16;

  private final long size;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean isBusy;

  FakeUpload(long size) {
    this.size = size;
  }

  /** Is told of each block. */
  @FunctionalInterface
  interface Watch {
    void stored(long held) throws IOException;
  }

  long append(long offset, InputStream bytes, Watch watch) throws IOException {
    enter(offset);
    try {
      byte[] block = new byte[BLOCK];
      while (held() < size) {
        int n = bytes.read(block, 0, (int) Math.min(BLOCK, size - held()));
        if (n < 0) {
          break;
        }
        store(block, n);
        watch.stored(held());
      }
      return held();
    } finally {
      leave();
    }
  }

  private synchronized void enter(long offset) throws OffsetConflictException {
    if (offset != held.size() || isBusy) {
      throw new OffsetConflictException(held.size());
    }
    isBusy = true;
  }

  private synchronized void leave() {
    isBusy = false;
  }

  private synchronized void store(byte[] block, int count) {
    held.write(block, 0, count);
  }

  /** Whether one of another size may take its place. */
  synchronized boolean givesWay() {
    return !isBusy && held.size() < size;
  }

  long size() {
    return size;
  }

  synchronized long held() {
    return held.size();
  }

  synchronized byte[] bytes() {
    return held.toByteArray();
  }
}
