package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.List;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.FakeReceiver.Mood;
import nz.co.medimage.testkit.LoopbackNetwork.Call;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers to a whole envelope that are not the receipt. */
@Timeout(60)
class AnswerTest extends OneReceiver {
  @Test
  void anAnswerThatIsNotTheReceiversIsIgnored() throws Exception {
    context.mood(Mood.FORGE_ONCE);
    Delivery delivery = on.sender(context).send(photo(1), TAG);

    DeliveryStatus waiting = await(delivery, State.WAITING);
    assertEquals(
        "An answer in the name of Reception was ignored: the receipt is not an authentic one for"
            + " this envelope.",
        waiting.detail());
    assertFalse(delivery.receipt().isDone());
    assertEquals(List.of(delivery.id()), on.waiting());

    on.timer.advance(Duration.ofSeconds(15));
    receipt(delivery);
  }

  @Test
  void aReceiptOfALaterVersionIsSaidToBeOne() throws Exception {
    context.mood(Mood.ANSWER_LATER_VERSION_ONCE);
    Delivery delivery = on.sender(context).send(photo(1), TAG);

    assertEquals(
        "An answer in the name of Reception was ignored: the receipt is of a later version, which"
            + " needs a newer sender.",
        await(delivery, State.WAITING).detail());
    on.timer.advance(Duration.ofSeconds(15));
    receipt(delivery);
  }

  @Test
  void progressAfterALossCountsToo() throws Exception {
    context.mood(Mood.LOSE_ONCE);
    Sender sender = on.sender(context);
    on.network.cutNextUploadAfter(500_000);
    Delivery delivery = sender.send(photo(TestPhotos.noise(5, 900_000)), TAG);
    awaitPause(delivery, 15);
    on.timer.advance(Duration.ofSeconds(15)); // goes on, arrives and is lost
    await(delivery, s -> s.detail().equals("The photo is not here."));

    on.network.loseRequests(Call.BEGIN, 1); // or a link of before would be made anew in between
    on.network.cutNextUploadAfter(200_000);
    on.timer.advance(Duration.ofSeconds(15)); // begins anew
    awaitPause(delivery, 45);
    on.network.cutNextUploadAfter(100_000);
    on.timer.advance(Duration.ofSeconds(45)); // goes on after all

    awaitPause(delivery, 15);
    on.timer.advance(Duration.ofSeconds(15));
    receipt(delivery);
  }

  @Test
  void aLostEnvelopeIsUploadedAgainAfterAPause() throws Exception {
    context.mood(Mood.LOSE_ONCE);
    Delivery delivery = on.sender(context).send(photo(1), TAG);
    DeliveryStatus waiting = await(delivery, State.WAITING);
    assertEquals("The photo is not here.", waiting.detail());
    assertEquals(15, pause(waiting));

    on.timer.advance(Duration.ofSeconds(15));

    receipt(delivery);
    assertEquals(1, context.filed().size());
  }

  private void awaitPause(Delivery delivery, long seconds) throws Exception {
    await(delivery, s -> s.nextTry().isPresent() && pause(s) == seconds);
  }

  private long pause(DeliveryStatus status) {
    return Duration.between(on.clock.instant(), status.nextTry().orElseThrow()).toSeconds();
  }

  @Test
  void aPhotoThatHadArrivedWhenThePairingEndedIsAskedAboutFirst() throws Exception {
    context.mood(Mood.HOLD);
    Delivery delivery = on.sender(context).send(photo(1), TAG);
    await(delivery, State.ARRIVED);

    context.revokeAll();

    assertEquals(
        "The photo may have arrived before this device's pairing was ended: ask there whether it"
            + " is filed before you send it again.",
        await(delivery, State.UNPAIRED).detail());
    assertEquals(List.of(delivery.id()), on.waiting());
  }
}
