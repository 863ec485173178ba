package nz.co.medimage.sender;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.transport.SealedEnvelope;

/**
 * An envelope while it is being sealed, of which a transport reads what is there. The last bytes
 * are held back until it is released: without them no receiver has all of it, and nobody can open
 * its last segment. Safe for use by several threads.
 */
final class GrowingEnvelope implements SealedEnvelope {
  /** It is offered each time that another MiB is sealed: a smaller photo gains nothing. */
  static final int PART = 1 << 20;

  /** More than the tag of the last segment. */
  static final int HELD_BACK = 1 << 10;

  /** Whether it will be whole. */
  enum State {
    GROWING,
    RELEASED,
    BROKEN
  }

  private final EnvelopeId id;
  private final long size;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Of the thread that seals it.
  private boolean begun;

  // All below under the lock.
  private Path file;
  private State state = State.GROWING;
  private long written;
  private long seen;

  /**
   * Makes one of which nothing is there yet.
   *
   * @param file where it is being sealed
   */
  GrowingEnvelope(EnvelopeId id, Path file, long size) {
    this.id = id;
    this.file = file;
    this.size = size;
  }

  @Override
  public EnvelopeId id() {
    return id;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public boolean fresh() {
    return true;
  }

  /** Whether an upload of it was begun. For the thread that seals it. */
  boolean isBegun() {
    return begun;
  }

  State state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns a stream through which it grows.
   *
   * @param out writes to its file
   * @param early is called, on the thread that writes, whenever another part is complete and there
   *     is more to come, until it returns that it has begun an upload
   */
  OutputStream through(OutputStream out, Predicate<GrowingEnvelope> early) {
    return new FilterOutputStream(out) {
      @Override
      public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        if (grow(length) && !begun) {
          begun = early.test(GrowingEnvelope.this);
        }
      }
    };
  }

  /** Returns whether a part has just been completed, and there is another. */
  private boolean grow(int by) {
    lock.lock();
    try {
      long before = written / PART;
      written += by;
      changed.signalAll();
      return written / PART > before && written < size;
    } finally {
      lock.unlock();
    }
  }

  /** Gives its file another name. */
  void moveTo(Path name) throws IOException {
    lock.lock();
    try {
      DurableFiles.renameReplacing(file, name);
      file = name;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Gives the last bytes to those who read it, now that it is whole and safe on the disk.
   *
   * @return false if it is too late, as it was broken off
   */
  boolean release() {
    return end(State.RELEASED);
  }

  /**
   * Waits until it is released.
   *
   * @throws IOException if it breaks off
   */
  void awaitRelease() throws IOException {
    lock.lock();
    try {
      while (state == State.GROWING) {
        changed.await();
      }
      checkUnbroken();
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  private void checkUnbroken() throws IOException {
    if (state == State.BROKEN) {
      throw new IOException("the photo is not sealed yet, or cannot be");
    }
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  /** Makes reading fail, unless it has been released. */
  void breakOff() {
    end(State.BROKEN);
  }

  /**
   * Breaks off unless it has grown by so much since the last call.
   *
   * @return whether it is still growing
   */
  boolean breakOffUnlessGrownBy(long bytes) {
    lock.lock();
    try {
      if (written - seen < bytes) {
        breakOff();
      }
      seen = written;
      return state == State.GROWING;
    } finally {
      lock.unlock();
    }
  }

  private boolean end(State as) {
    lock.lock();
    try {
      if (state == State.GROWING) {
        state = as;
        changed.signalAll();
      }
      return state == as;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public InputStream open(long offset) throws IOException {
    lock.lock();
    try {
      return new Reading(SealedEnvelope.of(id, file, size).open(offset), offset);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for more than {@code at} bytes to be there.
   *
   * @return how many may be read there, at most {@code most}
   */
  private int await(long at, int most) throws IOException {
    lock.lock();
    try {
      while (state == State.GROWING && readable() <= at) {
        changed.await();
      }
      checkUnbroken();
      return (int) Math.min(most, readable() - at);
    } catch (InterruptedException e) {
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  private long readable() {
    return state == State.RELEASED ? size : Math.min(written, size - HELD_BACK);
  }

  /** Reads what may be read. */
  private final class Reading extends InputStream {
    private final InputStream in;
    private long at;

    Reading(InputStream in, long at) {
      this.in = in;
      this.at = at;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      if (length == 0 || at == size) {
        return length == 0 ? 0 : -1;
      }
      int n = in.read(buffer, from, await(at, length));
      at += Math.max(0, n);
      return n;
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
