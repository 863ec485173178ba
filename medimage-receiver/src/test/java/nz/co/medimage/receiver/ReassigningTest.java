package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.receiver.DeliveryRecord.FollowUp;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A photo that is delivered under a mistyped id is given another tag at sinks that rejected it. */
@Timeout(120)
final class ReassigningTest extends FilingFixture {
  private static final PatientTag RIGHT = PatientTag.parse("#ZZZ0016 arm");
  private static final PatientTag OTHER = PatientTag.parse("#ZZZ0024 arm");

  /** What each sink was asked to file: sink, tag and patient. */
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private volatile Answer answer =
      tag -> {
        throw new IOException("the check is away");
      };

  private interface Answer {
    PatientMatch find(PatientTag tag) throws IOException;
  }

  private final class Practice implements PatientCheck {
    @Override
    public String id() {
      return "practice";
    }

    @Override
    public PatientMatch find(PatientQuery query) throws IOException {
      return answer.find(query.tag());
    }
  }

  /** Files photos of one tag, and rejects all others. */
  private Sink knows(String id, PatientTag known) {
    return sink(
        id,
        photo -> {
          String tag = photo.manifest().tag().toString();
          seen.add(id + " " + tag + ", " + photo.patient().orElse("none"));
          if (!photo.manifest().tag().equals(known)) {
            throw new PhotoRejectedException("Nobody has this id.");
          }
          return new SinkReference(id, "document 1");
        });
  }

  private Sink takesAll(String id) {
    return sink(
        id,
        photo -> {
          seen.add(id + " " + photo.manifest().tag());
          return new SinkReference(id, "document 2");
        });
  }

  private void awaitRejected(int times) throws Exception {
    bench.events.await(times, line -> line.startsWith("followUpRejected ehr"));
  }

  private void awaitAt(String sinkId, FollowUpState state) throws Exception {
    Await.until(
        sinkId + " is " + state,
        () ->
            onlyDelivery().followUps().stream()
                .anyMatch(at -> at.sink().equals(sinkId) && at.state() == state));
  }

  private void awaitNoRequest() throws Exception {
    Await.until("the request is taken out", () -> bench.files("requests").isEmpty());
  }

  @Test
  void photoThatAFollowUpSinkRejectedNeedsAPersonUntilItIsFiledThere() throws Exception {
    answer = tag -> PatientMatch.found("16");
    restart(o -> o.followUp(knows("ehr", RIGHT)).followUp(takesAll("archive")));
    send(JPEG);
    awaitRejected(1);
    awaitAt("archive", FollowUpState.FILED);
    assertEquals(List.of(onlyDelivery()), bench.receiver.needingPerson(1));
    assertEquals(List.of("ehr", "archive"), bench.receiver.followUpSinks());
    assertEquals(List.of(sink.id()), bench.receiver.sinks());

    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    awaitAt("ehr", FollowUpState.FILED);
    Await.until("nobody is needed", () -> bench.receiver.needingPerson(1).isEmpty());
  }

  @Test
  void photoIsFiledAtTheSinkThatRejectedItForThePatientThatTheCheckFinds() throws Exception {
    restart(
        o ->
            o.patientCheck(new Practice(), WhenUnavailable.FILE)
                .followUp(knows("ehr", RIGHT))
                .followUp(takesAll("archive")));
    Receipt receipt = send(JPEG);
    awaitRejected(1);
    awaitAt("archive", FollowUpState.FILED);
    answer = tag -> PatientMatch.found("16");

    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    awaitAt("ehr", FollowUpState.FILED);
    awaitNoRequest();

    assertEquals(List.of("ehr #ZZZ0016 arm, 16"), last(1, "ehr"));
    assertEquals(2, of("ehr").size());
    assertEquals(List.of("archive #ZAC5361 arm"), of("archive"));
    assertEquals(1, sink.attempts());
    DeliveryRecord record = onlyDelivery();
    assertEquals(((Receipt.Delivered) receipt).references(), record.filed());
    assertEquals(1, record.assignments().size());
    DeliveryRecord.Assigned assigned = record.assignments().get(0);
    assertEquals("Dr Ngata", assigned.by());
    assertEquals("#ZAC5361 arm", assigned.from());
    assertEquals("#ZZZ0016 arm", assigned.to());
    Await.until("nothing is kept for follow-ups", () -> bench.files("followup").isEmpty());
    assertEquals(List.of(), problems());
  }

