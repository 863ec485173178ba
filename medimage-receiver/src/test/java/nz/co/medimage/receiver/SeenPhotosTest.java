package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.FakeSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person decides only about what the person has seen. */
@Timeout(120)
final class SeenPhotosTest extends FilingFixture {
  private static final PatientTag RIGHT = PatientTag.parse("#ZZZ0016 arm");
  private static final PatientTag OTHER = PatientTag.parse("#ZZZ0024 arm");

  private final List<String> filed = new CopyOnWriteArrayList<>();

  private static final class Nobody implements PatientCheck {
    @Override
    public String id() {
      return "practice";
    }

    @Override
    public PatientMatch find(PatientQuery query) {
      return PatientMatch.unknown();
    }
  }

  private Sink ehr() {
    return sink(
        "ehr",
        photo -> {
          filed.add(photo.manifest().tag().toString());
          return new SinkReference("ehr", "1");
        });
  }

  private void open() throws IOException {
    restart(o -> o.patientCheck(new Nobody(), WhenUnavailable.FILE).sink(ehr()));
  }

  private DeliveryRecord held() throws Exception {
    assertInstanceOf(Receipt.Held.class, send(JPEG));
    return onlyDelivery();
  }

  private interface Decision {
    void make() throws IOException, DecisionRefusedException;
  }

  private static String refusal(Decision decision) {
    return String.valueOf(
        assertThrows(DecisionRefusedException.class, decision::make).getMessage());
  }

