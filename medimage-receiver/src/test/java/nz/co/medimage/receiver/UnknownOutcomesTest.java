package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.Settled;
import nz.co.medimage.receiver.DeliveryRecord.Undecided;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests whose answers are lost, and the people who look what became of them. */
@Timeout(60)
final class UnknownOutcomesTest {
  private static final String ASKED = "outcomeUnknown ehr " + AskingSink.WHERE;

  /** A receiver beside a sink that asks. */
  abstract static class Fixture extends FilingFixture {
    @TempDir Path practice;
    AskingSink ehr;

    @BeforeEach
    void open() throws IOException {
      ehr = new AskingSink("ehr", practice);
      restart();
    }

    abstract void restart() throws IOException;

    /** As the command does, while another process runs the receiver. */
    void settleFromOutside(boolean isFiled, String by) throws Exception {
      try (Receiver other = Receiver.builder(home).clock(clock).build()) {
        Person.settle(other, id, "ehr", isFiled, by);
      }
    }

    long asked() {
      return bench.events.lines().stream().filter(ASKED::equals).count();
    }

    List<Settled> settled(boolean... found) {
      List<Settled> all = new ArrayList<>();
      for (boolean isFiled : found) {
        all.add(
            new Settled(
                clock.instant().truncatedTo(ChronoUnit.MILLIS), "Dr Ngata", "ehr", isFiled));
      }
      return all;
    }
  }

  @Nested
  final class AtAFollowUpSink extends Fixture {
    @Override
    void restart() throws IOException {
      restart(o -> o.followUp(ehr));
    }

    private FollowUp followUp() throws IOException {
      return onlyDelivery().followUps().get(0);
    }

    private void loseTheAnswer() throws Exception {
      ehr.answersToLose.set(1);
      send(JPEG);
      bench.events.await(ASKED::equals);
      awaitUnknown();
    }

    private void loseTheRequest() throws Exception {
      ehr.requestsToLose.set(1);
      send(JPEG);
      bench.events.await(ASKED::equals);
      awaitUnknown();
    }

    private void awaitUnknown() throws IOException {
      Await.until("it is in doubt", () -> followUp().state() == FollowUpState.UNKNOWN);
    }

    @Test
    void questionThatACrashKeptFromBeingToldIsToldAfterTheRestart() throws Exception {
      loseTheAnswer();
      bench.close();
      Path kept = home.resolve("followup").resolve(phone.photo(id).toString());
      Files.delete(kept.resolve("at-ehr.json")); // as if it had crashed before this was written
      restart();
      bench.events.await(ASKED::equals);
      awaitUnknown();
      restart();
      assertEquals(0, asked(), "told once");
      assertEquals(List.of("write"), ehr.calls);
    }

    @Test
    void lostAnswerIsAQuestionToAPersonAndNoFurtherRequest() throws Exception {
      loseTheAnswer();
      assertEquals(new FollowUp("ehr", FollowUpState.UNKNOWN, AskingSink.WHERE), followUp());
      assertEquals(List.of(new Undecided("ehr", AskingSink.WHERE)), onlyDelivery().undecided());
      restart();
      assertEquals(new FollowUp("ehr", FollowUpState.UNKNOWN, AskingSink.WHERE), followUp());
      assertEquals(0, asked(), "asked once");
      assertEquals(List.of("write"), ehr.calls);
      assertEquals(1, ehr.requests(phone.photo(id)).size());
    }

    @Test
    void questionKeepsNoOtherPhotoOfThePatient() throws Exception {
      loseTheAnswer();
      EnvelopeId next = Phone.freshId();
      phone.send(bench.context(), next, JPEG);
      bench.events.await("followedUp ehr"::equals);
      assertEquals(1, ehr.requests(phone.photo(next)).size());
    }

    @Test
    void replayDoesNotAnswerIt() throws Exception {
      loseTheAnswer();
      assertEquals(
          "a replay of "
              + id
              + " might file it twice, as nobody knows whether ehr has it: look there, and settle"
              + " that",
          assertThrows(IllegalArgumentException.class, () -> Person.replay(bench.receiver, id))
              .getMessage());
      assertEquals(List.of("write"), ehr.calls);
    }

