package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.sender.SendStatus.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A photo waits under a pairing while the device pairs again with the same receiver elsewhere. */
@Timeout(60)
class EarlierPairingRoutesTest extends OneReceiver {
  private static final SendOptions KEYED = SendOptions.defaults().key("photo 1");

  /** The same receiver at another address. */
  private FakeReceiver moved() throws IOException {
    reception.close();
    return new FakeReceiver(on.network, folder.resolve(reception.name()), "elsewhere");
  }

  private Sending waiting(Sender sender) throws Exception {
    on.network.takeDown();
    Sending waiting = sender.send(photo(1), TAG, KEYED);
    await(waiting, State.WAITING);
    on.network.heal();
    return waiting;
  }

  @Test
  void itGoesToTheNewAddress() throws Exception {
    Sender sender = on.sender(reception);
    Sending waiting = waiting(sender);
    try (FakeReceiver moved = moved()) {
      sender.pair(moved.offer());

      receipt(sender.send(photo(2), TAG));
      assertEquals(waiting, sender.send(photo(1), TAG, KEYED));
      receipt(waiting);
      assertEquals(2, moved.filed().size());
    }
  }

  @Test
  void itGoesToTheNewAddressAlsoFromTheNextProcess() throws Exception {
    Sender first = on.sender(reception);
    Sending waiting = waiting(first);
    try (FakeReceiver moved = moved()) {
      moved.refuseAll("No room.");
      first.pair(moved.offer());
      first.close();
      moved.refuseNothing();

      Sending again = on.sender().send(photo(1), TAG, KEYED);

      assertEquals(waiting.id(), again.id());
      receipt(again);
      assertEquals(1, moved.filed().size());
    }
  }

  @Test
  void itGoesToTheAddressOfTheLastOfSeveralNewPairings() throws Exception {
    Sender sender = on.sender(reception);
    Sending waiting = waiting(sender);
    reception.refuseAll("No room.");
    sender.pair(reception.offer());
    sender.pair(reception.offer());
    try (FakeReceiver moved = moved()) {
      sender.pair(moved.offer());
      receipt(waiting);
    }
  }

  @Test
  void theNewPairingHasOnlyTheRoutesThatItWasTold() throws Exception {
    Sender sender = on.sender(reception);
    try (FakeReceiver moved = moved()) {
      sender.pair(moved.offer());
    }
    sender.close();
    SenderPairing current = Pairings.load(Pairings.keys(on.home, null), problem -> {}).only();
    assertEquals(1, current.routes().size());
  }
}