  private String at(DeliveryRecord record) {
    return record.at().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  @Test
  void recordIsTheSameAsLongAsNothingHasChangedAndAnotherAfterwards() throws Exception {
    open();
    DeliveryRecord seen = held();
    assertEquals(seen.revision(), onlyDelivery().revision());
    assertTrue(seen.revision().matches("[0-9a-f]{16}-[0-9a-f]{16}"), seen.revision());
    open();
    assertEquals(seen.revision(), onlyDelivery().revision());
    bench.receiver.assign(seen, RIGHT, "Dr Ngata");
    assertNotEquals(seen.revision(), onlyDelivery().revision());
  }

  @Test
  void ofTwoWhoAssignAtOnceExactlyOneIsToldYes() throws Exception {
    open();
    for (int i = 0; i < 20; i++) {
      EnvelopeId each = Phone.freshId();
      assertInstanceOf(Receipt.Held.class, phone.send(bench.context(), each, JPEG));
      DeliveryRecord seen = bench.receiver.delivery(each).get(0);
      CyclicBarrier together = new CyclicBarrier(3);
      List<Optional<PatientTag>> yes;
      try (Receiver other = Receiver.builder(home).build()) {
        yes =
            List.of(
                    at(together, () -> other.assign(seen, RIGHT, "Dr Ngata"), RIGHT),
                    at(together, () -> bench.receiver.assign(seen, OTHER, "Dr Rua"), OTHER),
                    at(together, () -> other.assign(seen, OTHER, "Dr Rua"), OTHER))
                .stream()
                .map(CompletableFuture::join)
                .filter(Optional::isPresent)
                .toList();
      }
      assertEquals(1, yes.size());
      Await.until(
          "the photo is filed",
          () -> bench.receiver.delivery(each).get(0).state() == State.DELIVERED);
      List<DeliveryRecord.Assigned> assigned = bench.receiver.delivery(each).get(0).assignments();
      assertEquals(1, assigned.size());
      assertEquals(yes.get(0).orElseThrow().toString(), assigned.get(0).to());
    }
  }

  private static CompletableFuture<Optional<PatientTag>> at(
      CyclicBarrier together, Decision decision, PatientTag tag) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            together.await();
            decision.make();
            return Optional.of(tag);
          } catch (DecisionRefusedException e) {
            return Optional.empty();
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void whatSomebodyHasAssignedIsNotAssignedByAnOldPage() throws Exception {
    open();
    DeliveryRecord seen = held();
    stop();
    try (Receiver other = Receiver.builder(home).build()) {
      other.assign(seen, RIGHT, "Dr Ngata");
      String since = other.delivery(id).get(0).detail().replaceFirst(".* at (.{19}).*", "$1Z");
      assertEquals(
          id + " has changed since it was looked at: Dr Ngata gave it another tag at " + since,
          refusal(() -> other.assign(seen, OTHER, "Dr Rua")));
      DecisionRefusedException e =
          assertThrows(DecisionRefusedException.class, () -> other.replay(seen));
      assertEquals(other.delivery(id).get(0), e.now().orElseThrow());
      assertEquals(List.of(), e.mayBeFiledAt());
    }
    open();
    bench.events.await(line -> line.startsWith("delivered "));
    assertEquals(List.of("#ZZZ0016 arm"), filed);
  }

  @Test
  void whatWasFiledMeanwhileSaysSo() throws Exception {
    open();
    DeliveryRecord seen = held();
    bench.receiver.assign(seen, RIGHT, "Dr Ngata");
    bench.events.await(line -> line.startsWith("delivered "));
    bench.awaitEmpty("requests");
    assertEquals(
        id
            + " has changed since it was looked at: it was filed at "
            + at(onlyDelivery())
            + ", assigned by Dr Ngata",
        refusal(() -> bench.receiver.assign(seen, OTHER, "Dr Rua")));
    assertEquals(List.of("#ZZZ0016 arm"), filed);
  }

  @Test
  void whatWasReplayedAndRejectedAgainIsLookedAtAgain() throws Exception {
    sink.refuseNext(new PhotoRejectedException("No."));
    assertInstanceOf(Receipt.Rejected.class, send(JPEG));
    DeliveryRecord seen = onlyDelivery();
    sink.refuseNext(new PhotoRejectedException("This record is closed."));
    bench.receiver.replay(seen);
    bench.events.await(2, line -> line.startsWith("rejected "));
    bench.awaitEmpty("requests");
    assertEquals(
        id + " has changed since it was looked at: it was rejected at " + at(onlyDelivery()),
        refusal(() -> bench.receiver.replay(seen)));
    bench.receiver.replay(onlyDelivery());
    bench.events.await(line -> line.startsWith("delivered "));
  }

  @Test
  void whatWasFiledForAFollowUpSinkMeanwhileIsNotTriedAgain() throws Exception {
    FakeSink archive = new FakeSink("archive");
    archive.goAway();
    restart(o -> o.followUp(archive).followUpBackoff(Bench.NEVER));
    send(JPEG);
    archive.awaitAttempts(1);
    DeliveryRecord seen = onlyDelivery();
    archive.comeBack();
    restart(o -> o.followUp(archive));
    bench.events.await(line -> line.startsWith("followedUp "));
    bench.awaitEmpty("followup");
    assertEquals(
        id
            + " has changed since it was looked at: it was filed at "
            + at(seen)
            + ", archive: filed",
        refusal(() -> bench.receiver.replay(seen)));
  }

  /** The receiver gets to a photo after a request of another process, and before it hears of it. */
  @Test
  void requestForAnEarlierStateIsDroppedWithANotice() throws Exception {
    FakeSink archive = new FakeSink("archive");
    archive.refuseNext(new PhotoRejectedException("Nobody has this id."));
    restart(o -> o.followUp(archive));
    send(JPEG);
    bench.events.await(line -> line.startsWith("followUpRejected "));
    stop();
    byte[] request;
    Path file = home.resolve("requests").resolve(phone.photo(id).toString());
    try (Receiver other = Receiver.builder(home).build()) {
      other.assign(other.delivery(id).get(0), RIGHT, "Dr Ngata");
      request = Files.readAllBytes(file);
    }
    restart(o -> o.followUp(archive));
    bench.events.await(line -> line.startsWith("followedUp "));
    bench.awaitEmpty("requests");
    int tries = archive.attempts();

    Files.write(file, request);

    bench.events.await(
        ("problem "
                + id
                + " was not filed under the tag that it was given last, because it had changed since"
                + " somebody asked for that; look at it in 'deliveries' and decide again")
            ::equals);
    assertEquals(List.of(), bench.files("requests"));
    assertEquals(tries, archive.attempts());
    assertEquals(1, onlyDelivery().assignments().size());
  }

  @Test
  void requestForWhatWasRejectedForAnotherReasonMeanwhileIsNotCarriedOut() throws Exception {
    sink.refuseNext(new PhotoRejectedException("No."));
    assertInstanceOf(Receipt.Rejected.class, send(JPEG));
    DeliveryRecord seen = onlyDelivery();
    stop();
    Path file = home.resolve("requests").resolve(phone.photo(id).toString());
    byte[] request;
    try (Receiver other = Receiver.builder(home).build()) {
      other.replay(seen);
      request = Files.readAllBytes(file);
    }
    sink.refuseNext(new PhotoRejectedException("This record is closed."));
    restart(o -> o);
    bench.events.await(line -> line.startsWith("rejected "));
    bench.awaitEmpty("requests");
    int tries = sink.attempts();

    Files.write(file, request);

    bench.events.await(
        line -> line.startsWith("problem " + id + " was not tried again, because it had changed"));
    assertEquals(tries, sink.attempts());
    assertEquals(State.REJECTED, onlyDelivery().state());
  }

  @Test
  void requestThatWasTakenUpIsCarriedOutAfterARestart() throws Exception {
    open();
    DeliveryRecord seen = held();
    sink.goAway();
    bench.receiver.assign(seen, RIGHT, "Dr Ngata");
    bench.events.await(line -> line.startsWith("retrying folders "));
    stop();
    sink.comeBack();
    open();
    bench.events.await(line -> line.startsWith("delivered "));
    assertEquals("#ZZZ0016 arm", onlyDelivery().assignments().get(0).to());
    bench.awaitEmpty("requests");
    assertEquals(
        List.of(),
        bench.events.lines().stream().filter(line -> line.startsWith("problem ")).toList());
  }

  @Test
  void ofOneIdUnderTwoPairingsOnlyTheOneThatWasSeenIsFiled() throws Exception {
    open();
    Phone second = bench.pair("second");
    held();
    assertInstanceOf(Receipt.Held.class, second.send(bench.context(), id, JPEG));
    List<DeliveryRecord> both = bench.receiver.delivery(id);
    assertEquals(2, both.size());
    DeliveryRecord seen =
        both.stream().filter(each -> each.from().equals("second")).findFirst().orElseThrow();

    bench.receiver.assign(seen, RIGHT, "Dr Ngata");
    bench.events.await(line -> line.startsWith("delivered "));

    List<String> states = new ArrayList<>();
    bench.receiver.delivery(id).forEach(each -> states.add(each.from() + " " + each.state()));
    states.sort(null);
    assertEquals(List.of("phone HELD", "second DELIVERED"), states);
    assertEquals(List.of("#ZZZ0016 arm"), filed);
  }

  @Test
  void ofTwoWhoSettleOneDecidesAndTheOtherIsToldWho(@TempDir Path practice) throws Exception {
    AskingSink target = new AskingSink("ehr", practice);
    target.requestsToLose.set(1);
    restart(o -> o.followUp(target));
    send(JPEG);
    Await.until(
        "a person is asked",
        () ->
            !onlyDelivery().undecided().isEmpty()
                && onlyDelivery().followUps().get(0).state() == FollowUpState.UNKNOWN);
    DeliveryRecord seen = onlyDelivery();
    try (Receiver other = Receiver.builder(home).clock(clock).build()) {
      other.settle(seen, "ehr", true, "Dr Ngata");
      assertEquals(
          id
              + " has changed since it was looked at: Dr Ngata decided at "
              + clock.instant().truncatedTo(ChronoUnit.SECONDS)
              + " that ehr has it",
          refusal(() -> bench.receiver.settle(seen, "ehr", false, "Dr Rua")));
    }
    bench.events.await("followedUp ehr"::equals);
    assertEquals(FollowUpState.FILED, onlyDelivery().followUps().get(0).state());
    assertEquals(1, onlyDelivery().settlements().size());
  }

  @Test
  void whoKnowsWhichSinksMayHaveItDoesNotConsentToOthers() throws Exception {
    restart(
        o ->
            o.sink(
                sink(
                    "ehr",
                    photo -> {
                      throw new PhotoRejectedException("The record is closed.");
                    })));
    assertInstanceOf(Receipt.Rejected.class, send(JPEG));
    DeliveryRecord seen = onlyDelivery();
    DecisionRefusedException named =
        assertThrows(
            DecisionRefusedException.class, () -> bench.receiver.assign(seen, RIGHT, "Dr Ngata"));
    assertEquals(List.of("folders"), named.mayBeFiledAt());
    assertEquals(seen.revision(), named.now().orElseThrow().revision());
    stop();
    sink.goAway();
    restart(o -> o.sink(ehr()));
    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("retrying folders "));
    refusal(() -> bench.receiver.assignThoughFiled(seen, RIGHT, "Dr Ngata"));
  }
}
