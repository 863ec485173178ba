package nz.co.medimage.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits in a test until another thread or process has done something, by asking repeatedly. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(1);

  private Await() {}

  /**
   * Blocks until a condition holds; asks every millisecond.
   *
   * @param what a name for the condition, such as {@code the inbox is empty}
   * @throws AssertionError with that name, if the condition does not hold within 60 s, or if this
   *     thread is interrupted, as it is when a test runs out of time
   * @throws X if the condition throws it
   */
  public static <X extends Exception> void until(String what, Condition<X> condition) throws X {
    until(what, LIMIT, condition);
  }

  static <X extends Exception> void until(String what, Duration limit, Condition<X> condition)
      throws X {
    long end = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while it did not happen: " + what);
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it did not happen in " + limit.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }

  /**
   * A condition to wait for.
   *
   * @param <X> what checking the condition can throw
   */
  @FunctionalInterface
  public interface Condition<X extends Exception> {
    /** Whether the condition holds now. */
    boolean holds() throws X;
  }
}
