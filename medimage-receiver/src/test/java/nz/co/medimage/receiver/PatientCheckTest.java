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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.DeliveryRecord.Assigned;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Patients are looked up before any sink gets a photo; staff file what is held. */
@Timeout(120)
final class PatientCheckTest extends FilingFixture {
  private static final PatientTag RIGHT = PatientTag.parse("#ZZZ0016 arm");

  /** Each photo that the second sink was given, as "tag, patient". */
  private final List<String> seen = new ArrayList<>();

  private final CountDownLatch hanging = new CountDownLatch(1);
  private Answer answer = tag -> PatientMatch.unknown();
  private Optional<IOException> notStarting = Optional.empty();

  private interface Answer {
    PatientMatch find(PatientTag tag) throws IOException;
  }

  private final class Practice implements PatientCheck {
    @Override
    public String id() {
      return "practice";
    }

    @Override
    public void start() throws IOException {
      if (notStarting.isPresent()) {
        throw notStarting.get();
      }
    }

    @Override
    public PatientMatch find(PatientQuery query) throws IOException {
      return answer.find(query.tag());
    }
  }

  private final class Ehr implements Sink {
    @Override
    public String id() {
      return "ehr";
    }

    @Override
    public synchronized SinkReference write(StagedPhoto photo) throws PhotoRejectedException {
      seen.add(photo.manifest().tag() + ", " + photo.patient().orElse("none"));
      return new SinkReference("ehr", "1");
    }
  }

  @AfterEach
  void letGo() {
    hanging.countDown();
  }

  private void open(WhenUnavailable then) throws IOException {
    restart(
        o ->
            o.sink(new Ehr())
                .patientCheck(new Practice(), then)
                .echo(true)
                .times(Duration.ofMillis(200), Duration.ofSeconds(15)));
  }

  private Receipt.Held held() throws Exception {
    return assertInstanceOf(Receipt.Held.class, send(JPEG));
  }

  private void assign(PatientTag tag) throws Exception {
    Person.assign(bench.receiver, id, tag, "Dr Ngata");
  }

  private void awaitDelivered() throws Exception {
    bench.events.await(line -> line.startsWith("delivered "));
    Await.until(
        "quarantine and requests are empty",
        () -> bench.files("quarantine").isEmpty() && bench.files("requests").isEmpty());
  }

  @Test
  void aPatientThatIsFoundIsToldToSinksAndEchoed() throws Exception {
    answer = tag -> PatientMatch.found("4711").withEcho("P… T…, b. 1980");
    open(WhenUnavailable.WAIT);

    Receipt.Delivered receipt = assertInstanceOf(Receipt.Delivered.class, send(JPEG));

    assertEquals(Optional.of("P… T…, b. 1980"), receipt.echo());
    assertEquals(List.of("#ZAC5361 arm, 4711"), seen);
    assertEquals(receipt, phone.open(id, Phone.await(phone.receipt(bench.context(), id))));
  }

  @Test
  void aFollowUpSinkIsToldThePatientTooAlsoAfterARestart() throws Exception {
    answer = tag -> PatientMatch.found("4711");
    List<String> later = new CopyOnWriteArrayList<>();
    AtomicBoolean isAway = new AtomicBoolean(true);
    Sink followUp =
        new Sink() {
          @Override
          public String id() {
            return "archive";
          }

          @Override
          public SinkReference write(StagedPhoto photo) throws IOException {
            if (isAway.get()) {
              throw new IOException("the archive is away");
            }
            later.add(photo.manifest().tag() + ", " + photo.patient().orElse("none"));
            return new SinkReference("archive", "1");
          }
        };
    UnaryOperator<Receiver.Builder> options =
        o -> o.patientCheck(new Practice(), WhenUnavailable.WAIT).followUp(followUp);
    restart(options);
    assertInstanceOf(Receipt.Delivered.class, send(JPEG));
    bench.events.await(line -> line.startsWith("retrying archive"));
    answer = tag -> PatientMatch.unknown();

    restart(options);
    isAway.set(false);

    bench.events.await("followedUp archive"::equals);
    assertEquals(List.of("#ZAC5361 arm, 4711"), later);
  }

