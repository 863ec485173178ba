package nz.co.medimage.runtime;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Lets an interrupt end calls that do not heed one, such as a read from a socket: the call runs on
 * a thread of its own, for which the caller waits. Safe for use by several threads.
 */
public final class InterruptibleCall {
  private InterruptibleCall() {}

  /**
   * Makes the call, and blocks until it has returned. An interrupt of the calling thread cancels
   * it; the call may then still be at work for a moment.
   *
   * @param role the purpose of the call's thread, such as {@code http-poll}
   * @param cancel makes the call end soon; must not block, and may be run on any thread
   * @return what the call returned
   * @throws InterruptedIOException if the thread was interrupted, which it still is then
   * @throws IOException if the call threw one
   */
  public static <T> T run(String role, Callable<T> call, Runnable cancel) throws IOException {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(cancel, "cancel");
    FutureTask<T> task = new FutureTask<>(Objects.requireNonNull(call, "call"));
    var unused = DaemonThreads.start(role, task);
    try {
      return task.get();
    } catch (InterruptedException e) {
      cancel.run();
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    }
  }

  private static IOException failure(Throwable cause) {
    if (cause instanceof RuntimeException bug) {
      throw bug;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof IOException failure ? failure : new IOException(cause);
  }
}
