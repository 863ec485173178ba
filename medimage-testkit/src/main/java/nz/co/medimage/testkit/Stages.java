package nz.co.medimage.testkit;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the contracts promise for later. */
public final class Stages {
  private static final int PATIENCE_SECONDS = 30;

  private Stages() {}

  /**
   * Waits for half a minute at most.
   *
   * @throws IOException the one with which it failed, or if it took too long
   */
  public static <T> T await(CompletionStage<T> stage) throws IOException {
    try {
      return stage.toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException("the stage failed with a bug", e.getCause());
    } catch (TimeoutException e) {
      throw new IOException("nothing came in " + PATIENCE_SECONDS + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }
}
