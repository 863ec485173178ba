package nz.co.medimage.transport.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A sender, a relay and a receiver, all of them real; the bad connection is the receiver's. */
@Timeout(90)
class WholeWayTest extends RelayFixture {
  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(50), 2, Duration.ofMillis(400), 0.2);
  private static final PatientTag TAG = PatientTag.parse("#ZAC5361 arm");

  private final FakeSink sink = new FakeSink("folder");
  private final List<String> problems = new CopyOnWriteArrayList<>();
  private Receiver receiver;
  private Sender sender;

  @BeforeEach
  void startBoth() throws IOException {
    receiver = startReceiver();
    sender =
        Sender.builder(folder.resolve("sender"))
            .deviceName("Phone")
            .transport(RelayTransport.builder().build())
            .backoff(PAUSES)
            .withoutWarmUp()
            .build();
    open.add(0, sender);
    sender.start();
  }

  private Receiver startReceiver() throws IOException {
    Receiver made =
        Receiver.builder(folder.resolve("receiver"))
            .name("PC")
            .listener(listener(SHORT))
            .sink(sink)
            .backoff(PAUSES)
            .events(
                new ReceiverEvents() {
                  @Override
                  public void problem(String sentence) {
                    problems.add(sentence);
                  }
                })
            .withoutWarmUp()
            .build();
    made.start();
    open.add(0, made);
    return made;
  }

  private void pair() throws IOException {
    sender.pair(receiver.offerPairing().code(), "http://127.0.0.1:" + proxy.port());
  }

  private Delivery send(byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("photo.jpg"), content);
    return sender.send(Photo.of(file), TAG);
  }

  private void assertFiled(Delivery sending, byte[] content) throws Exception {
    assertInstanceOf(Receipt.Delivered.class, sending.receipt().get(60, TimeUnit.SECONDS));
    assertArrayEquals(content, sink.content(sending.id()));
  }

  @Test
  void photoIsFiledAndItsSenderKnows() throws Exception {
    pair();
    byte[] content = TestPhotos.jpeg(1);
    assertFiled(send(content), content);
    assertEquals(1, sink.photos().size());
    assertEquals(List.of(), problems);
  }

  @Test
  void photoWaitsAtTheRelayForAReceiverThatIsAway() throws Exception {
    pair();
    receiver.close();
    byte[] content = TestPhotos.jpeg(2);
    Delivery sending = send(content);
    await(() -> sending.status().state() == DeliveryStatus.State.AT_RELAY);
    startReceiver();
    assertFiled(sending, content);
  }

  @Test
  void receiptThatCannotBeBroughtFilesThePhotoOnce() throws Exception {
    pair();
    sink.goAway();
    byte[] content = TestPhotos.jpeg(3);
    Delivery sending = send(content);
    sink.awaitAttempts(1);
    proxy.always(Fault.refuse());
    proxy.resetNow();
    sink.comeBack();
    await(() -> !sink.photos().isEmpty());
    proxy.clear();
    proxy.next(Fault.dropReply(1), Fault.dropReply(1));
    assertFiled(sending, content);
    assertEquals(1, sink.photos().size());
  }

  @Test
  void revokedPhoneIsRefusedByTheRelayAndSaysSo() throws Exception {
    pair();
    byte[] content = TestPhotos.jpeg(4);
    assertFiled(send(content), content);
    receiver.revoke("Phone");
    // What the relay took until it heard of it counts as sent before.
    DeliveryStatus[] late = new DeliveryStatus[1];
    await(
        () -> {
          Delivery sending = send(TestPhotos.jpeg(5));
          await(() -> settled(sending.status()));
          late[0] = sending.status();
          return late[0].state() == DeliveryStatus.State.WAITING;
        });
    assertEquals(
        "PC cannot be reached now (relay: The relay does not let this device in; the receiver tells it whom to let in).",
        late[0].detail());
  }

  private static boolean settled(DeliveryStatus status) {
    return status.state() == DeliveryStatus.State.WAITING || status.state().isFinal();
  }

  @Test
  void wrongCodeIsToldOverTheRelayToo() throws Exception {
    String code = receiver.offerPairing().code();
    String wrong = code.substring(0, code.length() - 4) + (code.endsWith("AAAA") ? "CCCC" : "AAAA");
    IOException e =
        assertThrows(
            IOException.class, () -> sender.pair(wrong, "http://127.0.0.1:" + proxy.port()));
    assertTrue(e.getMessage().toLowerCase(java.util.Locale.ROOT).contains("code"), e::getMessage);
    assertEquals(List.of(), receiver.pairings());
  }
}
