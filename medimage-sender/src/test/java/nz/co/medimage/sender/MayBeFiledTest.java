package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.FakeReceiver.Mood;
import nz.co.medimage.testkit.LoopbackNetwork.Call;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A photo that has left this device whole may be filed, whatever is said of it later. */
@Timeout(60)
class MayBeFiledTest extends OneReceiver {
  private static final String ASK =
      "The photo may have arrived before this device's pairing was ended: ask there whether it is"
          + " filed before you send it again.";

  /** Leaves a photo to the next sender of which the receiver has all. */
  private Delivery leaveArrived() throws Exception {
    Sender first = on.sender(context);
    context.mood(Mood.HOLD);
    Delivery delivery = first.send(photo(1), TAG);
    await(delivery, State.ARRIVED);
    first.close();
    return delivery;
  }

  @Test
  void theNextSenderKnowsWhatHadArrived() throws Exception {
    Delivery unused = leaveArrived();
    context.revokeAll();

    Delivery again = on.sender().deliveries().get(0);

    assertEquals(ASK, await(again, State.UNPAIRED).detail());
    assertTrue(again.mayBeFiled());
  }

  @Test
  void soMayAPhotoWhoseArrivalWasNotConfirmed() throws Exception {
    Sender sender = on.sender(context);
    context.mood(Mood.HOLD);
    on.network.loseReplies(Call.APPEND, 1);
    Delivery delivery = sender.send(photo(1), TAG);
    await(delivery, State.WAITING);
    context.revokeAll();

    sender.retryNow();

    assertEquals(ASK, await(delivery, State.UNPAIRED).detail());
    assertTrue(delivery.mayBeFiled());
  }

  @Test
  void whatNeverLeftIsCertainlyNotFiled() throws Exception {
    Sender first = on.sender(context);
    on.network.takeDown();
    await(first.send(photo(1), TAG), State.WAITING);
    first.close();
    on.network.heal();
    context.revokeAll();

    Delivery again = on.sender().deliveries().get(0);

    assertEquals(
        "Reception no longer accepts this device; pair it again, then send the photo again.",
        await(again, State.UNPAIRED).detail());
    assertFalse(again.mayBeFiled());
  }

  @Test
  void theNextSenderSaysSoAlsoOfACopyThatIsDamaged() throws Exception {
    Delivery delivery = leaveArrived();
    Files.write(on.sealed(delivery.id()), new byte[5]);

    List<String> problems = on.sender().problems();

    assertEquals(1, problems.size());
    String advice = "; ask whether that photo is filed, and if not send it again";
    assertTrue(problems.get(0).endsWith(advice), problems.get(0));
  }

  @Test
  void theNextSenderSaysSoAlsoOfACopyThatIsGone() throws Exception {
    Delivery delivery = leaveArrived();
    on.network.takeDown();
    Sender second = on.sender();
    Delivery again = second.deliveries().get(0);
    await(again, State.WAITING);
    Files.delete(on.sealed(delivery.id()));
    on.network.heal();

    second.retryNow();

    String detail = await(again, State.DAMAGED).detail();
    assertTrue(detail.contains("ask Reception whether it is filed"), detail);
  }

  @Test
  void nothingIsNotedOfAPhotoThatHasEnded() throws Exception {
    Sender first = on.sender(context);
    receipt(first.send(photo(1), TAG));
    first.close();
    on.awaitFreeHome();
    assertEquals(List.of(), on.files("sent"));

    Files.createFile(on.home.resolve("sent").resolve("left by a crash"));
    on.sender().close();
    assertEquals(List.of(), on.files("sent"));
  }
}
