package nz.co.medimage.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;

/** Makes an add-on on a thread of its own, has it test itself within a time limit, closes it. */
public final class SelfTestRun {
  private final Duration limit;
  private final Function<Throwable, String> sentences;

  /**
   * Makes it.
   *
   * @param limit for making and testing together
   * @param sentences says in one sentence why an add-on could not be made
   */
  public SelfTestRun(Duration limit, Function<Throwable, String> sentences) {
    this.limit = limit;
    this.sentences = sentences;
  }

  /**
   * Runs one test; blocks.
   *
   * @param making makes the add-on
   * @param patient whom to look up
   * @return what it found, and one failure if it could not be made, or not in time; empty if it
   *     does not test itself
   * @throws IOException if the thread is interrupted
   */
  public List<Finding> of(Callable<? extends AutoCloseable> making, Optional<String> patient)
      throws IOException {
    FutureTask<List<Finding>> task = new FutureTask<>(() -> test(making, patient));
    Thread thread = DaemonThreads.start("self-test", task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      thread.interrupt();
      return failed(
          "There is no answer within "
              + (limit.toMinutes() < 1
                  ? limit.toMillis() / 1_000 + " seconds"
                  : limit.toMinutes() + " minutes")
              + "; see whether the network or the practice software hangs.");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return failed(
          cause instanceof IOException || cause instanceof IllegalArgumentException
              ? sentences.apply(cause)
              : "The add-on has a bug ("
                  + cause.getClass().getSimpleName()
                  + "); tell those who made it.");
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<Finding> test(
      Callable<? extends AutoCloseable> making, Optional<String> patient) throws Exception {
    try (AutoCloseable made = making.call()) {
      return made instanceof SelfTest test ? test.test(patient) : List.of();
    }
  }

  private static List<Finding> failed(String sentence) {
    return List.of(new Finding(Verdict.FAILED, sentence));
  }
}
