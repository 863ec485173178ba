package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.noise;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.LoopbackNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the instant at which a sender dies or its disk fails: what it accepted is delivered, and
 * whoever then sends it again under its key has it delivered once.
 */
@Timeout(240)
@Tag("process")
class CrashTest {
  private static final SendOptions KEYED = SendOptions.defaults().key("photo 1").reference("row 1");
  private static final String ACCEPTED = "accepted";
  private static final String DELIVERED = "delivered";

  @TempDir Path folder;

  /**
   * Opens the home in a folder through {@code files}, sends one photo and waits for its receipt.
   */
  private static void sendOne(SenderFixture on, Path home) throws Exception {
    try (Sender sender = SenderFixture.started(on.builder(home))) {
      Delivery delivery = sender.send(photo(1), TAG, KEYED);
      System.out.println(ACCEPTED);
      while (!delivery.status().state().isFinal()) {
        DeliveryStatus status =
            SenderFixture.await(delivery, s -> s.state() == State.WAITING || s.state().isFinal());
        if (status.state() == State.WAITING) {
          sender.retryNow();
        }
      }
      receipt(delivery);
      System.out.println(DELIVERED);
    }
  }

  /** Arguments: a folder with a paired home and a receiver, and the operation at which to halt. */
  public static final class Dying {
    private Dying() {}

    public static void main(String[] arguments) throws Exception {
      HaltingFileSystem files =
          HaltingFileSystem.haltingAt(FileSystems.getDefault(), Integer.parseInt(arguments[1]));
      try (SenderFixture on = new SenderFixture(Path.of(arguments[0]))) {
        on.receiver("Reception");
        sendOne(on, files.wrap(on.home));
      }
    }
  }

  private Path pairedFolder(int n) throws IOException {
    Path own = Files.createDirectories(folder.resolve("run" + n));
    try (SenderFixture on = new SenderFixture(own)) {
      on.sender(on.receiver("Reception"));
    }
    return own;
  }

  private int operations() throws Exception {
    HaltingFileSystem counting = HaltingFileSystem.counting(FileSystems.getDefault());
    try (SenderFixture on = new SenderFixture(pairedFolder(0))) {
      on.receiver("Reception");
      sendOne(on, counting.wrap(on.home));
    }
    return counting.operations().size();
  }

  @Test
  void aProcessThatDiesAtAnyInstantLosesNothingAndDoublesNothing() throws Exception {
    int operations = operations();
    assertTrue(operations > 10, operations + " operations");
    for (int n = 1; n <= operations; n++) {
      Path own = pairedFolder(n);
      ForkedJvm.Ended ended =
          ForkedJvm.run(Dying.class, Duration.ofSeconds(60), own.toString(), String.valueOf(n));
      assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended.output());
      assertDeliveredOnce(own, ended.output().contains(ACCEPTED), "halted at " + n);
    }
  }

  @Test
  void aDiskThatFailsAtAnyInstantLosesNothingAndDoublesNothing() throws Exception {
    int operations = operations();
    for (int n = 1; n <= operations; n++) {
      Path own = pairedFolder(n);
      HaltingFileSystem failing = HaltingFileSystem.failingAt(FileSystems.getDefault(), n);
      boolean accepted;
      try (SenderFixture on = new SenderFixture(own)) {
        on.receiver("Reception");
        sendOne(on, failing.wrap(on.home));
        accepted = true;
      } catch (IOException e) {
        accepted = false;
        assertEquals(0, new Look(own).filed().size(), "failed at " + n + ": " + e);
      }
      assertDeliveredOnce(own, accepted, "failed at " + n);
    }
  }

  /** Runs a sender on the home again, as the app would that died, and then another one. */
  private static void assertDeliveredOnce(Path own, boolean accepted, String when)
      throws Exception {
    for (int i = 0; i < 2; i++) {
      try (SenderFixture on = new SenderFixture(own)) {
        FakeReceiver context = on.receiver("Reception");
        boolean delivered = !context.filed().isEmpty();
        Sender sender = on.sender();
        assertEquals(List.of(), sender.problems(), when);
        assertTrue(!accepted || delivered || !sender.deliveries().isEmpty(), when);
        awaitDelivered(sender.send(photo(1), TAG, KEYED));
        for (Delivery delivery : sender.deliveries()) {
          awaitDelivered(delivery);
          assertEquals(Optional.of("row 1"), delivery.reference(), when);
        }
        List<byte[]> filed = context.filed();
        assertEquals(1, filed.size(), when);
        assertArrayEquals(noise(1), filed.get(0), when);
        sender.close();
        assertEquals(List.of(), on.files("outbox"), when);
        assertEquals(List.of(), on.files("references"), when);
      }
    }
  }

  private static void awaitDelivered(Delivery delivery) throws Exception {
    DeliveryStatus last = SenderFixture.await(delivery, status -> status.state().isFinal());
    assertEquals(State.DELIVERED, last.state());
  }

  /** What the receiver in a folder has filed. */
  private record Look(Path own) {
    List<byte[]> filed() throws IOException {
      try (FakeReceiver receiver =
          new FakeReceiver(new LoopbackNetwork(), own.resolve("Reception"), "Reception")) {
        return receiver.filed();
      }
    }
  }
}
