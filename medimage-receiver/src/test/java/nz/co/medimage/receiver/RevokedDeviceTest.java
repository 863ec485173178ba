package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes by way of a relay from a device whose pairing was revoked. */
@Timeout(60)
final class RevokedDeviceTest {
  private static final byte[] PHOTO = Arrays.copyOf(TestPhotos.jpeg(1), 2 << 20);
  private static final String SENTENCE =
      "The photo came after the pairing of its device was revoked: a person at the receiver decides"
          + " whether it is filed.";

  @TempDir Path home;
  private final FakeSink sink = new FakeSink("folders");
  private final EnvelopeId id = Phone.freshId();
  private Bench bench;
  private Phone phone;
  private byte[] sealed;

  @BeforeEach
  void start() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
    sealed = phone.seal(id, PHOTO);
    bench = new Bench(home, sink, o -> o);
  }

  @AfterEach
  void stop() throws IOException {
    bench.close();
  }

  private Intake relayed() {
    return bench.context().intakeForAdmitted();
  }

  private void restart() throws IOException {
    bench.close();
    bench = new Bench(home, sink, o -> o);
  }

  private void revokeByAnotherProcess() throws IOException {
    try (Receiver other = Receiver.builder(home).build()) {
      other.revoke("phone");
    }
  }

  private CompletableFuture<byte[]> give(byte[] bytes) throws IOException {
    long offset = relayed().begin(phone.id(), id, bytes.length);
    if (offset < bytes.length) {
      int at = (int) offset;
      relayed().append(phone.id(), id, at, new ByteArrayInputStream(bytes, at, bytes.length - at));
    }
    return relayed().receipt(phone.id(), id).toCompletableFuture();
  }

  private void assertQuarantined(CompletableFuture<byte[]> receipt) throws Exception {
    Receipt.Rejected rejected =
        assertInstanceOf(Receipt.Rejected.class, phone.open(id, Phone.await(receipt)));
    assertEquals(RejectionCode.DEVICE_REVOKED, rejected.code());
    assertEquals(SENTENCE, rejected.message());
    assertEquals(0, sink.attempts());
    assertEquals(2, bench.files("quarantine").size());
    assertEquals(List.of(), bench.files("inbox"));
    List<DeliveryRecord> all = bench.receiver.deliveries(1_000);
    assertEquals(1, all.size());
    assertEquals(DeliveryRecord.State.REJECTED, all.get(0).state());
    assertEquals("phone", all.get(0).from());
    assertEquals(SENTENCE, all.get(0).detail());
  }

  @Test
  void photoThatComesAfterTheRevocationGoesToQuarantine() throws Exception {
    bench.receiver.revoke("phone");
    assertQuarantined(give(sealed));
    assertEquals(List.of("rejected phone DEVICE_REVOKED " + SENTENCE), bench.events.lines());
  }

  @Test
  void personCanHaveItFiled() throws Exception {
    bench.receiver.revoke("phone");
    assertQuarantined(give(sealed));
    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("delivered"));
    assertArrayEquals(PHOTO, sink.content(id));
    restart();
    assertEquals(List.of(), bench.files("quarantine"));
    assertInstanceOf(Receipt.Delivered.class, phone.open(id, Phone.await(give(sealed))));
    assertEquals(1, sink.attempts());
  }

  @Test
  void photoThatComesAfterARevocationWhileTheReceiverWasOffGoesToQuarantine() throws Exception {
    bench.close();
    revokeByAnotherProcess();
    bench = new Bench(home, sink, o -> o);
    assertQuarantined(give(sealed));
  }

  @Test
  void photoThatWasHereBeforeTheRevocationIsFiled() throws Exception {
    sink.goAway();
    CompletableFuture<byte[]> receipt = give(sealed);
    bench.events.await(line -> line.startsWith("retrying"));
    bench.receiver.revoke("phone");
    sink.comeBack();
    assertInstanceOf(Receipt.Delivered.class, phone.open(id, Phone.await(receipt)));
    assertArrayEquals(PHOTO, sink.content(id));
  }

  @Test
  void photoThatWasHereBeforeARevocationWhileTheReceiverWasOffIsFiled() throws Exception {
    sink.goAway();
    var unused = give(sealed);
    bench.events.await(line -> line.startsWith("retrying"));
    bench.close();
    revokeByAnotherProcess();
    sink.comeBack();
    bench = new Bench(home, sink, o -> o);
    assertInstanceOf(Receipt.Delivered.class, phone.open(id, Phone.await(give(sealed))));
    assertArrayEquals(PHOTO, sink.content(id));
  }

  @Test
  void photoOfWhichHalfWasHereGoesToQuarantine() throws Exception {
    relayed().begin(phone.id(), id, sealed.length);
    relayed().append(phone.id(), id, 0, new ByteArrayInputStream(sealed, 0, sealed.length / 2));
    bench.receiver.revoke("phone");
    assertEquals(0, relayed().begin(phone.id(), id, sealed.length));
    assertQuarantined(give(sealed));
  }

  @Test
  void revocationInTheMiddleOfTheLastBytesCounts() throws Exception {
    relayed().begin(phone.id(), id, sealed.length);
    InputStream revoking =
        ListenerFixture.reading(
            () -> {
              bench.receiver.revoke("phone");
              return -1;
            });
    InputStream all =
        new SequenceInputStream(
            new SequenceInputStream(new ByteArrayInputStream(sealed, 0, 1000), revoking),
            new ByteArrayInputStream(sealed, 1000, sealed.length - 1000));
    EnvelopeDeferredException e =
        assertThrows(
            EnvelopeDeferredException.class, () -> relayed().append(phone.id(), id, 0, all));
    assertEquals(
        "The pairing of this device was revoked; a person decides about what still comes of it.",
        e.getMessage());
    assertQuarantined(give(sealed));
  }

  @Test
  void whatWasBegunAfterTheRevocationStaysSoOverARestart() throws Exception {
    bench.receiver.revoke("phone");
    relayed().begin(phone.id(), id, sealed.length);
    relayed().append(phone.id(), id, 0, new ByteArrayInputStream(sealed, 0, 1000));
    restart();
    assertEquals(1000, relayed().begin(phone.id(), id, sealed.length));
    assertQuarantined(give(sealed));
  }

  @Test
  void wholePhotoOfAHomeThatDidNotNoteTheRevocationGoesToQuarantine() throws Exception {
    bench.close();
    revokeByAnotherProcess();
    Files.write(
        HeldEnvelope.in(home.resolve("inbox"), phone.photo(id), sealed.length).file(), sealed);
    bench = new Bench(home, sink, o -> o);
    Await.until("the inbox is empty", () -> bench.files("inbox").isEmpty());
    assertQuarantined(give(sealed));
  }

  @Test
  void wholePhotoOfSuchAHomeWhosePairingStandsIsFiled() throws Exception {
    bench.close();
    Files.write(
        HeldEnvelope.in(home.resolve("inbox"), phone.photo(id), sealed.length).file(), sealed);
    bench = new Bench(home, sink, o -> o);
    bench.events.await(line -> line.startsWith("delivered"));
    assertArrayEquals(PHOTO, sink.content(id));
  }

  @Test
  void damagedOneIsAskedForAgain() throws Exception {
    bench.receiver.revoke("phone");
    byte[] damaged = sealed.clone();
    damaged[100_000] ^= 1;
    assertThrows(EnvelopeLostException.class, () -> Phone.await(give(damaged)));
    assertEquals(List.of(), bench.files("quarantine"));
    assertQuarantined(give(sealed));
  }

  @Test
  void strangerIsRefused() {
    PairingId stranger = new PairingId(new UUID(1, 1));
    assertThrows(NotPairedException.class, () -> relayed().begin(stranger, id, sealed.length));
  }
}
