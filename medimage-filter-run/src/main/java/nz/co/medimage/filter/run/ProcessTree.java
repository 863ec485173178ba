package nz.co.medimage.filter.run;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program and what it has started, directly or not. Once a process has ended nobody can tell what
 * it started, so the tree is looked at while it runs; what starts and is left within moments may
 * escape.
 */
final class ProcessTree {
  /** To look costs a system some milliseconds. */
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(4);

  private static final long LAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int ROUNDS = 3;
  private static final long PATIENCE_SECONDS = 5;

  private final Process process;
  private final Set<ProcessHandle> descendants = new LinkedHashSet<>();
  private long pause = FIRST_PAUSE;
  private long lookedAt = System.nanoTime();

  ProcessTree(Process process) {
    this.process = process;
  }

  /** Remembers what it has started by now, if some time has passed since the last look. */
  void look() {
    long now = System.nanoTime();
    if (now - lookedAt >= pause) {
      lookedAt = now;
      pause = Math.min(2 * pause, LAST_PAUSE);
      process.descendants().forEach(descendants::add);
    }
  }

  /** Kills all of it that still runs, and waits until that is so. */
  void kill() {
    process.descendants().forEach(descendants::add);
    process.destroyForcibly();
    for (int i = 0; i < ROUNDS; i++) { // A process may have started another before it ended.
      for (ProcessHandle each : Set.copyOf(descendants)) {
        each.descendants().forEach(descendants::add);
        each.destroyForcibly();
      }
    }
    CompletableFuture<?>[] ends =
        descendants.stream()
            .filter(ProcessHandle::isAlive)
            .map(ProcessHandle::onExit)
            .toArray(CompletableFuture<?>[]::new);
    await(CompletableFuture.allOf(CompletableFuture.allOf(ends), process.onExit()));
  }

  /** An interrupt does not shorten it: it may be why all of this is killed. */
  private static void await(CompletableFuture<?> end) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException | TimeoutException e) {
          return; // It hangs in the system, at a disk that is gone for example.
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
