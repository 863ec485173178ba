package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.runtime.DaemonThreads;
import org.jspecify.annotations.Nullable;

/**
 * Has a large file written to the disk while it grows, so that whoever forces it at the end finds
 * little left to do. For one thread.
 */
final class WriteOut implements AutoCloseable {
  /** How much must have come since the last time. */
  static final long STEP = 32 << 20;

  private final Force force;
  private @Nullable ExecutorService thread;
  private Future<?> last = CompletableFuture.completedFuture(null);
  private long begun;

  /**
   * Begins nothing yet.
   *
   * @param force forces what is in the file by then; called on a thread of its own
   */
  WriteOut(Force force) {
    this.force = force;
  }

  /** Forces a file to disk. */
  @FunctionalInterface
  interface Force {
    void run() throws IOException;
  }

  /**
   * The file has grown; does not wait for the disk.
   *
   * @param size about how large it is now
   */
  void reached(long size) {
    if (size - begun < STEP || !last.isDone()) {
      return;
    }
    begun = size;
    if (thread == null) {
      thread = Executors.newSingleThreadExecutor(DaemonThreads.named("write-out"));
    }
    Future<?> before = last;
    last =
        thread.submit(
            () -> {
              before.get();
              force.run();
              return true;
            });
  }

  /**
   * Waits for what was begun; nothing more is.
   *
   * @throws IOException if the disk failed; the file is of no use then. Linux says so only once:
   *     who forces it later is not told that a part of it is missing
   */
  void end() throws IOException {
    close();
    try {
      last.get();
    } catch (ExecutionException e) {
      throw new IOException("the disk failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Begins nothing more; what was begun still runs. */
  @Override
  public void close() {
    if (thread != null) {
      thread.shutdown();
    }
  }
}
