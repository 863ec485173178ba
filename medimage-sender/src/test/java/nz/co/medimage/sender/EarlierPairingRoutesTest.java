package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import nz.co.medimage.crypto.SenderPairing;
import nz.co.medimage.sender.DeliveryStatus.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A photo waits under a pairing while the device pairs again with the same receiver elsewhere. */
@Timeout(60)
class EarlierPairingRoutesTest extends OneReceiver {
  private static final SendOptions KEYED = SendOptions.defaults().key("photo 1");
  private static final Set<State> AT_THE_OTHER_END = Set.of(State.AT_RELAY, State.ARRIVED);

  /** The same receiver at another address. */
  private FakeReceiver moved() throws IOException {
    context.close();
    return new FakeReceiver(on.network, folder.resolve(context.name()), "elsewhere");
  }

  private Delivery waiting(Sender sender) throws Exception {
    on.network.takeDown();
    Delivery waiting = sender.send(photo(1), TAG, KEYED);
    await(waiting, State.WAITING);
    on.network.heal();
    return waiting;
  }

  @Test
  void itGoesToTheNewAddress() throws Exception {
    Sender sender = on.sender(context);
    Delivery waiting = waiting(sender);
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
    Sender first = on.sender(context);
    Delivery waiting = waiting(first);
    try (FakeReceiver moved = moved()) {
      moved.refuseAll("No room.");
      first.pair(moved.offer());
      first.close();
      moved.refuseNothing();

      Delivery again = on.sender().send(photo(1), TAG, KEYED);

      assertEquals(waiting.id(), again.id());
      receipt(again);
      assertEquals(1, moved.filed().size());
    }
  }

  @Test
  void itGoesToTheAddressOfTheLastOfSeveralNewPairings() throws Exception {
    Sender sender = on.sender(context);
    Delivery waiting = waiting(sender);
    context.refuseAll("No room.");
    sender.pair(context.offer());
    sender.pair(context.offer());
    try (FakeReceiver moved = moved()) {
      sender.pair(moved.offer());
      receipt(waiting);
    }
  }

  @Test
  void theNewPairingHasOnlyTheRoutesThatItWasTold() throws Exception {
    Sender sender = on.sender(context);
    try (FakeReceiver moved = moved()) {
      sender.pair(moved.offer());
    }
    sender.close();
    SenderPairing current = Pairings.load(Pairings.keys(on.home, null), problem -> {}).only();
    assertEquals(1, current.routes().size());
  }

  /**
   * A host that names the public key of the receiver, which all its devices know. It cannot read
   * what these hand over of earlier pairings; here it just does not use it.
   */
  private FakeReceiver impostor() throws IOException {
    Path store = Files.createDirectories(folder.resolve("impostor"));
    Files.copy(folder.resolve(context.name()).resolve("identity"), store.resolve("identity"));
    return new FakeReceiver(on.network, store, "impostor");
  }

  private FakeReceiver reopened() throws IOException {
    return new FakeReceiver(on.network, folder.resolve(context.name()), context.name());
  }

  @Test
  void aHostThatClaimsTheReceiversKeyEndsNoEarlierPairing() throws Exception {
    Sender sender = on.sender(context);
    context.close();
    Delivery waiting = sender.send(photo(1), TAG);
    await(waiting, State.WAITING);
    try (FakeReceiver impostor = impostor()) {
      impostor.onFirstPairing(impostor::revokeAll);
      sender.pair(impostor.offer());

      DeliveryStatus refused =
          await(
              waiting,
              status -> status.state() == State.UNPAIRED || status.detail().contains("not paired"));

      assertEquals(State.WAITING, refused.state());
      assertFalse(waiting.mayBeFiled());
    }
    try (FakeReceiver again = reopened()) {
      sender.retryNow();
      receipt(waiting);
      assertEquals(1, again.filed().size());
    }
  }

  @Test
  void aHostThatClaimsTheReceiversKeyDoesNotKeepAPhotoFromIt() throws Exception {
    Sender sender = on.sender(context);
    context.close();
    Delivery waiting = sender.send(photo(1), TAG);
    await(waiting, State.WAITING);
    try (FakeReceiver impostor = impostor().mood(FakeReceiver.Mood.HOLD)) {
      sender.pair(impostor.offer());
      await(waiting, status -> AT_THE_OTHER_END.contains(status.state()));
      try (FakeReceiver again = reopened()) {
        sender.retryNow();
        receipt(waiting);
        assertEquals(1, again.filed().size());
      }
    }
  }

  @Test
  void whatIsLearntOfALentRouteAddsNoneToTheEarlierPairing() throws Exception {
    FakeTransport learning = new FakeTransport(on.network, "loopback");
    on.sender(context).close();
    Sender sender = on.keep(on.builder(on.home, learning));
    Delivery waiting = waiting(sender);
    try (FakeReceiver moved = moved()) {
      moved.refuseAll("No room.");
      sender.pair(moved.offer());
      await(waiting, status -> status.detail().equals("No room."));
    }
    sender.close();

    Pairings kept = Pairings.load(Pairings.keys(on.home, null), problem -> {});
    assertEquals(2, kept.newestFirst().size());
    kept.newestFirst().forEach(each -> assertEquals(1, each.routes().size()));
    assertEquals("yes", kept.only().routes().get(0).parameters().get("learnt"));
  }
}
