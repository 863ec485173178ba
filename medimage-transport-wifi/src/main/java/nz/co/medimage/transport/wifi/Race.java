package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.runtime.DaemonThreads;
import org.jspecify.annotations.Nullable;

/**
 * Tries several addresses at once; the first that leads to the receiver wins, and the others are
 * closed again.
 */
final class Race<T extends Closeable> {
  private final BlockingQueue<Result<T>> results = new LinkedBlockingQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();

  private Race() {}

  /**
   * Tries them all.
   *
   * @param attempts at least one
   * @throws NotPairedException as soon as one throws it: that address was right, but the receiver
   *     refuses
   * @throws IOException if none worked: that of the first attempt that got any answer, otherwise
   *     that of the first
   */
  static <T extends Closeable> T first(List<Attempt<T>> attempts) throws IOException {
    if (attempts.size() == 1) {
      return attempts.get(0).run();
    }
    Race<T> race = new Race<>();
    for (int i = 0; i < attempts.size(); i++) {
      int place = i;
      var unused = DaemonThreads.start("connect", () -> race.run(place, attempts.get(place)));
    }
    return race.decide(attempts.size());
  }

  private void run(int place, Attempt<T> attempt) {
    try {
      results.add(new Result<>(place, attempt.run(), null));
      closeLate();
    } catch (IOException e) {
      results.add(new Result<>(place, null, e));
    } catch (RuntimeException e) {
      IOException bug = new IOException("an attempt to connect met a bug", e);
      results.add(new Result<>(place, null, bug));
    }
  }

  private T decide(int attempts) throws IOException {
    Result<T> worst = null;
    try {
      for (int i = 0; i < attempts; i++) {
        Result<T> result = results.take();
        if (result.link != null) {
          return result.link;
        }
        if (result.failure instanceof NotPairedException) {
          throw result.failure;
        }
        worst = worst == null || result.isWorseThan(worst) ? result : worst;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      over.set(true);
      closeLate();
    }
    throw worst == null || worst.failure == null
        ? new IOException("no address is known")
        : worst.failure;
  }

  /** Called by both sides after they did their part, so that no late winner stays open. */
  private void closeLate() {
    if (over.get()) {
      for (Result<T> late = results.poll(); late != null; late = results.poll()) {
        late.close();
      }
    }
  }

  /** One address to try. */
  interface Attempt<T extends Closeable> {
    T run() throws IOException;
  }

  private record Result<T extends Closeable>(
      int place, @Nullable T link, @Nullable IOException failure) {

    /** An address that leads nowhere fails at once, and says less than one that answers. */
    boolean isWorseThan(Result<T> other) {
      return isSilence() == other.isSilence() ? place < other.place : other.isSilence();
    }

    private boolean isSilence() {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (cause instanceof SocketException
            || cause instanceof UnknownHostException
            || cause instanceof InterruptedIOException) {
          return true;
        }
      }
      return false;
    }

    void close() {
      if (link != null) {
        try {
          link.close();
        } catch (IOException e) {
          // It lost; nobody uses it.
        }
      }
    }
  }
}
