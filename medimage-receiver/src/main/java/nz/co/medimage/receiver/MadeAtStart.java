package nz.co.medimage.receiver;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An add-on of a follow-up sink, or that sink, which is made when it starts: where it cannot be
 * made now, photos wait for it, and it is tried again. It is made once. Safe for use by several
 * threads.
 */
final class MadeAtStart<T extends AutoCloseable> implements AutoCloseable {

  /** Makes it. */
  @FunctionalInterface
  interface Making<T> {
    T make() throws IOException;
  }

  private final Making<T> making;
  private @Nullable T made;

  MadeAtStart(Making<T> making) {
    this.making = making;
  }

  synchronized T get() throws IOException {
    if (made == null) {
      made = making.make();
    }
    return made;
  }

  /** Closes it if it was made. */
  @Override
  public void close() throws IOException {
    T closing;
    synchronized (this) {
      closing = made;
    }
    if (closing == null) {
      return;
    }
    try {
      closing.close();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
