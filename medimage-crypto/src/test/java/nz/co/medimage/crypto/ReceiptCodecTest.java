package nz.co.medimage.crypto;

import static nz.co.medimage.crypto.Fixtures.NOW;
import static nz.co.medimage.crypto.Fixtures.PAIRED;
import static nz.co.medimage.crypto.Fixtures.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.crypto.envelope.CurrentRoutes;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.OpenedReceipt;
import org.junit.jupiter.api.Test;

class ReceiptCodecTest {
  private final EnvelopeId id = id();
  private final EnvelopePrefix envelope = prefix(id, "0");
  private final Receipt delivered =
      Receipt.delivered(id, NOW, List.of(new SinkReference("folders", "ZAC5361/arm.jpg")));

  @Test
  void aDeliveryIsReadAsEqual() throws Exception {
    byte[] sealed = ReceiptCodec.seal(delivered, envelope, PAIRED.receiver());

    assertEquals(delivered, open(sealed));
  }

  @Test
  void aRejectionIsReadAsEqual() throws Exception {
    Receipt rejected = Receipt.rejected(id, NOW, RejectionCode.TYPE_NOT_ALLOWED, "No text files.");

    byte[] sealed = ReceiptCodec.seal(rejected, envelope, PAIRED.receiver());

    assertEquals(rejected, open(sealed));
  }

  @Test
  void sizesTellLittle() {
    Receipt rejected = Receipt.rejected(id, NOW, RejectionCode.TOO_LARGE, "Too large.");

    assertEquals(
        ReceiptCodec.seal(delivered, envelope, PAIRED.receiver()).length,
        ReceiptCodec.seal(rejected, envelope, PAIRED.receiver()).length);
  }

  @Test
  void anotherEnvelopesReceiptIsNoReceipt() {
    byte[] sealed = ReceiptCodec.seal(delivered, envelope, PAIRED.receiver());

    IOException failure =
        assertThrows(
            IOException.class, () -> ReceiptCodec.open(sealed, prefix(id(), "0"), PAIRED.sender()));

    assertEquals("the receipt is not an authentic one for this envelope", failure.getMessage());
  }

  @Test
  void aReceiptForOtherSealedBytesUnderTheSameIdIsNoReceipt() {
    byte[] sealed = ReceiptCodec.seal(delivered, envelope, PAIRED.receiver());

    IOException failure =
        assertThrows(
            IOException.class, () -> ReceiptCodec.open(sealed, prefix(id, "1"), PAIRED.sender()));

    assertEquals("the receipt is not an authentic one for this envelope", failure.getMessage());
  }

  @Test
  void aReceiptIsNotSealedForAnEnvelopeOfAnotherId() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ReceiptCodec.seal(delivered, prefix(id(), "0"), PAIRED.receiver()));
  }

  @Test
  void anyFlippedBitIsNoReceipt() {
    byte[] sealed = ReceiptCodec.seal(delivered, envelope, PAIRED.receiver());
    for (int i = 0; i < sealed.length * 8; i++) {
      byte[] flipped = sealed.clone();
      flipped[i / 8] ^= (byte) (1 << i % 8);

      assertThrows(IOException.class, () -> ReceiptCodec.open(flipped, envelope, PAIRED.sender()));
    }
  }

  @Test
  void aReceiptThatSendersWouldRefuseForItsSizeIsNotMade() throws Exception {
    Receipt largest = Receipt.rejected(id, NOW, RejectionCode.REFUSED, "x".repeat(64_800));
    Receipt larger = Receipt.rejected(id, NOW, RejectionCode.REFUSED, "x".repeat(65_536));

    byte[] sealed = ReceiptCodec.seal(largest, envelope, PAIRED.receiver());
    IllegalArgumentException failure =
        assertThrows(
            IllegalArgumentException.class,
            () -> ReceiptCodec.seal(larger, envelope, PAIRED.receiver()));

    assertEquals(largest, open(sealed));
    assertEquals("a receipt has at most 65536 bytes, not 66077", failure.getMessage());
  }

  @Test
  void aHeldPhotoIsReadAsEqual() throws Exception {
    Receipt held = Receipt.held(id, NOW, HoldCode.AMBIGUOUS_PATIENT, "Two patients have this id.");

    assertEquals(held, open(ReceiptCodec.seal(held, envelope, PAIRED.receiver())));
  }

  @Test
  void anEchoIsReadAsEqual() throws Exception {
    Receipt echoed = ((Receipt.Delivered) delivered).withEcho("P… T…, b. 1980");

    assertEquals(echoed, open(ReceiptCodec.seal(echoed, envelope, PAIRED.receiver())));
  }

  @Test
  void routesTravelWithAnyReceipt() throws Exception {
    CurrentRoutes routes =
        new CurrentRoutes(NOW, List.of(new Route("relay", Map.of("url", "https://relay.example"))));
    OpenedReceipt whole = new OpenedReceipt(delivered, Optional.of(routes));

    byte[] sealed = ReceiptCodec.seal(whole, envelope, PAIRED.receiver());

    assertEquals(whole, ReceiptCodec.open(sealed, envelope, PAIRED.sender()));
  }

  @Test
  void theLargestReceiptThatAReceiverMakesHasRoomForRoutes() throws Exception {
    String worst = "\u0001";
    List<SinkReference> references =
        Collections.nCopies(100, new SinkReference("s".repeat(40), worst.repeat(90)));
    Receipt largest = Receipt.delivered(id, NOW, references).withEcho(worst.repeat(80));
    CurrentRoutes routes =
        new CurrentRoutes(NOW, List.of(new Route("relay", Map.of("url", "x".repeat(3_000)))));
    OpenedReceipt whole = new OpenedReceipt(largest, Optional.of(routes));

    byte[] sealed = ReceiptCodec.seal(whole, envelope, PAIRED.receiver());

    assertEquals(whole, ReceiptCodec.open(sealed, envelope, PAIRED.sender()));
  }

  @Test
  void routesThatAreTooLargeAreLeftOut() throws Exception {
    CurrentRoutes routes =
        new CurrentRoutes(NOW, List.of(new Route("relay", Map.of("url", "x".repeat(3_072)))));

    byte[] sealed =
        ReceiptCodec.seal(
            new OpenedReceipt(delivered, Optional.of(routes)), envelope, PAIRED.receiver());

    assertEquals(
        new OpenedReceipt(delivered, Optional.empty()),
        ReceiptCodec.open(sealed, envelope, PAIRED.sender()));
  }

  private Receipt open(byte[] sealed) throws IOException {
    OpenedReceipt opened = ReceiptCodec.open(sealed, envelope, PAIRED.sender());
    assertEquals(Optional.empty(), opened.routes());
    return opened.receipt();
  }

  private static EnvelopePrefix prefix(EnvelopeId id, String digit) {
    return new EnvelopePrefix(id, PAIRED.sender().id(), digit.repeat(64));
  }
}
