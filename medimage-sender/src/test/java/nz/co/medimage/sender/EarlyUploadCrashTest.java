package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the instant at which a sender dies or its disk fails while a photo is being sealed that
 * already leaves: nothing is lost, nothing is doubled, and what was never promised never opens.
 */
@Timeout(240)
@Tag("process")
class EarlyUploadCrashTest {
  private static final SendOptions KEYED = SendOptions.defaults().key("photo 1").reference("row 1");
  private static final String ACCEPTED = "accepted";
  private static final int A_SEGMENT = 1 << 20;

  @TempDir Path folder;

  /**
   * Sends a photo, of which a part is at the receiver before its last segment is sealed.
   *
   * @return how many operations of the disk came before that photo
   */
  private static int sendOne(SenderFixture on, FakeReceiver receiver, HaltingFileSystem disk)
      throws Exception {
    AtomicLong held = new AtomicLong();
    receiver.uploads().onAppend((id, bytes) -> held.set(bytes));
    try (Sender sender = SenderFixture.started(on.builder(disk.wrap(on.home)))) {
      receipt(sender.send(photo(99), TAG));
      Await.until("it is sent", () -> on.files("outbox").isEmpty() && on.files("sent").isEmpty());
      held.set(0);
      int before = disk.operations().size();
      SlowPhoto slow = new SlowPhoto(1);
      FutureTask<Delivery> send = new FutureTask<>(() -> sender.send(slow.photo(), TAG, KEYED));
      Thread thread = new Thread(send);
      thread.setDaemon(true);
      thread.start();
      Await.until("a part has left", () -> held.get() > A_SEGMENT || send.isDone());
      slow.goOn();
      Delivery delivery = send.get(20, TimeUnit.SECONDS);
      System.out.println(ACCEPTED);
      awaitDelivered(sender, delivery);
      return before;
    }
  }

  private static void awaitDelivered(Sender sender, Delivery delivery) throws Exception {
    while (!delivery.status().state().isFinal()) {
      DeliveryStatus status =
          SenderFixture.await(delivery, s -> s.state() == State.WAITING || s.state().isFinal());
      if (status.state() == State.WAITING) {
        sender.retryNow();
      }
    }
    assertEquals(State.DELIVERED, delivery.status().state());
  }

  /** Arguments: a folder with a paired home and a receiver, and the operation at which to halt. */
  public static final class Dying {
    private Dying() {}

    public static void main(String[] arguments) throws Exception {
      int n = Integer.parseInt(arguments[1]);
      try (SenderFixture on = new SenderFixture(Path.of(arguments[0]))) {
        sendOne(
            on, on.receiver("Reception"), HaltingFileSystem.haltingAt(FileSystems.getDefault(), n));
      }
    }
  }

  private Path pairedFolder(String name) throws IOException {
    Path own = Files.createDirectories(folder.resolve(name));
    try (SenderFixture on = new SenderFixture(own)) {
      on.sender(on.receiver("Reception"));
    }
    return own;
  }

  /** The operations of the disk before that photo, and in all. */
  private record Operations(int before, int all) {}

  private Operations operations() throws Exception {
    FileSystem real = FileSystems.getDefault();
    HaltingFileSystem counting = HaltingFileSystem.counting(real);
    try (SenderFixture on = new SenderFixture(pairedFolder("counted"))) {
      int before = sendOne(on, on.receiver("Reception"), counting);
      assertTrue(counting.operations().size() > before + 10);
      return new Operations(before, counting.operations().size());
    }
  }

  @Test
  void aProcessThatDiesLosesNothingAndDoublesNothing() throws Exception {
    Operations operations = operations();
    for (int n = operations.before() + 1; n <= operations.all(); n++) {
      Path own = pairedFolder("halted" + n);
      ForkedJvm.Ended ended =
          ForkedJvm.run(Dying.class, Duration.ofSeconds(60), own.toString(), String.valueOf(n));
      // What tidies up may be one operation less.
      boolean isHalted = ended.exitCode() == HaltingFileSystem.HALTED;
      assertTrue(isHalted || n == operations.all(), ended.output());
      assertGoesOn(own, ended.output().contains(ACCEPTED), "halted at " + n);
    }
  }

  @Test
  void aDiskThatFailsLosesNothingAndDoublesNothing() throws Exception {
    Operations operations = operations();
    for (int n = operations.before() + 1; n <= operations.all(); n++) {
      Path own = pairedFolder("failed" + n);
      boolean accepted = true;
      try (SenderFixture on = new SenderFixture(own)) {
        sendOne(
            on, on.receiver("Reception"), HaltingFileSystem.failingAt(FileSystems.getDefault(), n));
      } catch (java.util.concurrent.ExecutionException e) {
        accepted = false;
      }
      assertGoesOn(own, accepted, "failed at " + n);
    }
  }

  /** Looks at what is left, then sends the photo again as the app would that died. */
  private static void assertGoesOn(Path own, boolean accepted, String when) throws Exception {
    SlowPhoto again = new SlowPhoto(1);
    again.goOn();
    try (SenderFixture on = new SenderFixture(own)) {
      FakeReceiver receiver = on.receiver("Reception");
      boolean isFiled = times(receiver, again) == 1;
      boolean isPromised =
          on.files("outbox").stream().anyMatch(name -> name.endsWith(".sealed"))
              || on.files("ended").size() > 1;
      assertTrue(isPromised || !isFiled, when);
      assertTrue(isPromised || !accepted, when);
      Sender sender = on.sender();
      assertEquals(List.of(), sender.problems(), when);
      awaitDelivered(sender, sender.send(again.photo(), TAG, KEYED));
      for (Delivery delivery : sender.deliveries()) {
        awaitDelivered(sender, delivery);
      }
      assertEquals(1, times(receiver, again), when);
      assertEquals(2, receiver.filed().size(), when);
      sender.close();
      assertEquals(List.of(), on.files("outbox"), when);
      assertEquals(List.of(), on.files("references"), when);
    }
  }

  private static long times(FakeReceiver receiver, SlowPhoto photo) throws IOException {
    return receiver.filed().stream().filter(f -> Arrays.equals(f, photo.content())).count();
  }
}