  @Test
  void aSecondCheckIsRefused() {
    Receiver.Builder builder =
        Receiver.builder(home).patientCheck(new Practice(), WhenUnavailable.WAIT);
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class,
            () -> builder.patientCheck(new Practice(), WhenUnavailable.FILE));
    assertEquals(
        "a receiver has one patient check, and has practice already", refused.getMessage());
  }

  @Test
  void withoutEchoNothingOfThePatientLeavesThePractice() throws Exception {
    answer = tag -> PatientMatch.found("4711").withEcho("P… T…, b. 1980");
    restart(o -> o.patientCheck(new Practice(), WhenUnavailable.WAIT));

    assertEquals(Optional.empty(), ((Receipt.Delivered) send(JPEG)).echo());
  }

  @Test
  void aPhotoOfAnUnknownPatientIsHeldAndNotFiled() throws Exception {
    open(WhenUnavailable.FILE);

    Receipt.Held receipt = held();

    assertEquals(HoldCode.UNKNOWN_PATIENT, receipt.code());
    assertEquals("The practice knows no patient ZAC5361.", receipt.message());
    assertEquals(0, sink.attempts());
    assertEquals(List.of(), seen);
    assertEquals(State.HELD, onlyDelivery().state());
    assertEquals(receipt.message(), onlyDelivery().detail());
    assertEquals(List.of("held phone UNKNOWN_PATIENT"), bench.events.lines());
    assertEquals(List.of(), bench.files("inbox"));
    assertEquals(2, bench.files("quarantine").size());
    for (Path file : files("quarantine")) {
      assertTrue(
          !Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1).contains("ZAC5361"),
          file::toString);
    }
    assertEquals(id, bench.receiver.needingPerson(9).get(0).id().envelope());
    assertEquals(Optional.of(id.createdAt()), bench.receiver.pairings().get(0).lastSeen());
  }

  private List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(folder))) {
      return files.toList();
    }
  }

  @Test
  void eachKindOfNotFoundHasItsCode() throws Exception {
    answer = tag -> PatientMatch.ambiguous();
    open(WhenUnavailable.FILE);
    assertEquals(HoldCode.AMBIGUOUS_PATIENT, held().code());
    answer = tag -> PatientMatch.inactive();
    EnvelopeId other = Phone.freshId();
    Receipt receipt = phone.send(bench.context(), other, JPEG);
    assertEquals(HoldCode.INACTIVE_PATIENT, ((Receipt.Held) receipt).code());
  }

  @Test
  void whatIsWrongWithAnIdIsSaidInTheReceipt() throws Exception {
    answer = tag -> PatientMatch.unknown("ZAC5361 is no NHI: its last character does not fit.");
    open(WhenUnavailable.FILE);

    Receipt.Held receipt = held();

    assertEquals(HoldCode.UNKNOWN_PATIENT, receipt.code());
    assertEquals("ZAC5361 is no NHI: its last character does not fit.", receipt.message());
    assertEquals(receipt.message(), onlyDelivery().detail());
  }

  @Test
  void aPhotoWithoutAnIdIsHeld() throws Exception {
    answer = tag -> PatientMatch.found("4711");
    open(WhenUnavailable.FILE);
    byte[] sealed = phone.seal(id, TestPhotos.manifest("arm", JPEG), JPEG);

    Receipt receipt = phone.deliver(bench.context(), id, sealed);

    assertEquals(HoldCode.UNKNOWN_PATIENT, ((Receipt.Held) receipt).code());
    assertEquals("The photo came without the id of a patient.", ((Receipt.Held) receipt).message());
  }

  @Test
  void repeatsGetTheSameReceiptOverARestart() throws Exception {
    open(WhenUnavailable.FILE);
    Receipt first = held();
    open(WhenUnavailable.FILE);

    assertEquals(first, phone.open(id, Phone.await(phone.receipt(bench.context(), id))));
    assertEquals(first, send(JPEG));
    assertEquals(1, bench.receiver.deliveries(10).size());
  }

  @Test
  void whatIsHeldIsFiledOnceUnderTheTagThatAPersonGivesIt() throws Exception {
    open(WhenUnavailable.FILE);
    Receipt first = held();
    stop();
    open(WhenUnavailable.FILE);
    answer = tag -> tag.equals(RIGHT) ? PatientMatch.found("16") : PatientMatch.unknown();

    assign(RIGHT);
    awaitDelivered();

    assertEquals(List.of("#ZZZ0016 arm, 16"), seen);
    assertEquals(1, sink.attempts());
    DeliveryRecord record = onlyDelivery();
    assertEquals(State.DELIVERED, record.state());
    Assigned assigned = record.assignments().get(0);
    assertEquals(new Assigned(assigned.at(), "Dr Ngata", "#ZAC5361 arm", "#ZZZ0016 arm"), assigned);
    assertEquals(1, record.assignments().size());
    bench.awaitEmpty("inbox");
    assertTrue(first instanceof Receipt.Held);
    open(WhenUnavailable.FILE);
    assertEquals(List.of(assigned), onlyDelivery().assignments());
    assertEquals(1, seen.size());
  }

  @Test
  void deviceThatAsksAgainIsNotToldWhoseAnAssignedPhotoIs() throws Exception {
    open(WhenUnavailable.FILE);
    held();
    assign(RIGHT);
    awaitDelivered();

    Receipt again = phone.open(id, Phone.await(phone.receipt(bench.context(), id)));

    assertEquals(
        onlyDelivery().filed().stream().map(at -> new SinkReference(at.sink(), "")).toList(),
        ((Receipt.Delivered) again).references());
    assertFalse(onlyDelivery().filed().get(0).reference().isEmpty());
  }

  @Test
  void aPersonDecidesWhateverTheCheckSays() throws Exception {
    open(WhenUnavailable.WAIT);
    held();

    assign(RIGHT);
    awaitDelivered();

    assertEquals(List.of("#ZZZ0016 arm, none"), seen);
  }

  @Test
  void anotherProcessCanAskForIt() throws Exception {
    open(WhenUnavailable.FILE);
    held();
    try (Receiver other = Receiver.builder(home).build()) {
      Person.assign(other, id, RIGHT, "Dr Ngata");
    }
    awaitDelivered();
    assertEquals(List.of("#ZZZ0016 arm, none"), seen);
  }

  @Test
  void whatIsAskedTwiceIsDoneOnce() throws Exception {
    open(WhenUnavailable.FILE);
    held();
    stop();
    try (Receiver other = Receiver.builder(home).build()) {
      Person.assign(other, id, RIGHT, "Dr Ngata");
      Person.assign(other, id, RIGHT, "Dr Ngata");
      Person.replay(other, id);
    }
    open(WhenUnavailable.FILE);
    awaitDelivered();
    assertEquals(List.of("#ZZZ0016 arm, none"), seen);
  }

  @Test
  void whatWasRejectedIsFiledUnderAnotherTagToo() throws Exception {
    answer = tag -> PatientMatch.found("1");
    sink.refuseNext(new PhotoRejectedException("This patient's record is closed."));
    restart(o -> o.patientCheck(new Practice(), WhenUnavailable.FILE));
    assertInstanceOf(Receipt.Rejected.class, send(JPEG));
    open(WhenUnavailable.FILE);

    assign(RIGHT);
    awaitDelivered();

    assertEquals(List.of("#ZZZ0016 arm, 1"), seen);
    assertEquals(State.DELIVERED, onlyDelivery().state());
  }

  @Test
  void aReplayAsksTheCheckAgain() throws Exception {
    open(WhenUnavailable.FILE);
    held();
    answer = tag -> PatientMatch.found("5361");

    Person.replay(bench.receiver, id);
    awaitDelivered();

    assertEquals(List.of("#ZAC5361 arm, 5361"), seen);
    assertEquals(List.of(), onlyDelivery().assignments());
  }

  @Test
  void nothingElseCanBeAssigned() throws Exception {
    answer = tag -> PatientMatch.found("1");
    open(WhenUnavailable.FILE);
    send(JPEG);
    String why = assertThrows(IllegalArgumentException.class, () -> assign(RIGHT)).getMessage();
    assertTrue(why.startsWith("there is nothing to file for " + id + ": it was filed at 2"), why);
    assertEquals(
        "who files a photo is a name of one to 100 characters",
        assertThrows(
                IllegalArgumentException.class,
                () -> Person.assign(bench.receiver, id, RIGHT, "a\nb"))
            .getMessage());
  }

  @Test
  void aCheckThatIsAwayLetsPhotosBeFiledUnchecked() throws Exception {
    answer =
        tag -> {
          throw new IOException("the practice system is down");
        };
    open(WhenUnavailable.FILE);

    assertInstanceOf(Receipt.Delivered.class, send(JPEG));

    assertEquals(List.of("#ZAC5361 arm, none"), seen);
    String told = "unavailable practice the patient check practice: the practice system is down";
    assertEquals(1, bench.events.lines().stream().filter(told::equals).count());
    phone.send(bench.context(), Phone.freshId(), JPEG);
    assertEquals(1, bench.events.lines().stream().filter(told::equals).count());
  }

  @Test
  void aCheckThatIsAwayLetsPhotosWait() throws Exception {
    answer =
        tag -> {
          throw new IllegalStateException("a bug");
        };
    open(WhenUnavailable.WAIT);
    phone.upload(bench.context(), id, phone.seal(id, JPEG));
    bench.events.await(
        20,
        line ->
            line.equals(
                "retrying practice the patient check practice: failed with"
                    + " IllegalStateException"));

    answer = tag -> PatientMatch.found("4711");
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of("#ZAC5361 arm, 4711"), seen);
  }

  @Test
  void aCheckThatCannotStartIsStartedAgainAndStopsNobody() throws Exception {
    notStarting = Optional.of(new IOException("no licence"));
    answer = tag -> PatientMatch.found("4711");
    open(WhenUnavailable.FILE);
    assertTrue(
        bench
            .events
            .lines()
            .contains(
                "problem The patient check practice could not start and is started again; photos are"
                    + " filed unchecked until then: no licence"),
        () -> bench.events.lines().toString());
    send(JPEG);
    assertEquals(List.of("#ZAC5361 arm, none"), seen);

    notStarting = Optional.empty();
    Await.until(
        "the check has started",
        () -> {
          phone.send(bench.context(), Phone.freshId(), JPEG);
          return seen.contains("#ZAC5361 arm, 4711");
        });
  }

  @Test
  void aCheckThatHangsHoldsUpNobody() throws Exception {
    answer =
        tag -> {
          while (hanging.getCount() > 0) {
            try {
              hanging.await();
            } catch (InterruptedException e) {
              // hears nothing
            }
          }
          return PatientMatch.unknown();
        };
    open(WhenUnavailable.FILE);
    for (int i = 0; i < 20; i++) {
      EnvelopeId each = Phone.freshId();
      phone.upload(bench.context(), each, phone.seal(each, JPEG));
    }
    bench.events.await(20, line -> line.startsWith("delivered "));
    hanging.countDown();
    assertEquals(20, seen.size());
  }
}
