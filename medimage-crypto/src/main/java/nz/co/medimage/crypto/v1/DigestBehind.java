package nz.co.medimage.crypto.v1;

import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.runtime.DaemonThreads;

/**
 * SHA-256 on a thread of its own, one piece behind the caller: it takes longer than the cipher, and
 * one after the other they would be too slow. The caller alternates two buffers.
 */
final class DigestBehind implements AutoCloseable {
  private final MessageDigest digest = Sha256.newDigest();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(DaemonThreads.named("sha256"));
  private Future<?> last = CompletableFuture.completedFuture(null);

  /**
   * Takes these bytes and releases the earlier ones: the caller may change those, but not these.
   */
  void update(byte[] array, int offset, int length) throws InterruptedIOException {
    await();
    last = thread.submit(() -> digest.update(array, offset, length));
  }

  byte[] digest() throws InterruptedIOException {
    await();
    return digest.digest();
  }

  private void await() throws InterruptedIOException {
    try {
      if (Thread.interrupted()) { // which a result that is already there would hide
        throw new InterruptedException();
      }
      last.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while opening an envelope");
    } catch (ExecutionException e) {
      throw new IllegalStateException("a digest does not fail", e);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
