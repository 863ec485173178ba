package nz.co.medimage.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import nz.co.medimage.runtime.DaemonThreads;

/** The end of a command that runs until it is interrupted. */
final class Interruption {
  private Interruption() {}

  /** Blocks until the process, or this thread, is told to end; runs {@code close} then. */
  static void await(Runnable close) {
    await(close, new CompletableFuture<>());
  }

  /**
   * The same, or until what runs has come to its end by itself.
   *
   * @param over completes normally then
   */
  static void await(Runnable close, CompletableFuture<Void> over) {
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Runnable end =
        () -> {
          close.run();
          ended.complete(null);
        };
    Thread shutdown = DaemonThreads.named("shutdown").newThread(end);
    Runtime.getRuntime().addShutdownHook(shutdown);
    boolean interrupted = false;
    try {
      CompletableFuture.anyOf(ended, over).get();
    } catch (InterruptedException e) {
      interrupted = true;
    } catch (ExecutionException e) {
      throw new IllegalStateException("neither fails", e);
    }
    if (!ended.isDone()) {
      endInPlaceOf(shutdown, end);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void endInPlaceOf(Thread shutdown, Runnable end) {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdown);
    } catch (IllegalStateException e) {
      return; // The process is being ended just now: the hook runs.
    }
    end.run();
  }
}
