package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.FakeReceiver.Mood;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The app's own reference, and what else of a photo is remembered. */
@Timeout(120)
class ReferenceTest {
  private static final String ROW = "row 7 of ZAC5361";
  private static final SendOptions REFERRED = SendOptions.defaults().reference(ROW);

  @TempDir Path folder;
  private SenderFixture on;
  private FakeReceiver receiver;

  @BeforeEach
  void open() throws Exception {
    on = new SenderFixture(folder);
    receiver = on.receiver("Reception");
  }

  @AfterEach
  void close() {
    on.close();
  }

  private static List<EnvelopeId> ids(List<Delivery> deliveries) {
    return deliveries.stream().map(Delivery::id).toList();
  }

  @Test
  void findsThePhotoWhileItWaitsAfterARestartAndAfterItsEnd() throws Exception {
    Sender first = on.sender(receiver);
    on.network.takeDown();
    EnvelopeId id = first.send(photo(1), TAG, REFERRED).id();
    EnvelopeId other = first.send(photo(2), TAG).id();
    assertEquals(List.of(id), ids(first.deliveries(ROW)));
    first.close();

    Sender second = on.sender();
    Delivery waiting = second.delivery(id).orElseThrow();
    assertEquals(Optional.of(ROW), waiting.reference());
    assertEquals(Optional.empty(), second.delivery(other).orElseThrow().reference());
    on.network.heal();
    second.retryNow();
    receipt(waiting);
    second.close();

    Sender third = on.sender();
    assertEquals(List.of(id), ids(third.deliveries(ROW)));
    assertEquals(receipt(waiting), receipt(third.deliveries(ROW).get(0)));
    assertEquals(List.of(), third.deliveries("row 8"));
    assertEquals(Optional.empty(), third.delivery(TestPhotos.id(9)));
    third.close();
    assertEquals(List.of(), on.files("references"));
  }

  @Test
  void isKeptWithAPhotoThatWasWithdrawn() throws Exception {
    Sender first = on.sender(receiver);
    on.network.takeDown();
    Delivery delivery = first.send(photo(1), TAG, REFERRED);
    await(delivery, State.WAITING);
    assertTrue(delivery.cancel());
    first.close();

    Delivery known = on.sender().deliveries(ROW).get(0);

    assertEquals(State.CANCELLED, known.status().state());
    assertEquals(List.of(), on.files("references"));
  }

  @Test
  void staysThatOfTheEnvelopeThatSendFinds() throws Exception {
    Sender sender = on.sender(receiver);
    Delivery first = sender.send(photo(1), TAG, REFERRED.key("1"));

    Delivery again = sender.send(photo(1), TAG, SendOptions.defaults().key("1").reference("8"));

    assertEquals(first, again);
    assertEquals(Optional.of(ROW), again.reference());
  }

  @Test
  void neitherItNorTheReceiptIsToldByTheHomeOrInText() throws Exception {
    Sender sender = on.sender(receiver);
    Delivery delivered = sender.send(photo(1), TAG, REFERRED);
    receipt(delivered);
    receiver.mood(Mood.REJECT);
    receipt(sender.send(photo(2), TAG, REFERRED));
    on.network.takeDown();
    await(sender.send(photo(3), TAG, REFERRED), State.WAITING);

    String home = on.everythingInTheHome();

    for (String said : List.of("row 7", "ZAC5361", "not a photo", "arm.txt")) {
      assertFalse(home.contains(said), said);
    }
    assertFalse((REFERRED + " " + delivered).contains("row 7"));
  }

  @Test
  void whatACrashLeftOfOneThatWasNeverSealedIsRemoved() throws Exception {
    Sender first = on.sender(receiver);
    on.network.takeDown();
    EnvelopeId id = first.send(photo(1), TAG, REFERRED).id();
    first.close();
    Path references = on.home.resolve("references");
    Files.write(references.resolve(TestPhotos.id(5).toString()), new byte[40]);
    Files.write(references.resolve("." + TestPhotos.id(6) + ".7.tmp"), new byte[40]);

    Sender second = on.sender();

    assertEquals(List.of(id.toString()), on.files("references"));
    assertEquals(List.of(id), ids(second.deliveries(ROW)));
  }

  @Test
  void aPhotoThatIsNotAcceptedLeavesNone() throws Exception {
    Sender sender = on.sender(receiver);
    Files.delete(on.home.resolve("outbox"));

    IOException e = assertThrows(IOException.class, () -> sender.send(photo(1), TAG, REFERRED));

    assertTrue(e.getMessage().startsWith("The photo was not accepted"), e.getMessage());
    assertEquals(List.of(), on.files("references"));
  }

  @Test
  void damagedKeysCostTheReferenceAndNoPhoto() throws Exception {
    Sender first = on.sender(receiver);
    on.network.takeDown();
    EnvelopeId id = first.send(photo(1), TAG, REFERRED).id();
    first.close();
    Files.write(on.home.resolve("keys").resolve(HomeSecret.NAME + ".key"), new byte[] {1});

    Delivery waiting = on.sender().delivery(id).orElseThrow();

    assertEquals(Optional.empty(), waiting.reference());
    await(waiting, status -> status.nextTry().isPresent());
    on.network.heal();
    on.timer.advance(Duration.ofHours(7));
    receipt(waiting);
  }

  @Test
  void aRecordOfBeforeHasAStatusAndNoReceipt() throws Exception {
    on.sender(receiver).close();
    EnvelopeId id = EnvelopeId.create(on.clock, new Random(1));
    String before =
        "{\"id\":\""
            + id
            + "\",\"at\":\"2026-11-01T00:00:00Z\",\"outcome\":\"REJECTED\",\"reason\":"
            + "\"TYPE_NOT_ALLOWED\",\"size\":7,\"to\":\"Reception\"}";
    Files.write(
        on.home.resolve("ended").resolve(id + ".json"), before.getBytes(StandardCharsets.UTF_8));

    Delivery known = on.sender().deliveries().get(0);

    assertEquals("The receiver does not take files of this type.", known.status().detail());
    ExecutionException e = assertThrows(ExecutionException.class, () -> receipt(known));
    ReceiptNotKeptException notKept = assertInstanceOf(ReceiptNotKeptException.class, e.getCause());
    assertEquals(Optional.of(RejectionCode.TYPE_NOT_ALLOWED), notKept.reason());
    assertEquals(
        "The photo "
            + id
            + " was rejected (TYPE_NOT_ALLOWED) before this program was started, and its receipt"
            + " is not kept.",
        notKept.getMessage());
  }

  @Test
  void hasSomeLength() {
    for (String bad : List.of("", "x".repeat(1001))) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> SendOptions.defaults().reference(bad));
      assertEquals("a reference has 1 to 1000 characters, not " + bad.length(), e.getMessage());
    }
  }
}
