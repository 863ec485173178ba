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
    Delivery sending = on.sender(context).send(photo(1), TAG);

    DeliveryStatus waiting = await(sending, State.WAITING);
    assertEquals(
        "An answer in the name of Reception was ignored: the receipt is not an authentic one for"
            + " this envelope.",
        waiting.detail());
    assertFalse(sending.receipt().isDone());
    assertEquals(List.of(sending.id()), on.waiting());

    on.timer.advance(Duration.ofSeconds(15));
    receipt(sending);
  }

  @Test
  void aReceiptOfALaterVersionIsSaidToBeOne() throws Exception {
    context.mood(Mood.ANSWER_LATER_VERSION_ONCE);
    Delivery sending = on.sender(context).send(photo(1), TAG);

    assertEquals(
        "An answer in the name of Reception was ignored: the receipt is of a later version, which"
            + " needs a newer sender.",
        await(sending, State.WAITING).detail());
    on.timer.advance(Duration.ofSeconds(15));
    receipt(sending);
  }

  @Test
  void progressAfterALossCountsToo() throws Exception {
    context.mood(Mood.LOSE_ONCE);
    Sender sender = on.sender(context);
    on.network.cutNextUploadAfter(500_000);
    Delivery sending = sender.send(photo(TestPhotos.noise(5, 900_000)), TAG);
    awaitPause(sending, 15);
    on.timer.advance(Duration.ofSeconds(15)); // goes on, arrives and is lost
    await(sending, s -> s.detail().equals("The photo is not here."));

    on.network.loseRequests(Call.BEGIN, 1); // or a link of before would be made anew in between
    on.network.cutNextUploadAfter(200_000);
    on.timer.advance(Duration.ofSeconds(15)); // begins anew
    awaitPause(sending, 45);
    on.network.cutNextUploadAfter(100_000);
    on.timer.advance(Duration.ofSeconds(45)); // goes on after all

    awaitPause(sending, 15);
    on.timer.advance(Duration.ofSeconds(15));
    receipt(sending);
  }

  @Test
  void aLostEnvelopeIsUploadedAgainAfterAPause() throws Exception {
    context.mood(Mood.LOSE_ONCE);
    Delivery sending = on.sender(context).send(photo(1), TAG);
    DeliveryStatus waiting = await(sending, State.WAITING);
    assertEquals("The photo is not here.", waiting.detail());
    assertEquals(15, pause(waiting));

    on.timer.advance(Duration.ofSeconds(15));

    receipt(sending);
    assertEquals(1, context.filed().size());
  }

  private void awaitPause(Delivery sending, long seconds) throws Exception {
    await(sending, s -> s.nextTry() != null && pause(s) == seconds);
  }

  private long pause(DeliveryStatus status) {
    return Duration.between(on.clock.instant(), status.nextTry()).toSeconds();
  }

  @Test
  void aPhotoThatHadArrivedWhenThePairingEndedIsAskedAboutFirst() throws Exception {
    context.mood(Mood.HOLD);
    Delivery sending = on.sender(context).send(photo(1), TAG);
    await(sending, State.ARRIVED);

    context.revokeAll();

    assertEquals(
        "The photo may have arrived before this device's pairing was ended: ask there whether it"
            + " is filed before you send it again.",
        await(sending, State.UNPAIRED).detail());
    assertEquals(List.of(sending.id()), on.waiting());
  }
}
