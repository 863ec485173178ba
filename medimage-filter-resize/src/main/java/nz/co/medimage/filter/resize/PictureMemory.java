package nz.co.medimage.filter.resize;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The memory for pictures: a large one has it alone, smaller ones share it. Nobody waits long for
 * it, and a picture that hangs, in Java's reader or at a disk, does not keep its share. Safe for
 * use by several threads.
 */
final class PictureMemory {
  private static final int MB = 1_000_000;

  private final int size;
  private final Duration patience;
  private final Duration longest;

  /** Megabytes; who came first is served first, so that a large picture gets its turn. */
  private final Semaphore free;

  private final Set<Share> shares = ConcurrentHashMap.newKeySet();

  /**
   * Shares memory out.
   *
   * @param megabytes how much; a picture that takes more has all of it
   * @param patience how long a picture waits for its share
   * @param longest how long it keeps it while others wait
   */
  PictureMemory(int megabytes, Duration patience, Duration longest) {
    size = megabytes;
    free = new Semaphore(megabytes, true);
    this.patience = patience;
    this.longest = longest;
  }

  /**
   * Takes a share.
   *
   * @throws IOException if there is not enough now
   */
  Share take(long bytes) throws IOException, InterruptedException {
    shares.forEach(Share::releaseIfOverdue);
    int megabytes = (int) Math.min(size, bytes / MB + 1);
    if (!free.tryAcquire(megabytes, patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IOException(
          "Other photos take all memory for pictures at the moment; this one is tried again.");
    }
    Share share = new Share(megabytes);
    shares.add(share);
    return share;
  }

  /** What one picture has of it. */
  final class Share implements AutoCloseable {
    private final int megabytes;
    private final long since = System.nanoTime();
    private final AtomicBoolean isReleased = new AtomicBoolean();

    private Share(int megabytes) {
      this.megabytes = megabytes;
    }

    private void releaseIfOverdue() {
      if (System.nanoTime() - since >= longest.toNanos()) {
        close();
      }
    }

    @Override
    public void close() {
      if (isReleased.compareAndSet(false, true)) {
        shares.remove(this);
        free.release(megabytes);
      }
    }
  }
}
