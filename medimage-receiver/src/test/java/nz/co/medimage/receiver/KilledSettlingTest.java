package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The receiver's process is killed wherever a step becomes final, from the request that was lost to
 * the photo that is filed.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
@Tag("process")
final class KilledSettlingTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final Duration FORK = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final EnvelopeId id = Phone.freshId();

  @Test
  void photoThatWasMissingIsFiledOnceWhereverTheReceiverIsKilled() throws Exception {
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

  /** The numbers of the operations by which files come and go, from the question on. */
  private List<Integer> finalSteps() throws Exception {
    Path home = home("counted");
    HaltingFileSystem files = HaltingFileSystem.counting(FileSystems.getDefault());
    Phone phone = PairedHome.phone();
    SettlingReceiver.settle(files.wrap(home), phone.seal(id, JPEG), phone.photo(id), 1);
    List<String> operations = files.operations();
    int question =
        IntStream.range(0, operations.size())
            .filter(n -> operations.get(n).contains("_ehr.json"))
            .findFirst()
            .orElseThrow();
    return IntStream.range(question, operations.size())
        .filter(n -> operations.get(n).matches("(move|delete) .*"))
        .mapToObj(n -> n + 1)
        .toList();
  }

  private Void killAndCheck(int n) throws Exception {
    Path home = home("killed-" + n);
    Phone phone = PairedHome.phone();
    Path sealed = Files.write(folder.resolve("sealed-" + n), phone.seal(id, JPEG));
    ForkedJvm.Ended ended =
        ForkedJvm.run(
            SettlingReceiver.class,
            FORK,
            home.toString(),
            sealed.toString(),
            id.toString(),
            phone.id().toString(),
            String.valueOf(n));
    String where = "killed at " + n + ": " + ended.output();
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), where);

    AskingSink ehr = SettlingReceiver.settle(home, Files.readAllBytes(sealed), phone.photo(id), 0);

    assertEquals(1, ehr.requests(phone.photo(id)).size(), where);
    assertEquals(List.of(), list(home.resolve("followup")), where);
    try (Receiver receiver = Receiver.builder(home).build()) {
      DeliveryRecord record = receiver.delivery(id).get(0);
      assertEquals(FollowUpState.FILED, record.followUps().get(0).state(), where);
      assertEquals(List.of(), record.undecided(), where);
      assertFalse(record.settlements().isEmpty(), where);
    }
    return null;
  }

  private static List<String> list(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private Path home(String name) throws Exception {
    Path home = Files.createDirectories(folder.resolve(name));
    PairedHome.fill(home);
    Files.createDirectories(home.resolveSibling(name + "-files"));
    return home;
  }
}
