package nz.co.medimage.filter.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A program and what it has started, directly or not. Once a process has ended nobody can tell what
 * it started, so the tree is looked at while it runs. What starts and is left between two looks is
 * found on Linux by a mark in its environment, which processes inherit; it escapes where that
 * cannot be read, on other systems and of another user, and where a program clears it.
 */
final class ProcessTree {
  /** The variable whose value only this run has. */
  private static final String MARK = "MEDIMAGE_RUN";

  /** To look costs a system some milliseconds. */
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(4);

  private static final long LAST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);
  private static final int ROUNDS = 5;
  private static final long PATIENCE_SECONDS = 5;

  private final String mark;
  private final Process process;

  /** A handle knows when its process started, so none is of a later process with the same id. */
  private final Set<ProcessHandle> known = new LinkedHashSet<>();

  private long pause = FIRST_PAUSE;
  private long lookedAt = System.nanoTime();

  private ProcessTree(String mark, Process process) {
    this.mark = mark;
    this.process = process;
    known.add(process.toHandle());
  }

  /** Starts a program. */
  static ProcessTree start(ProcessBuilder builder) throws IOException {
    String value = UUID.randomUUID().toString();
    builder.environment().put(MARK, value);
    return new ProcessTree(MARK + "=" + value, builder.start());
  }

  /** The program itself. */
  Process process() {
    return process;
  }

  /** Remembers what it has started by now, if some time has passed since the last look. */
  void look() {
    long now = System.nanoTime();
    if (now - lookedAt >= pause) {
      lookedAt = now;
      pause = Math.min(2 * pause, LAST_PAUSE);
      addDescendants(ProcessHandle.allProcesses().toList());
    }
  }

  /** Of each process that is known: one in between may have ended. Whether there were any. */
  private boolean addDescendants(List<ProcessHandle> all) {
    Map<ProcessHandle, ProcessHandle> parents = new HashMap<>();
    all.forEach(each -> each.parent().ifPresent(parent -> parents.put(each, parent)));
    int before = known.size();
    int size;
    do {
      size = known.size();
      parents.forEach(
          (child, parent) -> {
            if (known.contains(parent)) {
              known.add(child);
            }
          });
    } while (known.size() > size);
    return size > before;
  }

  /** Kills all of it that still runs, and waits until that is so. */
  void kill() {
    boolean again = true;
    for (int i = 0; again && i < ROUNDS; i++) { // A process may start another before it ends.
      again = known.stream().anyMatch(ProcessHandle::isAlive);
      List<ProcessHandle> all = ProcessHandle.allProcesses().toList();
      again |= addDescendants(all);
      for (ProcessHandle each : all) {
        again |= isMarked(each) && known.add(each);
      }
      known.forEach(ProcessHandle::destroyForcibly);
    }
    CompletableFuture<?>[] ends =
        known.stream()
            .filter(ProcessHandle::isAlive)
            .map(ProcessHandle::onExit)
            .toArray(CompletableFuture<?>[]::new);
    await(CompletableFuture.allOf(CompletableFuture.allOf(ends), process.onExit()));
  }

  private boolean isMarked(ProcessHandle each) {
    Path environment = Path.of("/proc", Long.toString(each.pid()), "environ");
    try {
      String variables = new String(Files.readAllBytes(environment), StandardCharsets.ISO_8859_1);
      return variables.contains(mark);
    } catch (IOException e) {
      return false; // It has ended, is another user's, or this is no Linux.
    }
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