  @Test
  void photoThatIsRejectedAgainSaysSoAndIsAssignedAgain() throws Exception {
    restart(o -> o.followUp(knows("ehr", RIGHT)));
    send(JPEG);
    awaitRejected(1);

    Person.assign(bench.receiver, id, OTHER, "Dr Ngata");
    awaitRejected(2);
    awaitNoRequest();
    assertEquals(
        new FollowUp("ehr", FollowUpState.REJECTED, "Nobody has this id."),
        onlyDelivery().followUps().get(0));
    clock.advance(Duration.ofMinutes(1));
    Person.assign(bench.receiver, id, RIGHT, "Reception");
    awaitAt("ehr", FollowUpState.FILED);

    assertEquals(
        List.of("#ZZZ0024 arm by Dr Ngata", "#ZZZ0016 arm by Reception"),
        onlyDelivery().assignments().stream().map(a -> a.to() + " by " + a.by()).toList());
    assertEquals(3, of("ehr").size());
  }

  @Test
  void replayTriesThePhotoUnderTheTagThatItWasGivenLast() throws Exception {
    restart(o -> o.followUp(knows("ehr", RIGHT)));
    send(JPEG);
    awaitRejected(1);
    Person.replay(bench.receiver, id);
    awaitRejected(2);
    awaitNoRequest();
    Person.assign(bench.receiver, id, OTHER, "Dr Ngata");
    awaitRejected(3);
    awaitNoRequest();
    restart(o -> o.followUp(knows("ehr", OTHER)));

    Person.replay(bench.receiver, id);
    awaitAt("ehr", FollowUpState.FILED);

    assertEquals(
        List.of(
            "ehr #ZAC5361 arm, none",
            "ehr #ZAC5361 arm, none",
            "ehr #ZZZ0024 arm, none",
            "ehr #ZZZ0024 arm, none"),
        of("ehr"));
  }

  @Test
  void sinkThatWaitsOrIsInDoubtKeepsTheTagThatItKnows() throws Exception {
    restart(
        o ->
            o.followUp(knows("ehr", RIGHT))
                .followUp(
                    sink(
                        "letters",
                        photo -> {
                          seen.add("letters " + photo.manifest().tag());
                          throw new OutcomeUnknownException("Look into the letters.");
                        }))
                .followUp(
                    sink(
                        "archive",
                        photo -> {
                          seen.add("archive " + photo.manifest().tag());
                          throw new IOException("away");
                        })));
    send(JPEG);
    awaitRejected(1);
    awaitAt("letters", FollowUpState.UNKNOWN);

    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    awaitAt("ehr", FollowUpState.FILED);

    assertEquals(List.of("letters #ZAC5361 arm"), of("letters"));
    assertTrue(of("archive").stream().allMatch("archive #ZAC5361 arm"::equals));
    assertEquals(
        "there is nothing to file for "
            + id
            + ": it was filed at "
            + onlyDelivery().at().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
            + " by Dr Ngata, and nobody knows whether letters has it: look there, and settle that"
            + " first; if it is then rejected, assign it",
        refusal(OTHER));
  }

  @Test
  void tagWithoutAPatientIsRefused() throws Exception {
    restart(o -> o.followUp(knows("ehr", RIGHT)));
    send(JPEG);
    awaitRejected(1);
    assertEquals(
        "begin with # and the patient's id, such as #ZAC5361 foot",
        refusal(PatientTag.parse("arm")));
  }

