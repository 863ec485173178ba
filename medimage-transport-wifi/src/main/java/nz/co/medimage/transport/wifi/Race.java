package nz.co.medimage.transport.wifi;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import nz.co.medimage.api.spi.NotPairedException;
import org.jspecify.annotations.Nullable;

/** Tries several ways at once; the first that leads there wins, the others are closed again. */
final class Race<T extends Closeable> {
  private final BlockingQueue<Result<T>> results = new LinkedBlockingQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();

  private Race() {}

  /**
   * Tries them all.
   *
   * @param attempts at least one
   * @throws NotPairedException as soon as one throws it: it led there, but the door is shut
   * @throws IOException if none led there; that of the first attempt to fail
   */
  static <T extends Closeable> T first(List<Attempt<T>> attempts) throws IOException {
    if (attempts.size() == 1) {
      return attempts.get(0).run();
    }
    Race<T> race = new Race<>();
    for (Attempt<T> attempt : attempts) {
      Threads.start("medimage-connect", () -> race.run(attempt));
    }
    return race.decide(attempts.size());
  }

  private void run(Attempt<T> attempt) {
    try {
      results.add(new Result<>(attempt.run(), null));
      closeLate();
    } catch (IOException e) {
      results.add(new Result<>(null, e));
    } catch (RuntimeException e) {
      results.add(new Result<>(null, new IOException("an attempt to connect met a bug", e)));
    }
  }

  private T decide(int attempts) throws IOException {
    IOException failure = null;
    try {
      for (int i = 0; i < attempts; i++) {
        Result<T> result = results.take();
        if (result.link != null) {
          return result.link;
        }
        if (result.failure instanceof NotPairedException) {
          throw result.failure;
        }
        failure = failure == null ? result.failure : failure;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      over.set(true);
      closeLate();
    }
    throw failure == null ? new IOException("no address is known") : failure;
  }

  /** Called by both sides after they did their part, so that no late winner stays open. */
  private void closeLate() {
    if (over.get()) {
      for (Result<T> late = results.poll(); late != null; late = results.poll()) {
        late.close();
      }
    }
  }

  /** One way to try. */
  interface Attempt<T extends Closeable> {
    T run() throws IOException;
  }

  private record Result<T extends Closeable>(@Nullable T link, @Nullable IOException failure) {
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
