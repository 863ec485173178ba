package nz.co.medimage.transport.relay;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import nz.co.medimage.transport.relay.LyingHttpRelay.Lie;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A sender, a receiver and a relay that are real, and lies between the receiver and the relay. */
@Timeout(180)
class LyingRelayWayTest extends RelayFixture {
  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(50), 2, Duration.ofMillis(400), 0.2);
  private static final byte[] PHOTO = Arrays.copyOf(TestPhotos.jpeg(1), 1_200_000);

  private final FakeSink sink = new FakeSink("folder");
  private final List<String> events = new CopyOnWriteArrayList<>();
  private LyingHttpRelay liar;
  private Receiver receiver;
  private Sender sender;

  @BeforeEach
  void startAllThree() throws IOException {
    liar = new LyingHttpRelay(port);
    open.add(liar);
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
    sender.pair(receiver.offerPairing().code(), "http://127.0.0.1:" + liar.port());
  }

  private Receiver startReceiver() throws IOException {
    Receiver made =
        Receiver.builder(folder.resolve("receiver"))
            .name("PC")
            .listener(
                RelayListener.at("http://127.0.0.1:" + liar.port())
                    .backoff(SHORT)
                    .network(() -> addresses)
                    .build())
            .sink(sink)
            .backoff(PAUSES)
            .events(
                new ReceiverEvents() {
                  @Override
                  public void problem(String sentence) {
                    events.add(sentence);
                  }

                  @Override
                  public void rejected(PhotoId id, String from, Receipt.Rejected receipt) {
                    events.add("rejected " + receipt.code());
                  }
                })
            .withoutWarmUp()
            .build();
    made.start();
    open.add(0, made);
    return made;
  }

  private Delivery send() throws IOException {
    Path file = Files.write(folder.resolve("photo.jpg"), PHOTO);
    return sender.send(Photo.of(file), PatientTag.parse("#ZAC5361 arm"));
  }

  private void assertFiled(Delivery sending) throws Exception {
    assertInstanceOf(Receipt.Delivered.class, sending.receipt().get(60, TimeUnit.SECONDS));
    assertArrayEquals(PHOTO, sink.content(sending.id()));
  }

  @Test
  void eachPhotoArrivesOnceWhateverTheRelayLied() throws Exception {
    for (Lie lie : Lie.values()) {
      liar.lie(lie);
      Delivery sending = send();
      if (lie != Lie.NONE) {
        liar.awaitTold();
      }
      assertFiled(sending);
    }
    assertEquals(Lie.values().length, sink.photos().size());
    assertEquals(Lie.values().length, sink.attempts());
    assertTrue(events.stream().noneMatch(event -> event.startsWith("rejected")), () -> "" + events);
    assertTrue(
        events.stream().anyMatch(event -> event.startsWith("Photos arrive damaged over relay")),
        () -> "" + events);
  }

  @Test
  void photosOfADeviceThatWasRevokedWhileTheReceiverWasOffWaitForAPerson() throws Exception {
    receiver.close();
    Delivery before = send();
    await(() -> before.status().state() == DeliveryStatus.State.AT_RELAY);
    try (Receiver other = Receiver.builder(folder.resolve("receiver")).build()) {
      other.revoke("Phone");
    }
    Delivery after = send();
    await(() -> after.status().state() == DeliveryStatus.State.AT_RELAY);
    Receiver again = startReceiver();
    await(
        () ->
            again.deliveries(1_000).stream()
                    .filter(record -> record.state() == DeliveryRecord.State.REJECTED)
                    .count()
                == 2);
    await(() -> events.size() >= 2);
    assertEquals(List.of("rejected DEVICE_REVOKED", "rejected DEVICE_REVOKED"), events);
    assertEquals(0, sink.attempts());
    again.replay(again.delivery(before.id()).get(0));
    await(() -> sink.envelopes().contains(before.id()));
    assertEquals(1, sink.attempts());
  }

  @Test
  void photoThatWasHereWhenItsDeviceWasRevokedIsFiled() throws Exception {
    sink.goAway();
    Delivery sending = send();
    sink.awaitAttempts(1);
    receiver.close();
    try (Receiver other = Receiver.builder(folder.resolve("receiver")).build()) {
      other.revoke("Phone");
    }
    sink.comeBack();
    startReceiver();
    await(() -> sink.envelopes().contains(sending.id()));
    assertEquals(List.of(), events);
  }
}