  private String refusal(PatientTag tag) {
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class,
                () -> Person.assign(bench.receiver, id, tag, "Dr Ngata"))
            .getMessage());
  }

  @Test
  void photoWhosePatientTheCheckDoesNotKnowIsLeftToTheSink() throws Exception {
    restart(
        o -> o.patientCheck(new Practice(), WhenUnavailable.FILE).followUp(knows("ehr", RIGHT)));
    send(JPEG);
    awaitRejected(1);
    answer = tag -> PatientMatch.unknown();

    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    awaitAt("ehr", FollowUpState.FILED);

    assertEquals(List.of("ehr #ZZZ0016 arm, none"), last(1, "ehr"));
  }

  @Test
  void photoWaitsForACheckThatIsAwayAndSaysSo() throws Exception {
    answer = tag -> PatientMatch.found("5361");
    restart(
        o -> o.patientCheck(new Practice(), WhenUnavailable.WAIT).followUp(knows("ehr", RIGHT)));
    send(JPEG);
    awaitRejected(1);
    answer =
        tag -> {
          throw new IOException("the check is away");
        };

    Person.assign(bench.receiver, id, OTHER, "Dr Ngata");
    String waits =
        "Nobody has this id. Dr Ngata gave it the tag #ZZZ0024 arm at [0-9TZ:.-]+;"
            + " it is tried again with that. It waits:"
            + " practice: the patient check practice: the check is away";
    Await.until(
        "the record says that it waits",
        () -> onlyDelivery().followUps().get(0).detail().matches(waits));
    assertEquals(1, of("ehr").size());
    Person.assign(bench.receiver, id, RIGHT, "Reception");
    restart(
        o -> o.patientCheck(new Practice(), WhenUnavailable.WAIT).followUp(knows("ehr", RIGHT)));
    answer = tag -> PatientMatch.found(tag.equals(RIGHT) ? "16" : "24");
    awaitAt("ehr", FollowUpState.FILED);

    assertEquals(List.of("ehr #ZAC5361 arm, 5361", "ehr #ZZZ0016 arm, 16"), of("ehr"));
    assertEquals(1, onlyDelivery().assignments().size());
  }

  @Test
  void photoIsFiledInTheOrderOfItsNewPatient() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    List<EnvelopeId> order = new CopyOnWriteArrayList<>();
    EnvelopeId later = Phone.freshId();
    Sink ehr =
        sink(
            "ehr",
            photo -> {
              if (!photo.manifest().tag().equals(RIGHT)) {
                throw new PhotoRejectedException("Nobody has this id.");
              }
              if (goOn.getCount() > 0) {
                throw new IOException("away");
              }
              order.add(photo.id().envelope());
              return new SinkReference("ehr", "1");
            });
    restart(o -> o.followUp(ehr));
    send(JPEG);
    awaitRejected(1);
    assertInstanceOf(
        Receipt.Delivered.class,
        phone.open(
            later,
            Phone.await(
                upload(later, phone.seal(later, TestPhotos.manifest(RIGHT + "", JPEG), JPEG)))));

    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    Await.until(
        "it waits",
        () ->
            bench.receiver.delivery(id).get(0).followUps().get(0).state() == FollowUpState.WAITING);
    awaitNoRequest();
    goOn.countDown();
    Await.until("both are filed", () -> order.size() == 2);

    assertEquals(List.of(id, later), order);
  }

  private java.util.concurrent.CompletableFuture<byte[]> upload(EnvelopeId each, byte[] sealed)
      throws Exception {
    phone.upload(bench.context(), each, sealed);
    return phone.receipt(bench.context(), each);
  }

  private List<String> of(String sinkId) {
    return seen.stream().filter(line -> line.startsWith(sinkId + " ")).toList();
  }

  private List<String> last(int n, String sinkId) {
    List<String> all = of(sinkId);
    return all.subList(all.size() - n, all.size());
  }

  private List<String> problems() {
    return bench.events.lines().stream().filter(line -> line.startsWith("problem ")).toList();
  }
}
