package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The receiver's process is killed wherever a step becomes final, from the request to file a
 * delivered photo under another tag to the photo that every sink has.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("process")
final class KilledReassigningTest {
  private static final Duration FORK = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final EnvelopeId id = Phone.freshId();

  @Test
  void photoIsFiledOnceUnderItsNewTagWhereverTheReceiverIsKilled() throws Exception {
    Phone phone = PairedHome.phone();
    Path rejected = Files.createDirectories(folder.resolve("rejected/home"));
    PairedHome.fill(rejected);
    ReassigningReceiver.reject(rejected, phone.seal(id, TestPhotos.jpeg(1)), phone.photo(id));
    ExecutorService forks = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> kills = new ArrayList<>();
      for (int n : finalSteps()) {
        kills.add(forks.submit(() -> killAndCheck(n)));
      }
      assertFalse(kills.isEmpty());
      for (Future<?> kill : kills) {
        kill.get();
      }
    } finally {
      forks.shutdownNow();
    }
  }

  /** The numbers of the operations by which files come and go, from the request on. */
  private List<Integer> finalSteps() throws Exception {
    HaltingFileSystem files = HaltingFileSystem.counting(FileSystems.getDefault());
    ReassigningReceiver.assign(files.wrap(home("counted")), id);
    List<String> operations = files.operations();
    int request = indexOf(operations, "move " + PairedHome.phone().photo(id));
    int tag = indexOf(operations, "move entry.json");
    int end = indexOf(operations, "move .*-done");
    return IntStream.range(request, end + 1)
        .filter(n -> operations.get(n).matches("(move|delete) .*") || n == tag + 1)
        .mapToObj(n -> n + 1)
        .toList();
  }

  private static int indexOf(List<String> operations, String wanted) {
    return IntStream.range(0, operations.size())
        .filter(n -> operations.get(n).matches(wanted))
        .findFirst()
        .orElseThrow();
  }

  private Void killAndCheck(int n) throws Exception {
    Path home = home("killed-" + n);
    ForkedJvm.Ended ended =
        ForkedJvm.run(
            ReassigningReceiver.class, FORK, home.toString(), id.toString(), String.valueOf(n));
    String where = "killed at " + n + ": " + ended.output();
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), where);

    ReassigningReceiver.assign(home, id);

    for (String sink : ReassigningReceiver.SINKS) {
      assertEquals(1, count(ReassigningReceiver.folder(home, sink)), where);
    }
    assertEquals(1, count(ReassigningReceiver.folder(home, "files")), where);
    try (Receiver receiver = Receiver.builder(home).build()) {
      List<DeliveryRecord.Assigned> assigned = receiver.delivery(id).get(0).assignments();
      assertEquals(1, assigned.size(), where);
      assertEquals("#ZAC5361 arm", assigned.get(0).from(), where);
      assertEquals(ReassigningReceiver.RIGHT.toString(), assigned.get(0).to(), where);
    }
    return null;
  }

  /** Those that are whole. */
  private static int count(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return (int) files.filter(file -> !file.getFileName().toString().startsWith(".")).count();
    }
  }

  /** A copy of the home, and of the sinks' folders, in which the photo is rejected. */
  private Path home(String name) throws IOException {
    Path from = folder.resolve("rejected");
    Path to = folder.resolve(name);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
    return to.resolve("home");
  }
}
