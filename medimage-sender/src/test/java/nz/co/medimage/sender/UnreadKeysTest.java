package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * As when a virus scanner has the keys of a pairing open at the moment at which a sender begins.
 */
@Timeout(60)
class UnreadKeysTest extends OneReceiver {
  private static final SendOptions KEYED = SendOptions.defaults().key("photo 1");

  @Test
  void aPhotoThatNeedsThemIsNotSentAnewAndGoesOnceTheyCanBeRead() throws Exception {
    Sender first = on.sender(context);
    context.refuseAll("No room.");
    Delivery delivery = first.send(photo(1), TAG, KEYED);
    await(delivery, State.WAITING);
    Path keys = on.home.resolve("keys").resolve(on.pairingKeys().get(0));
    first.pair(context.offer());
    first.close();
    context.refuseNothing();
    Path aside = Files.move(keys, folder.resolve("aside"));
    Files.createDirectory(keys); // opens, and cannot be read

    Sender second = on.sender();
    Delivery again = second.send(photo(1), TAG, KEYED);
    assertEquals(delivery.id(), again.id());
    await(again, State.WAITING);
    Files.delete(keys);
    Files.move(aside, keys);
    second.retryNow();

    receipt(again);
    assertEquals(1, context.filed().size());
  }
}