    @Test
    void photoThatAPersonFoundThereIsFiled() throws Exception {
      loseTheAnswer();
      settleFromOutside(true, "Dr Ngata");
      bench.events.await("followedUp ehr"::equals);
      Await.until("all is done", () -> bench.files("unknown").isEmpty());
      assertEquals(List.of("write", "settle true"), ehr.calls);
      assertEquals(new FollowUp("ehr", FollowUpState.FILED, "found"), followUp());
      assertEquals(List.of(), onlyDelivery().undecided());
      assertEquals(settled(true), onlyDelivery().settlements());
      assertEquals(1, ehr.requests(phone.photo(id)).size());
      Await.until("nothing is kept for follow-ups", () -> bench.files("followup").isEmpty());
      restart();
      assertEquals(settled(true), onlyDelivery().settlements());
    }

    @Test
    void photoThatIsMissingThereIsFiledOnce() throws Exception {
      loseTheRequest();
      Person.settle(bench.receiver, id, "ehr", false, "Dr Ngata");
      bench.events.await("followedUp ehr"::equals);
      assertEquals(List.of("write", "settle false"), ehr.calls);
      assertEquals(List.of(id + "-0"), ehr.requests(phone.photo(id)));
      assertEquals(settled(false), onlyDelivery().settlements());
    }

    @Test
    void answerThatIsLostOnceMoreIsANewQuestion() throws Exception {
      loseTheRequest();
      ehr.answersToLose.set(1);
      Person.settle(bench.receiver, id, "ehr", false, "Dr Ngata");
      bench.events.await(2, ASKED::equals);
      Await.until(
          "it is asked anew",
          () -> onlyDelivery().undecided().equals(List.of(new Undecided("ehr", AskingSink.WHERE))));
      assertEquals(settled(false), onlyDelivery().settlements());
      clock.advance(Duration.ofMinutes(1));
      settleFromOutside(true, "Dr Ngata");
      bench.events.await("followedUp ehr"::equals);
      assertEquals(List.of("write", "settle false", "settle true"), ehr.calls);
      assertEquals(1, ehr.requests(phone.photo(id)).size());
      assertEquals(2, onlyDelivery().settlements().size());
    }

    @Test
    void decisionThatWasMadeWhileNoReceiverRanIsActedOnAtTheNextStart() throws Exception {
      loseTheAnswer();
      bench.close();
      settleFromOutside(true, "Dr Ngata");
      restart();
      bench.events.await("followedUp ehr"::equals);
      assertEquals(List.of("write", "settle true"), ehr.calls);
    }

    @Test
    void decisionStandsUntilTheSinkHasHeardIt() throws Exception {
      loseTheAnswer();
      bench.close();
      settleFromOutside(false, "Dr Ngata");
      AtomicInteger told = new AtomicInteger();
      Sink away =
          new Sink() {
            @Override
            public String id() {
              return "ehr";
            }

            @Override
            public SinkReference write(StagedPhoto photo) {
              throw new AssertionError("it is told, and not asked");
            }

            @Override
            public SinkReference settle(StagedPhoto photo, boolean isFiled) throws IOException {
              if (told.incrementAndGet() < 3) {
                throw new IOException("the practice system is down");
              }
              return new SinkReference("ehr", "arm");
            }
          };
      restart(o -> o.followUp(away));
      bench.events.await("followedUp ehr"::equals);
      assertEquals(3, told.get());
      assertEquals(0, asked());
    }

    @Test
    void secondDecisionIsRefusedAndSaysWhoMadeTheFirst() throws Exception {
      loseTheAnswer();
      Person.settle(bench.receiver, id, "ehr", true, "Dr Ngata");
      bench.events.await("followedUp ehr"::equals);
      String why =
          assertThrows(IllegalArgumentException.class, () -> settleFromOutside(false, "reception"))
              .getMessage();
      assertEquals(
          "Dr Ngata decided at "
              + clock.instant().truncatedTo(ChronoUnit.SECONDS)
              + " that ehr has "
              + id,
          why);
    }

