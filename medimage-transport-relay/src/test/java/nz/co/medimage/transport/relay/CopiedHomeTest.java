package nz.co.medimage.transport.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two PCs with copies of one home: one of them collects, and the other says why it does not. */
@Timeout(90)
class CopiedHomeTest extends RelayFixture {
  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(50), 2, Duration.ofMillis(400), 0.2);
  private static final PatientTag TAG = PatientTag.parse("#ZAC5361 arm");

  private final FakeSink first = new FakeSink("folder");
  private final FakeSink second = new FakeSink("folder");
  private final List<String> firstSays = new CopyOnWriteArrayList<>();
  private final List<String> secondSays = new CopyOnWriteArrayList<>();
  private int photos;

  /** Stands for the listener of the local network, which finds out that a copy started first. */
  private static final class Lan implements Listener {
    private ListenerContext context;

    @Override
    public String id() {
      return "lan";
    }

    @Override
    public Route start(ListenerContext starting) {
      context = starting;
      return new Route(id(), Map.of());
    }

    void stopTheReceiver() {
      context.stopForCopy("stopped");
    }

    @Override
    public void close() {}
  }

  private Receiver receiver(String home, FakeSink sink, List<String> says) throws IOException {
    return receiver(home, sink, says, new Lan());
  }

  private Receiver receiver(String home, FakeSink sink, List<String> says, Lan lan)
      throws IOException {
    Receiver made =
        Receiver.builder(folder.resolve(home))
            .name("PC")
            .listener(listener(SHORT))
            .listener(lan)
            .sink(sink)
            .backoff(PAUSES)
            .events(
                new ReceiverEvents() {
                  @Override
                  public void problem(String sentence) {
                    says.add(sentence);
                  }
                })
            .withoutWarmUp()
            .build();
    made.start();
    open.add(0, made);
    return made;
  }

  private Sender pairedWith(Receiver receiver) throws IOException {
    Sender sender =
        Sender.builder(folder.resolve("sender"))
            .deviceName("Phone")
            .transport(RelayTransport.builder().build())
            .backoff(PAUSES)
            .withoutWarmUp()
            .build();
    open.add(0, sender);
    sender.start();
    sender.pair(receiver.offerPairing().code(), "http://127.0.0.1:" + proxy.port());
    return sender;
  }

  private void copyHome() throws IOException {
    Path from = folder.resolve("receiver");
    Path to = folder.resolve("copy");
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    }
  }

  private void assertDelivered(Sender sender, int count) throws Exception {
    List<Delivery> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file =
          Files.write(folder.resolve("photo-" + photos + ".jpg"), TestPhotos.jpeg(photos++));
      sent.add(sender.send(Photo.of(file), TAG));
    }
    for (Delivery one : sent) {
      assertInstanceOf(Receipt.Delivered.class, one.receipt().get(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void eachPhotoIsFiledOnceInAllAndOneOfTheTwoSaysWhy() throws Exception {
    Receiver original = receiver("receiver", first, firstSays);
    Sender sender = pairedWith(original);
    original.close();
    copyHome();
    original = receiver("receiver", first, firstSays);
    assertDelivered(sender, 1);
    Receiver copy = receiver("copy", second, secondSays);
    await(() -> secondSays.contains(RelayProblems.IN_USE));
    assertDelivered(sender, 4);
    assertEquals(5, first.photos().size());
    assertEquals(0, second.photos().size());
    assertEquals(1, secondSays.size());
    assertEquals(List.of(), firstSays);

    original.close();
    assertDelivered(sender, 1);
    assertEquals(1, second.photos().size());
    assertTrue(secondSays.contains("This receiver collects from the relay again"));
    copy.close();
  }

  /** The copy has taken over the relay during a short restart of the original, which stops. */
  @Test
  void whatComesToTheRelayIsCollectedByTheOneThatDoesNotStop() throws Exception {
    Receiver original = receiver("receiver", first, firstSays);
    Sender sender = pairedWith(original);
    original.close();
    copyHome();
    original = receiver("receiver", first, firstSays);
    assertDelivered(sender, 1); // it has the session
    receiver("copy", second, secondSays);
    await(() -> secondSays.contains(RelayProblems.IN_USE));
    original.close();
    await(() -> secondSays.contains("This receiver collects from the relay again"));
    Lan lan = new Lan();
    receiver("receiver", first, firstSays, lan);
    await(() -> firstSays.contains(RelayProblems.IN_USE));
    lan.stopTheReceiver();
    await(() -> firstSays.contains("stopped"));
    assertDelivered(sender, 2);
    assertEquals(2, second.photos().size());
    assertEquals(1, first.photos().size());
  }

  @Test
  void theOneThatStopsEndsItsSessionAtTheRelayAndTheOtherCollects() throws Exception {
    Receiver original = receiver("receiver", first, firstSays);
    Sender sender = pairedWith(original);
    original.close();
    copyHome();
    Lan lan = new Lan();
    receiver("copy", second, secondSays, lan);
    assertDelivered(sender, 1);
    receiver("receiver", first, firstSays);
    await(() -> firstSays.contains(RelayProblems.IN_USE));
    lan.stopTheReceiver();
    await(() -> firstSays.contains("This receiver collects from the relay again"));
    assertDelivered(sender, 2);
    assertTrue(secondSays.contains("stopped"));
    assertEquals(2, first.photos().size());
    assertEquals(1, second.photos().size());
  }

  @Test
  void homeThatWasRestoredCollectsAtOnce() throws Exception {
    Receiver original = receiver("receiver", first, firstSays);
    Sender sender = pairedWith(original);
    original.close();
    copyHome();
    receiver("copy", second, secondSays);
    assertDelivered(sender, 2);
    assertEquals(2, second.photos().size());
    assertEquals(List.of(), secondSays);
  }
}
