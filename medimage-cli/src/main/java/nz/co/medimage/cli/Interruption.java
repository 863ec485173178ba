package nz.co.medimage.cli;

import java.util.concurrent.CountDownLatch;

/** The end of a command that runs until it is interrupted. */
final class Interruption {
  private Interruption() {}

  /** Blocks until the process, or this thread, is told to end; runs {@code close} then. */
  static void await(Runnable close) {
    CountDownLatch ended = new CountDownLatch(1);
    Runnable end =
        () -> {
          close.run();
          ended.countDown();
        };
    Thread shutdown = new Thread(end, "shutdown");
    Runtime.getRuntime().addShutdownHook(shutdown);
    try {
      ended.await();
    } catch (InterruptedException e) {
      Runtime.getRuntime().removeShutdownHook(shutdown);
      end.run();
      Thread.currentThread().interrupt();
    }
  }
}
