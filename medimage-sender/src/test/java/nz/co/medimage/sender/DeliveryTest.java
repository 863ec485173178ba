package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.await;
import static nz.co.medimage.sender.SenderFixture.noise;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.FakeReceiver.Mood;
import nz.co.medimage.testkit.LoopbackNetwork.Call;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class DeliveryTest extends OneReceiver {
  @Test
  void deliversAndEmptiesTheOutbox() throws Exception {
    Sender sender = on.sender(context);
    List<State> states = Collections.synchronizedList(new ArrayList<>());

    Delivery delivery = sender.send(photo(1), TAG);
    delivery.onStatus(status -> states.add(status.state()));
    Receipt.Delivered word = assertInstanceOf(Receipt.Delivered.class, receipt(delivery));

    assertEquals(delivery.id(), word.id());
    assertEquals(List.of(new SinkReference("folders", "A1/arm.jpg")), word.references());
    assertArrayEquals(noise(1), context.filed().get(0));
    assertEquals("Reception", delivery.to());
    long size = delivery.size();
    assertEquals(new DeliveryStatus(State.DELIVERED, size, size, "", null), delivery.status());
    sender.close(); // the deletion follows the receipt
    assertEquals(List.of(), on.files("outbox"));
    assertEquals(List.of(delivery.id() + ".json"), on.files("ended"));
    assertEquals(EnumSet.copyOf(states).stream().toList(), states.stream().distinct().toList());
  }

  @Test
  void rejectionEndsThePhotoWithTheReceiversSentence() throws Exception {
    context.mood(Mood.REJECT);
    Sender sender = on.sender(context);
    Delivery delivery = sender.send(photo(1), TAG);

    Receipt.Rejected word = assertInstanceOf(Receipt.Rejected.class, receipt(delivery));

    assertEquals(RejectionCode.TYPE_NOT_ALLOWED, word.code());
    assertEquals(State.REJECTED, delivery.status().state());
    assertEquals("arm.txt is not a photo.", delivery.status().detail());
    sender.close();
    assertEquals(List.of(), on.files("outbox"));
  }

  @Test
  void pausesGrowWhileTheReceiverIsAwayAndNothingIsLost() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    Delivery delivery = sender.send(photo(1), TAG);

    for (int seconds : List.of(15, 45, 135, 405)) {
      DeliveryStatus waiting =
          await(
              delivery,
              s -> s.state() == State.WAITING && s.nextTry().isPresent() && pause(s) == seconds);
      assertEquals(
          "Reception cannot be reached now (loopback: the request was lost).", waiting.detail());
      on.timer.advance(Duration.ofSeconds(seconds).minusMillis(1));
      assertEquals(waiting, delivery.status());
      on.timer.advance(Duration.ofMillis(1));
    }
    await(delivery, s -> s.state() == State.WAITING && pause(s) == 1215);
    on.network.heal();
    on.timer.advance(Duration.ofSeconds(1215));

    receipt(delivery);
    assertEquals(1, context.filed().size());
    assertEquals(Optional.empty(), delivery.status().nextTry());
  }

  private long pause(DeliveryStatus status) {
    return Duration.between(on.clock.instant(), status.nextTry().orElseThrow()).toSeconds();
  }

  @Test
  void aClockThatIsSetNeitherRushesNorStallsATry() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    Delivery delivery = sender.send(photo(1), TAG);
    DeliveryStatus waiting = await(delivery, State.WAITING);
    int tries = on.network.calls().size();

    on.clock.advance(Duration.ofDays(400));
    on.timer.advance(Duration.ofSeconds(14));
    assertEquals(waiting, delivery.status());
    assertEquals(tries, on.network.calls().size());

    on.clock.advance(Duration.ofDays(-800));
    on.network.heal();
    on.timer.advance(Duration.ofSeconds(1));
    receipt(delivery);
  }

  @Test
  void retryNowEndsThePause() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    Delivery delivery = sender.send(photo(1), TAG);
    await(delivery, State.WAITING);
    on.network.heal();

    sender.retryNow();

    receipt(delivery);
  }

  @Test
  void aNewPhotoEndsThePauseOfAllForThatReceiver() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    Delivery first = sender.send(photo(1), TAG);
    await(first, State.WAITING);
    on.network.heal();

    Delivery second = sender.send(photo(2), TAG);

    receipt(first);
    receipt(second);
  }

  @Test
  void aReceiverThatIsOffDelaysNoOther() throws Exception {
    FakeReceiver other = on.receiver("Room 2");
    Sender sender = on.sender(context, other);
    context.close();

    Delivery off = sender.send(photo(1), TAG, "Reception");
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      deliveries.add(sender.send(photo(2 + i), TAG, "Room 2"));
    }

    for (Delivery delivery : deliveries) {
      receipt(delivery);
    }
    assertEquals(
        "Reception cannot be reached now (loopback: nobody listens at Reception).",
        await(off, State.WAITING).detail());
    assertEquals(10, other.filed().size());
  }

  @Test
  void eachOfHundredPhotosLandsWhereItIsAddressed() throws Exception {
    FakeReceiver other = on.receiver("Room 2");
    Sender sender = on.sender(context, other);
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      deliveries.add(sender.send(photo(1000 + i), TAG, "Reception"));
      deliveries.add(sender.send(photo(2000 + i), TAG, "Room 2"));
    }
    for (Delivery delivery : deliveries) {
      assertInstanceOf(Receipt.Delivered.class, receipt(delivery));
    }

    assertEquals(contents(1000), contentsAt(context));
    assertEquals(contents(2000), contentsAt(other));
    assertEquals(100, context.filed().size());
    assertEquals(100, other.filed().size());
  }

  private static Set<String> contents(int from) {
    Set<String> contents = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      contents.add(new String(noise(from + i), java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    return contents;
  }

  private static Set<String> contentsAt(FakeReceiver receiver) throws Exception {
    return receiver.filed().stream()
        .map(content -> new String(content, java.nio.charset.StandardCharsets.ISO_8859_1))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @EnumSource(
      value = Call.class,
      names = {"CONNECT", "BEGIN", "APPEND", "RECEIPT"})
  void aLostRequestOrReplyCostsNothingButTime(Call call) throws Exception {
    Sender sender = on.sender(context);
    for (int times : List.of(1, 2, 3)) {
      on.network.loseRequests(call, times);
      on.network.loseReplies(call, times);
      Delivery delivery = sender.send(photo(times), TAG);
      while (!delivery.status().state().isFinal()) {
        DeliveryStatus next =
            await(delivery, s -> s.state().isFinal() || s.state() == State.WAITING);
        if (!next.state().isFinal()) {
          sender.retryNow();
        }
      }
      receipt(delivery);
      assertEquals(times, context.filed().size());
    }
  }

  @Test
  void anUploadThatBreaksIsResumed() throws Exception {
    byte[] large = TestPhotos.noise(5, 900_000);
    Sender sender = on.sender(context);
    on.network.cutNextUploadAfter(500_000);
    Delivery delivery = sender.send(photo(large), TAG);
    DeliveryStatus waiting = await(delivery, State.WAITING);
    assertEquals(
        "The connection to Reception broke (loopback: the connection was reset).",
        waiting.detail());
    assertTrue(waiting.sent() >= 490_000, "sent " + waiting.sent());

    List<Long> sent = Collections.synchronizedList(new ArrayList<>());
    delivery.onStatus(s -> sent.add(s.sent()));
    sender.retryNow();
    receipt(delivery);

    assertTrue(Collections.min(sent) >= 490_000, "went back to " + Collections.min(sent));
    assertArrayEquals(large, context.filed().get(0));
  }

  @Test
  void aLinkThatWentStaleIsMadeAnewWithoutAPause() throws Exception {
    Sender sender = on.sender(context);
    receipt(sender.send(photo(1), TAG));
    context.close();
    context = on.receiver("Reception");
    on.network.loseRequests(Call.BEGIN, 1);

    receipt(sender.send(photo(2), TAG));

    assertEquals(2, on.network.calls().stream().filter(c -> c == Call.CONNECT).count());
  }

  @Test
  void aLinkIsKeptForManyPhotos() throws Exception {
    Sender sender = on.sender(context);
    for (int i = 0; i < 10; i++) {
      receipt(sender.send(photo(i), TAG));
    }
    assertEquals(1, on.network.calls().stream().filter(c -> c == Call.CONNECT).count());
  }

  @Test
  void aRefusedEnvelopeIsKeptAndTriedAgainAndDelaysNoOther() throws Exception {
    Sender sender = on.sender(context);
    context.refuseAll("The disk of Reception is full.");
    Delivery delivery = sender.send(photo(1), TAG);
    assertEquals("The disk of Reception is full.", await(delivery, State.WAITING).detail());
    assertEquals(List.of(delivery.id()), on.waiting());
    context.refuseNothing();

    receipt(sender.send(photo(2), TAG));
    assertEquals(State.WAITING, delivery.status().state());
    on.timer.advance(Duration.ofSeconds(15));

    receipt(delivery);
  }

  @Test
  void aRevokedDeviceKeepsItsPhotosAndSaysWhatToDo() throws Exception {
    Sender sender = on.sender(context);
    receipt(sender.send(photo(1), TAG));
    context.revokeAll();

    Delivery delivery = sender.send(photo(2), TAG);

    assertEquals(
        "Reception no longer accepts this device; pair it again, then send the photo again.",
        await(delivery, State.UNPAIRED).detail());
    assertEquals(List.of(delivery.id()), on.waiting());
    assertTrue(delivery.cancel());
  }

  @Test
  void photosThatWaitForTheirReceiptKeepNoOtherFromArriving() throws Exception {
    context.mood(Mood.HOLD);
    Sender sender = on.sender(context);
    List<Delivery> deliveries = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      deliveries.add(sender.send(photo(i), TAG));
    }
    for (Delivery delivery : deliveries) {
      await(delivery, State.ARRIVED);
    }
    assertEquals(10, on.files("outbox").size());

    context.release();

    for (Delivery delivery : deliveries) {
      receipt(delivery);
    }
    sender.close();
    assertEquals(List.of(), on.files("outbox"));
  }

  @Test
  void nothingInTheHomeSaysAnythingAboutThePatient() throws Exception {
    // Long words: a short one stands in random bytes now and then.
    PatientTag tag = PatientTag.parse("#ZAC5361 #A1-burns-clinic forearm-left");
    Sender sender = on.sender(context);
    receipt(sender.send(photo(1), tag));
    context.mood(Mood.REJECT);
    receipt(sender.send(photo(2), tag));
    on.network.takeDown();
    await(sender.send(photo(3), tag), State.WAITING);

    String home = on.everythingInTheHome();

    for (String secret : List.of("ZAC5361", "forearm", "burns-clinic", "image/jpeg")) {
      assertFalse(home.contains(secret), secret);
    }
    for (int seed = 1; seed <= 3; seed++) {
      String content = new String(noise(seed), java.nio.charset.StandardCharsets.ISO_8859_1);
      for (int i = 0; i + 16 <= content.length(); i += 16) {
        assertFalse(home.contains(content.substring(i, i + 16)));
      }
    }
  }

  @Test
  void oldestFirstInTheOutbox() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    List<EnvelopeId> ids = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      ids.add(sender.send(photo(i), TAG).id());
      on.clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(ids, sender.deliveries().stream().map(Delivery::id).toList());
  }

  @Test
  void aPhotoThatComesJustAsAnotherFailsIsTriedAtOnceToo() throws Exception {
    Sender sender = on.sender(context);
    on.network.takeDown();
    Delivery first = sender.send(photo(1), TAG);
    await(first, State.WAITING);
    AtomicBoolean again = new AtomicBoolean();
    CompletableFuture<Delivery> second = new CompletableFuture<>();
    first.onStatus(
        status -> {
          again.compareAndSet(false, status.state() == State.SENDING);
          if (status.state() == State.WAITING && again.get() && !second.isDone()) {
            try {
              second.complete(sender.send(photo(2), TAG));
            } catch (IOException e) {
              second.completeExceptionally(e);
            }
          }
        });

    on.timer.advance(Duration.ofSeconds(15));

    await(second.get(20, TimeUnit.SECONDS), State.WAITING);
  }
}
