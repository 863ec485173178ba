package nz.co.medimage.sender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.SealedEnvelope;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.ReceiptPolls.Question;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;

class RelayReceiptPollsTest {
  private static final RouteRef RELAY = new RouteRef(0, "relay", true, false);

  private final ManualTimer timer = new ManualTimer();
  private final RetryClock pace =
      new RetryClock(
          timer,
          MutableClock.at(TestPhotos.id(1).createdAt()),
          SenderFixture.EXACT,
          new SecureRandom(),
          Duration.ZERO);
  private final NavigableMap<EnvelopeId, QueuedEnvelope> parcels = new TreeMap<>();
  private final RelayReceiptPolls questions = new RelayReceiptPolls(pace);
  private final Map<EnvelopeId, Integer> asked = new HashMap<>();
  private final List<Ending> underWay = new ArrayList<>();

  /** A question that gets no receipt, and when it has waited long enough. */
  private record Ending(Question question, long at) {}

  private void lyingAtRelay(int count) {
    for (int i = 1; i <= count; i++) {
      EnvelopeId id = TestPhotos.id(i);
      Delivery delivery =
          new Delivery(id, "Reception", 10, DeliveryStatus.of(State.SENDING, 0, 10));
      Path file = Path.of("unused");
      SealedEnvelope envelope = SealedEnvelope.of(id, file, 10);
      EnvelopePrefix prefix = new EnvelopePrefix(id, new PairingId(new UUID(0, 1)), "0".repeat(64));
      QueuedEnvelope parcel =
          new QueuedEnvelope(
              new DiskOutbox.Entry(envelope, file, prefix, null, null), delivery, pace.now());
      parcel.arrived(RELAY);
      parcels.put(id, parcel);
      questions.add(parcel);
    }
  }

  private void passSeconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      beginAll();
      timer.advance(Duration.ofSeconds(1));
      List<Ending> ended = underWay.stream().filter(e -> e.at() - pace.now() <= 0).toList();
      underWay.removeAll(ended);
      ended.forEach(ending -> answer(ending.question()));
    }
  }

  private void beginAll() {
    Optional<Question> next = questions.next(pace.now());
    for (; next.isPresent(); next = questions.next(pace.now())) {
      Question question = next.get();
      asked.merge(question.envelope().id(), 1, Integer::sum);
      underWay.add(new Ending(question, pace.now() + question.atMost().toNanos()));
    }
  }

  private void answer(Question question) {
    questions.answered();
    questions.add(question.envelope());
  }

  @Test
  void ofHundredThatLieThereForADayMostAreAskedForNowAndThen() {
    lyingAtRelay(100);
    passSeconds((int) Duration.ofDays(1).toSeconds());
    int all = asked.values().stream().mapToInt(Integer::intValue).sum();
    int watched = List.of(1, 2, 99, 100).stream().mapToInt(n -> asked.get(TestPhotos.id(n))).sum();
    assertTrue(all < 6 * Duration.ofDays(1).toMinutes() * 3, all + " questions in a day");
    assertTrue(all - watched <= 96 * 12, all - watched + " questions for 96 photos");
    assertTrue(asked.values().stream().allMatch(times -> times >= 5), asked.toString());
  }

  @Test
  void theOldestAndTheNewestAreAskedForAllTheTime() {
    lyingAtRelay(100);
    passSeconds(3600);
    asked.clear();
    passSeconds(600);
    for (int n : List.of(1, 2, 99, 100)) {
      int times = asked.get(TestPhotos.id(n));
      assertTrue(times >= 20, "asked " + times + " times for photo " + n);
    }
  }

  @Test
  void theNextOldestIsAskedForAtOnceWhenTheOldestIsDelivered() {
    lyingAtRelay(100);
    passSeconds(3600);
    asked.clear();

    QueuedEnvelope oldest = parcels.remove(TestPhotos.id(1));
    questions.remove(oldest);
    passSeconds(25);

    assertTrue(asked.containsKey(TestPhotos.id(3)), asked.toString());
  }

  @Test
  void allAreAskedForOnceAReceiptShowsThatTheReceiverIsThere() {
    lyingAtRelay(20);
    passSeconds(3600);
    asked.clear();

    questions.endPauses();
    passSeconds(60);

    assertEquals(parcels.keySet(), asked.keySet());
  }

  @Test
  void aRelayThatAnswersAtOnceIsNotAskedOnAndOn() {
    lyingAtRelay(1);
    Question question = questions.next(pace.now()).orElseThrow();
    answer(question);
    assertEquals(Optional.empty(), questions.next(pace.now()));
    assertEquals(question.atMost().toNanos(), questions.soonest(pace.now()));

    timer.advance(question.atMost());

    assertTrue(questions.next(pace.now()).isPresent());
  }
}
