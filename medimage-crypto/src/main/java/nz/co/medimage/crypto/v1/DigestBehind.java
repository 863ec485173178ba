package nz.co.medimage.crypto.v1;

import java.io.InterruptedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * SHA-256 on a thread of its own, one buffer behind the caller: it takes longer than the cipher,
 * and one after the other they would be too slow. The caller alternates two buffers.
 */
final class DigestBehind implements AutoCloseable {
  private final MessageDigest digest = sha256();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "medimage-sha256");
            daemon.setDaemon(true);
            return daemon;
          });
  private Future<?> last = CompletableFuture.completedFuture(null);

  /** Takes the buffer, and gives back the one before: the caller may change that, not this. */
  void update(byte[] buffer, int length) throws InterruptedIOException {
    await();
    last = thread.submit(() -> digest.update(buffer, 0, length));
  }

  byte[] digest() throws InterruptedIOException {
    await();
    return digest.digest();
  }

  private void await() throws InterruptedIOException {
    try {
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

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
