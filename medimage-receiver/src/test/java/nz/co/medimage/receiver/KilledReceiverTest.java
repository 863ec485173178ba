package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

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
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The receiver's process is killed before, and in the middle of, each operation on its files. */
final class KilledReceiverTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);
  private static final Duration FORK = Duration.ofSeconds(60);

  @TempDir Path folder;
  private final EnvelopeId id = Phone.freshId();

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void onePhotoAndOneReceiptWhereverItIsKilled() throws Exception {
    List<String> operations = countOperations();
    int first =
        operations.indexOf(
            operations.stream().filter(o -> o.contains(id.toString())).findFirst().orElseThrow());
    ExecutorService forks = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> kills = new ArrayList<>();
      for (int n = first + 1; n <= operations.size(); n++) {
        int at = n;
        String operation = operations.get(n - 1);
        kills.add(forks.submit(() -> killAndRepeat(at, operation)));
      }
      for (Future<?> kill : kills) {
        kill.get();
      }
    } finally {
      forks.shutdownNow();
    }
  }

  private List<String> countOperations() throws Exception {
    Path home = home("counted");
    HaltingFileSystem files = HaltingFileSystem.counting(FileSystems.getDefault());
    Phone phone = PairedHome.phone();
    HaltedReceiver.take(
        files.wrap(home), files.wrap(target(home)), phone.seal(id, JPEG), id, phone.id());
    return files.operations();
  }

  private Void killAndRepeat(int n, String operation) throws Exception {
    Path home = home("killed-" + n);
    Phone phone = PairedHome.phone();
    byte[] sealed = phone.seal(id, JPEG);
    Path file = Files.write(folder.resolve("sealed-" + n), sealed);
    ForkedJvm.Ended ended =
        ForkedJvm.run(
            HaltedReceiver.class,
            FORK,
            home.toString(),
            target(home).toString(),
            file.toString(),
            id.toString(),
            phone.id().toString(),
            String.valueOf(n));
    String where = "killed at " + n + ", " + operation;
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), () -> where + ended.output());
    if (ended.output().contains(HaltedReceiver.RECEIPT)) {
      // From here on the sender has no copy any more.
      assertEquals(List.of(id + ".jpg"), files(target(home)), where);
    }
    byte[] receipt = HaltedReceiver.take(home, target(home), sealed, id, phone.id());
    assertInstanceOf(Receipt.Delivered.class, phone.open(id, receipt), where);
    assertArrayEquals(
        receipt, HaltedReceiver.take(home, target(home), sealed, id, phone.id()), where);
    assertEquals(List.of(id + ".jpg"), files(target(home)), where);
    assertArrayEquals(JPEG, Files.readAllBytes(target(home).resolve(id + ".jpg")), where);
    assertEquals(List.of(), files(home.resolve("inbox")), where);
    assertEquals(List.of(), files(home.resolve("staging")), where);
    try (Receiver receiver = Receiver.builder(home).build()) {
      assertEquals(1, receiver.deliveries().size(), where);
    }
    return null;
  }

  private Path home(String name) throws Exception {
    Path home = folder.resolve(name);
    PairedHome.fill(home);
    Files.createDirectories(target(home));
    // All folders are there: killing the first start is the business of the home's own tests.
    Receiver.builder(home).build().close();
    return home;
  }

  private static Path target(Path home) {
    return home.resolveSibling(home.getFileName() + "-target");
  }

  private static List<String> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).filter(f -> !f.endsWith(".tmp")).toList();
    }
  }
}
