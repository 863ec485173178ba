package nz.co.medimage.transport.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real receivers on one network that run copies of one home, each with a target of its own. */
@Timeout(120)
class CopiedReceiversTest {
  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(50), 2, Duration.ofMillis(400), 0.2);
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final FakeDirectory directory = new FakeDirectory();
  private final List<AutoCloseable> open = new ArrayList<>();
  @TempDir Path folder;
  private int photos;

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  /** A PC that runs a home. */
  private final class Pc implements ReceiverEvents {
    final FakeSink sink = new FakeSink("folder");
    final List<String> says = new CopyOnWriteArrayList<>();
    final CompletableFuture<String> stop = new CompletableFuture<>();
    final String home;
    final Receiver receiver;
    final int port;

    Pc(String home, int port, int listeners) throws IOException {
      this.home = home;
      WifiListener first = listener(port);
      Receiver.Builder builder =
          Receiver.builder(folder.resolve(home))
              .name("PC")
              .listener(first)
              .sink(sink)
              .events(this)
              .withoutWarmUp();
      for (int i = 1; i < listeners; i++) {
        builder.listener(listener(0));
      }
      receiver = builder.build();
      open.add(receiver);
      receiver.start();
      this.port = first.port();
    }

    private WifiListener listener(int port) {
      return WifiListener.builder()
          .port(port)
          .address(HERE)
          .directory(directory)
          .copies(directory, Duration.ofMillis(300), Duration.ofMillis(50))
          .build();
    }

    void awaitStop() throws Exception {
      assertEquals(CopyWatch.STOPPED, stop.get(60, TimeUnit.SECONDS));
      await(() -> isRefused() && isFree());
    }

    private boolean isRefused() {
      try {
        new Socket(HERE, port).close();
        return false;
      } catch (ConnectException e) {
        return true;
      } catch (IOException e) {
        return false;
      }
    }

    private boolean isFree() {
      try (Home.Lock lock = Home.open(folder.resolve(home), Home.Kind.RECEIVER).lock()) {
        return lock != null;
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void problem(String sentence) {
      says.add(sentence);
    }

    @Override
    public void stopped(String sentence) {
      assertTrue(stop.complete(sentence), "told once");
    }
  }

  private Pc start(String home) throws IOException {
    return new Pc(home, 0, 1);
  }

  private Sender phonePairedWith(Pc pc) throws IOException {
    Sender sender =
        Sender.builder(folder.resolve("phone"))
            .transport(WifiTransport.builder().directory(directory).build())
            .backoff(PAUSES)
            .withoutWarmUp()
            .build();
    open.add(0, sender);
    sender.start();
    sender.pair(pc.receiver.offerPairing().code());
    return sender;
  }

  private void copy(String from, String to) throws IOException {
    Path source = folder.resolve(from);
    try (Stream<Path> all = Files.walk(source)) {
      for (Path each : all.toList()) {
        Files.copy(each, folder.resolve(to).resolve(source.relativize(each).toString()));
      }
    }
  }

  private void assertDelivered(Sender phone) throws Exception {
    Path file = Files.write(folder.resolve(photos + ".jpg"), TestPhotos.jpeg(photos++, 160, 120));
    Delivery sent = phone.send(Photo.of(file), PatientTag.parse("#ZAC5361 arm"));
    assertInstanceOf(Receipt.Delivered.class, sent.receipt().get(60, TimeUnit.SECONDS));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not come to pass");
      Thread.onSpinWait();
    }
  }

  @Test
  void theLaterOneStopsAndThePhotoIsFiledByTheOtherOnce() throws Exception {
    Pc paired = start("pc");
    Sender phone = phonePairedWith(paired);
    paired.receiver.close();
    copy("pc", "copy");
    Pc pc = start("pc");
    Pc copy = start("copy");
    copy.awaitStop();
    assertThrows(IllegalStateException.class, copy.receiver::offerPairing);
    assertDelivered(phone);
    assertEquals(1, pc.sink.photos().size());
    assertEquals(0, copy.sink.photos().size());
    assertEquals(List.of(), copy.says);

    Pc again = start("copy");
    again.awaitStop();
    pc.receiver.close();
    Pc alone = start("copy");
    assertDelivered(phone);
    assertEquals(1, alone.sink.photos().size());
  }

  /** The copy was started while the original was off; the phone knows the original's address. */
  @Test
  void phoneThatKnowsTheOneThatStoppedGetsToTheOther() throws Exception {
    Pc paired = start("pc");
    Sender phone = phonePairedWith(paired);
    paired.receiver.close();
    copy("pc", "copy");
    Pc copy = start("copy");
    Pc pc = new Pc("pc", paired.port, 1);
    pc.awaitStop();
    assertDelivered(phone);
    assertEquals(1, copy.sink.photos().size());
    assertEquals(0, pc.sink.photos().size());
  }

  @Test
  void ofThreeOneIsLeft() throws Exception {
    start("pc").receiver.close();
    copy("pc", "copy");
    copy("pc", "another");
    Pc pc = start("pc");
    Pc copy = start("copy");
    Pc another = start("another");
    copy.awaitStop();
    another.awaitStop();
    int watches = directory.watches();
    await(() -> directory.watches() > watches + 2);
    assertEquals(1, directory.published());
    assertTrue(!pc.stop.isDone() && !pc.isRefused());
  }

  /** One for each of two network cards, say. */
  @Test
  void oneReceiverWithTwoListenersGoesOn() throws Exception {
    Pc pc = new Pc("pc", 0, 2);
    Sender phone = phonePairedWith(pc);
    int watches = directory.watches();
    await(() -> directory.watches() > watches + 4);
    assertDelivered(phone);
    assertEquals(List.of(), pc.says);
    assertTrue(!pc.stop.isDone());
    assertEquals(1, pc.sink.photos().size());
  }
}
