package nz.co.medimage.filter.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.file.Folders;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs that do not end by themselves, or not alone. */
@DisabledOnOs(OS.WINDOWS)
@Timeout(120)
final class ProgramEndsTest {
  @TempDir Path folder;
  private Path staging;
  private Path pids;
  private StagedPhoto photo;

  @BeforeEach
  void stage() throws IOException {
    staging = Files.createDirectory(folder.resolve("staging"));
    pids = Files.createFile(folder.resolve("pids"));
    photo = TestPhotos.staged(staging, TestPhotos.photoId(1), "#A", TestPhotos.jpeg(1));
  }

  /** The script has a file for process ids as {@code $1}. */
  private PhotoFilter filter(String timeout, String script) throws IOException {
    return filter(Map.of("timeout", timeout), script);
  }

  private PhotoFilter filter(Map<String, String> settings, String script) throws IOException {
    RunFilterProvider provider = new RunFilterProvider();
    Map<String, Object> all = new HashMap<>(settings);
    all.put("command", List.of("sh", "-c", script, "sh", pids.toString()));
    return provider.create(new FakeAddOnContext(provider, all, folder.resolve("state")));
  }

  private String failure(PhotoFilter filter) {
    return assertThrows(IOException.class, () -> filter.apply(photo)).getMessage();
  }

  private void assertAllEnded(int processes) throws Exception {
    List<String> all = Files.readAllLines(pids);
    assertEquals(processes, all.size());
    for (String pid : all) {
      // An orphan is a zombie until the system has noticed.
      CompletableFuture<?> end =
          ProcessHandle.of(Long.parseLong(pid))
              .<CompletableFuture<?>>map(ProcessHandle::onExit)
              .orElse(CompletableFuture.completedFuture(null));
      end.get(60, TimeUnit.SECONDS);
    }
    assertEquals(List.of(photo.file()), Folders.list(staging));
  }

  @Test
  void hangingProgramIsKilledAtItsTimeLimit() throws Exception {
    PhotoFilter filter = filter("500ms", "echo $$ > \"$1\"; exec sleep 1000");

    assertEquals(
        "The program of the filter run did not end within 500 ms and was killed.", failure(filter));
    assertAllEnded(1);
  }

  @Test
  void programThatIgnoresSignalsIsKilledToo() throws Exception {
    failure(filter("500ms", "trap '' TERM INT HUP; echo $$ > \"$1\"; while :; do :; done"));

    assertAllEnded(1);
  }

  @Test
  void whatAHangingProgramStartedIsKilledToo() throws Exception {
    String script =
        "sleep 1000 & echo $! > \"$1\"; (sleep 1000 & echo $! >> \"$1\"; wait) & echo $! >> \"$1\";"
            + " wait";

    failure(filter("1s", script));

    assertAllEnded(3);
  }

  @Test
  void childThatIsLeftBehindHoldsUpNothing() throws Exception {
    assertSame(photo, filter("1h", "env -i sleep 1000 & echo $! > \"$1\"").apply(photo));

    ProcessHandle.of(Long.parseLong(Files.readString(pids).strip()))
        .ifPresent(ProcessHandle::destroyForcibly);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void childThatOutlivesTheProgramIsKilled() throws Exception {
    assertSame(photo, filter("1h", "sleep 1000 & echo $! > \"$1\"").apply(photo));

    assertAllEnded(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void grandchildOfAParentThatHasEndedIsKilled() throws Exception {
    String script = "(setsid sleep 1000 & echo $! > \"$1\"); echo $$ >> \"$1\"; exec sleep 1000";

    failure(filter("1s", script));

    assertAllEnded(2);
  }

  @Test
  void hugeFileIsStopped() throws Exception {
    assertEquals(
        "The program of the filter run wrote over 2 MiB for one photo.",
        failure(filter(Map.of("max-size", "2MiB"), "echo $$ > \"$1\"; exec cat /dev/zero > big")));
    assertAllEnded(1);
  }

  @Test
  void manyFilesOfAProgramThatEndsCountTogether() throws Exception {
    String script =
        "for i in 1 2 3; do head -c 400000 /dev/zero > $i; done; echo '{\"file\":\"1\"}'";

    assertEquals(
        "The program of the filter run wrote over 1000000 bytes for one photo.",
        failure(filter(Map.of("max-size", "1000000"), script)));
    assertEquals(List.of(photo.file()), Folders.list(staging));
  }

  @Test
  void floodOfOutputIsStopped() throws Exception {
    assertEquals(
        "The program of the filter run printed over 1 MiB.",
        failure(filter("1h", "echo $$ > \"$1\"; exec yes")));
    assertAllEnded(1);
  }

  @Test
  void floodOfErrorsIsStopped() throws Exception {
    assertEquals(
        "The program of the filter run printed over 16 MiB on standard error.",
        failure(filter("1h", "echo $$ > \"$1\"; exec yes >&2")));
    assertAllEnded(1);
  }

  @Test
  void muchOutputOnBothIsNoDeadlock() throws Exception {
    String script =
        "head -c 1000000 /dev/zero | tr '\\0' x >&2; head -c 1000000 /dev/zero | tr '\\0' x";

    assertSame(photo, filter("1h", script).apply(photo));
  }

  @Test
  void interruptKillsTheProgram() throws Exception {
    PhotoFilter filter = filter("1h", "echo $$ > \"$1\"; exec sleep 1000");
    FutureTask<StagedPhoto> call = new FutureTask<>(() -> filter.apply(photo));
    Thread thread = new Thread(call);
    thread.start();
    awaitStarted();

    thread.interrupt();

    assertInstanceOf(
        InterruptedIOException.class, assertThrows(ExecutionException.class, call::get).getCause());
    assertAllEnded(1);
  }

  @Test
  void closeKillsTheProgram() throws Exception {
    PhotoFilter filter = filter("1h", "echo $$ > \"$1\"; exec sleep 1000");
    FutureTask<StagedPhoto> call = new FutureTask<>(() -> filter.apply(photo));
    new Thread(call).start();
    awaitStarted();

    filter.close();

    assertEquals(
        "The program of the filter run was killed, as the receiver is being closed.",
        assertThrows(ExecutionException.class, call::get).getCause().getMessage());
    assertAllEnded(1);
  }

  private void awaitStarted() throws IOException {
    Await.until("the program has started", () -> Files.readString(pids).endsWith("\n"));
    assertTrue(Files.size(pids) > 0);
  }
}
