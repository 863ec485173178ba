package nz.co.medimage.receiver;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The calls from outside that write to the home. A listener that was closed may still be in the
 * middle of one; none begins any more once this was closed. Safe for use by several threads.
 */
final class OpenCalls {
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private int open;
  private boolean isClosed;

  /** Something that writes. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  /**
   * Makes a call.
   *
   * @throws IOException if this was closed
   */
  <T> T run(Call<T> call) throws IOException {
    if (!begin()) {
      throw new IOException("the receiver has stopped");
    }
    try {
      return call.run();
    } finally {
      end();
    }
  }

  /** Something else that writes. */
  @FunctionalInterface
  interface Action {
    void run() throws IOException;
  }

  /** Does something, unless this was closed. */
  void runUnlessClosed(Action action) throws IOException {
    if (begin()) {
      try {
        action.run();
      } finally {
        end();
      }
    }
  }

  private synchronized boolean begin() {
    if (!isClosed) {
      open++;
    }
    return !isClosed;
  }

  private synchronized void end() {
    open--;
    tell();
  }

  /** Lets no further call begin; completes when the last one has returned. */
  synchronized CompletableFuture<Void> close() {
    isClosed = true;
    tell();
    return ended;
  }

  private void tell() {
    if (isClosed && open == 0) {
      ended.complete(null);
    }
  }
}
