package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As when a virus scanner has a sealed file open at the moment at which a sender begins. */
@Timeout(60)
class UnreadFileTest extends OneReceiver {
  private static final SendOptions KEYED = SendOptions.defaults().key("photo 1");
  private static final SendOptions JOINING = SendOptions.defaults().joinWaiting();

  private Path sealed;

  /** Leaves a photo in the outbox whose file cannot be read any more. */
  private EnvelopeId leaveUnreadable(Sender first) throws Exception {
    on.network.takeDown();
    EnvelopeId id = first.send(photo(1), TAG, KEYED).id();
    first.close();
    on.network.heal();
    sealed = on.sealed(id);
    Files.move(sealed, folder.resolve("aside"));
    Files.createDirectory(sealed); // opens, and cannot be read
    return id;
  }

  private void becomeReadable() throws IOException {
    Files.delete(sealed);
    Files.move(folder.resolve("aside"), sealed);
  }

  /** Lets time pass until the sender has found it by itself. */
  private Delivery found(Sender sender) throws Exception {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); ; ) {
      List<Delivery> all = sender.deliveries();
      if (!all.isEmpty()) {
        return all.get(0);
      }
      assertTrue(System.nanoTime() < end, "it is not looked at again");
      on.timer.advance(Duration.ofSeconds(15));
      Thread.onSpinWait();
    }
  }

  private IOException refused(Sender sender, SendOptions options) {
    return assertThrows(IOException.class, () -> sender.send(photo(1), TAG, options));
  }

  @Test
  void thePhotoIsNotSentAnewMeanwhile() throws Exception {
    EnvelopeId id = leaveUnreadable(on.sender(context));
    Sender second = on.sender();
    String why = second.problems().get(0);
    assertTrue(why.startsWith(sealed + " cannot be read now: "), why);
    assertEquals(
        "The photo was not accepted, because it may be waiting already; send it again once this"
            + " file can be read: "
            + why,
        refused(second, KEYED).getMessage());
    refused(second, JOINING);

    becomeReadable();

    Delivery again = second.send(photo(1), TAG, KEYED);
    assertEquals(id, again.id());
    receipt(again);
    second.close();
    assertEquals(1, on.sender().deliveries().size());
    assertEquals(1, context.filed().size());
  }

  @Test
  void otherPhotosAreSent() throws Exception {
    EnvelopeId unused = leaveUnreadable(on.sender(context));
    Sender second = on.sender();
    receipt(second.send(photo(2), TAG, JOINING));
    receipt(second.send(photo(2), TAG, SendOptions.defaults().key("photo 2")));
    receipt(second.send(photo(1), TAG));
  }

  @Test
  void itIsLookedAtAgainWhileTheSenderRuns() throws Exception {
    EnvelopeId id = leaveUnreadable(on.sender(context));
    Sender second = on.sender();
    becomeReadable();

    Delivery found = found(second);

    assertEquals(id, found.id());
    assertInstanceOf(Receipt.Delivered.class, receipt(found));
  }

  @Test
  void theKeysOfTheReplacedPairingThatItMayNeedStay() throws Exception {
    EnvelopeId id = leaveUnreadable(on.sender(context));
    Sender second = on.sender();
    second.pair(context.offer());
    assertEquals(2, on.pairingKeys().size());
    second.close();
    Sender third = on.sender();
    becomeReadable();

    Delivery found = found(third);

    assertEquals(id, found.id());
    receipt(found);
  }

  @Test
  void theReceiverThatItMayBeForIsNotForgotten() throws Exception {
    EnvelopeId unused = leaveUnreadable(on.sender(context));
    Sender second = on.sender();
    assertEquals(
        "A photo for Reception may be waiting: " + second.problems().get(0),
        assertThrows(IOException.class, () -> second.forget("Reception")).getMessage());
  }

  @Test
  void whatALaterVersionSealedIsNotSentAnew() throws Exception {
    EnvelopeId unused = leaveUnreadable(on.sender(context));
    becomeReadable();
    byte[] bytes = Files.readAllBytes(sealed);
    bytes[8] = 2;
    Files.write(sealed, bytes);
    Sender second = on.sender();
    assertTrue(refused(second, KEYED).getMessage().contains("a later version"));
  }
}
