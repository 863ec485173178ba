package nz.co.medimage.filter.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What can be told of processes on any system, without the mark in their environment. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
final class ProcessTreeTest {
  /** In each script: writes its process id, and waits for the file of a name. */
  private static final String COMMON =
      "tell() { echo $$ > \"$1.new\"; mv \"$1.new\" \"$1.pid\"; };"
          + " await() { while [ ! -e \"$1\" ]; do sleep 0.02; done; };";

  @TempDir Path folder;

  private void script(String name, String text) throws Exception {
    Files.writeString(folder.resolve(name), COMMON + text);
  }

  private ProcessHandle process(String name) throws Exception {
    Path file = folder.resolve(name + ".pid");
    while (!Files.exists(file)) {
      Thread.onSpinWait();
    }
    long pid = Long.parseLong(Files.readString(file).strip());
    return ProcessHandle.of(pid).orElseThrow();
  }

  private void end(ProcessHandle process, String awaited) throws Exception {
    Files.createFile(folder.resolve(awaited));
    awaitEnd(process);
  }

  private static void awaitEnd(ProcessHandle process) throws Exception {
    process.onExit().get(60, TimeUnit.SECONDS);
  }

  /** Until it has looked for certain. */
  private static void look(ProcessTree tree) {
    long end = System.nanoTime() + Duration.ofMillis(150).toNanos();
    while (System.nanoTime() < end) {
      tree.look();
      Thread.onSpinWait();
    }
  }

  @Test
  void whatAnOrphanStartedIsKilledThoughBothOthersHaveEnded() throws Exception {
    script("last", "tell last; exec sleep 1000");
    script("orphan", "tell orphan; await start; sh last & await orphan-end");
    script("child", "tell child; sh orphan & await child-end");
    script("program", "env -i PATH=\"$PATH\" sh child & wait; exec sleep 1000");
    ProcessTree tree =
        ProcessTree.start(new ProcessBuilder("sh", "program").directory(folder.toFile()));
    Optional<ProcessHandle> last = Optional.empty();
    try {
      ProcessHandle orphan = process("orphan");
      look(tree);
      end(process("child"), "child-end");
      Files.createFile(folder.resolve("start"));
      last = Optional.of(process("last"));
      look(tree);
      end(orphan, "orphan-end");

      tree.kill();

      awaitEnd(last.get());
    } finally {
      tree.kill();
      last.ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
