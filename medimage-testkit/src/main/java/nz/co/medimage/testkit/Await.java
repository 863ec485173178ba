package nz.co.medimage.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Waits, in a test, for what another thread or process does and nothing tells of. */
public final class Await {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration BETWEEN = Duration.ofMillis(1);

  private Await() {}

  /**
   * Waits until something holds, which is asked again and again.
   *
   * @param what names it, such as {@code the inbox is empty}
   * @throws AssertionError that names it, if it does not hold within 60 s, or if this thread is
   *     interrupted, as it is when a test runs out of time
   * @throws X as the condition does
   */
  public static <X extends Exception> void until(String what, Condition<X> condition) throws X {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (!condition.holds()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new AssertionError("interrupted while it did not happen: " + what);
      }
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it did not happen in " + LIMIT.toSeconds() + " s: " + what);
      }
      LockSupport.parkNanos(BETWEEN.toNanos());
    }
  }

  /**
   * What is waited for.
   *
   * @param <X> what asking can throw
   */
  @FunctionalInterface
  public interface Condition<X extends Exception> {
    /** Whether it holds now. */
    boolean holds() throws X;
  }
}
