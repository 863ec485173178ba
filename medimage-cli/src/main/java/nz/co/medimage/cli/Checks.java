package nz.co.medimage.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import nz.co.medimage.runtime.DaemonThreads;

/** Runs checks in parallel, so that a share or network that hangs delays only its own check. */
final class Checks {
  private final List<Begun> running = new ArrayList<>();

  /** Several can have one name, as there can be several folders. */
  private record Begun(String name, FutureTask<List<Check>> task) {}

  /** Looks at one concern. */
  @FunctionalInterface
  interface Concern {
    /** Runs the checks. The message of an exception says what needs to be fixed. */
    List<Check> look() throws IOException;
  }

  /** Begins one. */
  void add(String name, Concern concern) {
    FutureTask<List<Check>> task = new FutureTask<>(concern::look);
    running.add(new Begun(name, task));
    var unused = DaemonThreads.start("check", task);
  }

  /** Reports the results, in the order in which the checks were added. */
  void tell(Duration atMost, Consumer<Check> told) throws IOException {
    long end = System.nanoTime() + atMost.toNanos();
    for (Begun begun : running) {
      await(begun.name(), begun.task(), end).forEach(told);
    }
  }

  private static List<Check> await(String name, FutureTask<List<Check>> task, long end)
      throws IOException {
    try {
      return task.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return List.of(
          Check.mend(name, "there is no answer in time; see whether a share or the network hangs"));
    } catch (ExecutionException e) {
      if (isOurs(e.getCause())) {
        throw new IllegalStateException("a check failed", e.getCause());
      }
      return List.of(Check.mend(name, Errors.sentence(e.getCause())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static boolean isOurs(Throwable fault) {
    return !(fault instanceof IOException
        || fault instanceof UncheckedIOException
        || fault instanceof BadInputException);
  }
}