    @Test
    void whatIsNotInDoubtIsNotDecided() throws Exception {
      send(JPEG);
      assertEquals(
          "there is no doubt whether ehr has " + id,
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Person.settle(bench.receiver, id, "ehr", true, "Dr Ngata"))
              .getMessage());
      assertEquals(
          "who decides is a name of one to 100 characters",
          assertThrows(
                  IllegalArgumentException.class,
                  () -> Person.settle(bench.receiver, id, "ehr", true, " "))
              .getMessage());
    }
  }

  @Nested
  final class AtARequiredSink extends Fixture {
    @Override
    void restart() throws IOException {
      restart(o -> o.sink(ehr));
    }

    private void loseTheAnswer() throws Exception {
      ehr.answersToLose.set(1);
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      bench.events.await(ASKED::equals);
      Await.until(
          "why it waits is known",
          () ->
              onlyDelivery()
                  .detail()
                  .equals("a person must say whether ehr has it: " + AskingSink.WHERE));
    }

    @Test
    void lostAnswerKeepsThePhotoWithItsSenderAndTheSinkIsNotAskedAgain() throws Exception {
      loseTheAnswer();
      Person.replay(bench.receiver, id);
      restart();
      Await.until("it is looked at again", () -> !onlyDelivery().detail().isEmpty());
      assertEquals(List.of("write"), ehr.calls);
      assertEquals(0, asked(), "asked once");
      assertEquals(DeliveryRecord.State.WAITING, onlyDelivery().state());
      assertEquals(List.of(new Undecided("ehr", AskingSink.WHERE)), onlyDelivery().undecided());
      assertFalse(phone.receipt(bench.context(), id).isDone());
      assertEquals(
          0, bench.events.lines().stream().filter(l -> l.startsWith("retrying ehr")).count());
    }

    @Test
    void photoThatAPersonFoundThereIsDelivered() throws Exception {
      loseTheAnswer();
      settleFromOutside(true, "Dr Ngata");
      assertDelivered("found");
      assertEquals(List.of("write", "settle true"), ehr.calls);
      assertEquals(settled(true), onlyDelivery().settlements());
      Await.until("all is done", () -> bench.files("unknown").isEmpty());
    }

    @Test
    void photoThatIsMissingThereIsFiledOnceAndDelivered() throws Exception {
      ehr.requestsToLose.set(1);
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      bench.events.await(ASKED::equals);
      settleFromOutside(false, "Dr Ngata");
      assertDelivered(id + "-0");
      assertEquals(List.of(id + "-0"), ehr.requests(phone.photo(id)));
    }

    @Test
    void sinkThatWasToldIsNotAskedAgainWhileAnotherIsAway() throws Exception {
      sink.goAway();
      loseTheAnswerWhileAnotherIsAway();
      settleFromOutside(true, "Dr Ngata");
      Await.until("it was told", () -> ehr.calls.size() == 2);
      Await.until("it is on record", () -> onlyDelivery().settlements().equals(settled(true)));
      bench.close();
      restart();
      sink.comeBack();
      assertDelivered("found");
      assertEquals(List.of("write", "settle true"), ehr.calls);
    }

    private void loseTheAnswerWhileAnotherIsAway() throws Exception {
      ehr.answersToLose.set(1);
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      bench.events.await(ASKED::equals);
      bench.events.await(2, line -> line.startsWith("retrying folders"));
      assertTrue(onlyDelivery().detail().contains("a person must say whether ehr has it"));
    }

    /** The phone has no receipt, and sends its photo again. */
    private void assertAPersonIsAskedThoughItsFileIs(Damage damage) throws Exception {
      loseTheAnswer();
      bench.close();
      damage.of(home.resolve("inbox").resolve(bench.files("inbox").get(0)));
      restart();
      bench.awaitEmpty("inbox");
      restart();
      phone.upload(bench.context(), id, phone.seal(id, JPEG));
      Await.until(
          "a person is asked",
          () ->
              bench.receiver.deliveries(1).stream()
                  .anyMatch(all -> all.detail().startsWith("a person must say")));
      settleFromOutside(true, "Dr Ngata");
      assertDelivered("found");
      assertEquals(List.of("write", "settle true"), ehr.calls);
      assertEquals(1, ehr.requests(phone.photo(id)).size());
    }

    private interface Damage {
      void of(Path file) throws IOException;
    }

    @Test
    void doubtOutlivesTheFileOfThePhoto() throws Exception {
      assertAPersonIsAskedThoughItsFileIs(Files::delete);
    }

    @Test
    void doubtOutlivesAPowerCutThatLeavesZeros() throws Exception {
      assertAPersonIsAskedThoughItsFileIs(
          file -> Files.write(file, new byte[(int) Files.size(file)]));
    }

    private void assertDelivered(String reference) throws Exception {
      Receipt receipt = phone.open(id, Phone.await(phone.receipt(bench.context(), id)));
      assertTrue(
          assertInstanceOf(Receipt.Delivered.class, receipt)
              .references()
              .contains(new SinkReference("ehr", reference)));
    }
  }
}
