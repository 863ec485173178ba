package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All sinks file a photo for the same patient, whatever the check says later. */
@Timeout(120)
final class FilingDecisionsTest extends FilingFixture {
  private static final PatientTag RIGHT = PatientTag.parse("#ZZZ0016 arm");
  private static final Answer FOUND = tag -> PatientMatch.found("4711").withEcho("P… T…");
  private static final Answer UNKNOWN = tag -> PatientMatch.unknown();

  /** What the second sink was given. */
  private final List<String> seen = new CopyOnWriteArrayList<>();

  private final List<PatientTag> asked = new CopyOnWriteArrayList<>();
  private volatile Answer answer = FOUND;
  private volatile Optional<PhotoRejectedException> rejection = Optional.empty();

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
      asked.add(query.tag());
      return answer.find(query.tag());
    }
  }

  private void open() throws IOException {
    restart(o -> o.patientCheck(new Practice(), WhenUnavailable.FILE).echo(true).sink(ehr()));
  }

  private Sink ehr() {
    return sink(
        "ehr",
        photo -> {
          if (rejection.isPresent()) {
            throw rejection.get();
          }
          seen.add(photo.manifest().tag() + ", " + photo.patient().orElse("none"));
          return new SinkReference("ehr", "1");
        });
  }

  /** The photo is at the second sink, and the first one is away. */
  private void fileHalf() throws Exception {
    open();
    sink.goAway();
    phone.upload(bench.context(), id, phone.seal(id, JPEG));
    bench.events.await(line -> line.startsWith("retrying folders "));
  }

  private Receipt.Delivered delivered() throws Exception {
    sink.comeBack();
    Person.replay(bench.receiver, id);
    return assertInstanceOf(
        Receipt.Delivered.class, phone.open(id, Phone.await(phone.receipt(bench.context(), id))));
  }

  /** The home's folder, also while no receiver runs. */
  private List<String> decisions() throws IOException {
    return bench.files("decisions");
  }

  @Test
  void aPhotoThatOneSinkHasIsNotHeldForAnother() throws Exception {
    fileHalf();
    answer = UNKNOWN;

    assertEquals(Optional.of("P… T…"), delivered().echo());

    assertEquals(List.of("#ZAC5361 arm, 4711"), seen);
    assertEquals(1, asked.size());
    assertEquals(State.DELIVERED, onlyDelivery().state());
  }

  @Test
  void norAfterARestart() throws Exception {
    fileHalf();
    answer = UNKNOWN;
    stop();
    open();

    assertEquals(Optional.of("P… T…"), delivered().echo());

    assertEquals(List.of("#ZAC5361 arm, 4711"), seen.stream().distinct().toList());
    assertEquals(1, asked.size());
  }

  @Test
  void whatOneSinkFiledUncheckedTheOtherFilesUncheckedToo() throws Exception {
    answer =
        tag -> {
          throw new IOException("the practice system is down");
        };
    fileHalf();
    answer = FOUND;
    stop();
    open();

    delivered();

    assertEquals(List.of("#ZAC5361 arm, none", "#ZAC5361 arm, none"), seen);
  }

  @Test
  void aDecisionIsGoneOnceThePhotoIsFiled() throws Exception {
    fileHalf();
    assertEquals(1, decisions().size());
    delivered();
    while (!decisions().isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /** No more than its inbox lost it: the phone has no receipt, and sends it again. */
  private void assertFiledForTheSamePatientOnce(Damage damage) throws Exception {
    fileHalf();
    stop();
    damage.of(home.resolve("inbox").resolve(bench.files("inbox").get(0)));
    answer = tag -> PatientMatch.found("16");
    open();
    open();
    phone.upload(bench.context(), id, phone.seal(id, JPEG));

    delivered();

    assertEquals(List.of("#ZAC5361 arm, 4711"), seen.stream().distinct().toList());
    assertEquals(1, asked.size());
  }

  private interface Damage {
    void of(Path file) throws IOException;
  }

  @Test
  void aDecisionOutlivesAPowerCutThatCutsTheUploadShort() throws Exception {
    assertFiledForTheSamePatientOnce(
        file -> {
          try (FileChannel upload = FileChannel.open(file, StandardOpenOption.WRITE)) {
            upload.truncate(upload.size() / 2);
          }
        });
  }

  @Test
  void aDecisionOutlivesTheFileOfThePhoto() throws Exception {
    assertFiledForTheSamePatientOnce(Files::delete);
  }

  @Test
  void aDecisionThatACrashLeftOfAFiledPhotoIsGoneAfterAStart() throws Exception {
    open();
    send(JPEG);
    stop();
    decide(phone.photo(id));
    open();

    assertEquals(List.of(), decisions());
  }

  @Test
  void aDecisionIsGoneOnceItsPhotoIsTooOldToComeAgain() throws Exception {
    Duration years = Ledger.AGE.plusDays(1);
    open();
    stop();
    decide(phone.photo(id));
    clock.advance(years);
    open();
    assertEquals(1, decisions().size(), "no photo says yet that the clock is right");
    for (Phone each : List.of(phone, PairedHome.other())) {
      each.send(bench.context(), EnvelopeId.create(clock, new SecureRandom()), JPEG);
    }
    open();

    assertEquals(List.of(), decisions());
  }

  private void decide(PhotoId photo) throws IOException {
    Files.writeString(home.resolve("decisions").resolve(photo + ".json"), "{}");
  }

  @Test
  void aRejectionSaysWhoFiledThePhotoNevertheless() throws Exception {
    rejection = Optional.of(new PhotoRejectedException("The record is closed."));
    open();

    Receipt.Rejected receipt = assertInstanceOf(Receipt.Rejected.class, send(JPEG));

    assertEquals("The record is closed. It was filed by folders nevertheless.", receipt.message());
    assertEquals(receipt.message(), onlyDelivery().detail());
  }

  @Test
  void aReplayOfWhatOneSinkHasAsksNoMore() throws Exception {
    rejection = Optional.of(new PhotoRejectedException("The record is closed."));
    open();
    send(JPEG);
    rejection = Optional.empty();
    answer = UNKNOWN;

    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of("#ZAC5361 arm, 4711"), seen);
  }

  @Test
  void aReplayOfWhatNoSinkHasAsksAgain() throws Exception {
    rejection = Optional.of(new PhotoRejectedException("The record is closed."));
    sink.refuseNext(new PhotoRejectedException("No."));
    open();
    send(JPEG);
    rejection = Optional.empty();
    answer = tag -> PatientMatch.found("5361");

    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of("#ZAC5361 arm, 5361"), seen);
  }

  private void rejectedAfterOneSinkFiledIt() throws Exception {
    rejection = Optional.of(new PhotoRejectedException("The record is closed."));
    open();
    send(JPEG);
    rejection = Optional.empty();
    answer = tag -> PatientMatch.found("16");
  }

  @Test
  void whatOneSinkFiledIsNotAssignedToAnotherPatient() throws Exception {
    rejectedAfterOneSinkFiledIt();

    assertEquals(
        "folders may have filed "
            + id
            + " under another tag already: look there, and correct it"
            + " there",
        assertThrows(
                DecisionRefusedException.class,
                () -> Person.assign(bench.receiver, id, RIGHT, "Dr Ngata"))
            .getMessage());
  }

  @Test
  void norAfterHalfAReplayAndARestart() throws Exception {
    rejection = Optional.of(new PhotoRejectedException("The record is closed."));
    sink.refuseNext(new PhotoRejectedException("No."));
    restart(o -> o.sink(ehr()));
    send(JPEG);
    sink.goAway();
    rejection = Optional.empty();
    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("retrying folders "));
    stop();

    try (Receiver other = Receiver.builder(home).build()) {
      assertEquals(
          "folders, ehr may have filed "
              + id
              + " under another tag already: look there, and"
              + " correct it there",
          assertThrows(
                  DecisionRefusedException.class, () -> Person.assign(other, id, RIGHT, "Dr Ngata"))
              .getMessage());
    }
  }

  @Test
  void whoeverKnowsThatAssignsItAllTheSameAndItIsLookedUpAnew() throws Exception {
    rejectedAfterOneSinkFiledIt();

    Person.assignThoughFiled(bench.receiver, id, RIGHT, "Dr Ngata");
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of("#ZZZ0016 arm, 16"), seen);
  }

  @Test
  void aFilterThatRejectsAReplayDoesNotMakeItForgetWhoHasThePhoto() throws Exception {
    rejection = Optional.of(new PhotoRejectedException("The record is closed."));
    restart(o -> o.patientCheck(new Practice(), WhenUnavailable.FILE).sink(ehr()));
    send(JPEG);
    restart(
        o ->
            o.filter(
                    photo -> {
                      throw new PhotoRejectedException("Not in this form.");
                    })
                .patientCheck(new Practice(), WhenUnavailable.FILE)
                .sink(ehr()));
    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("rejected "));
    Await.until("the replay has ended", () -> bench.files("requests").isEmpty());

    assertThrows(
        DecisionRefusedException.class, () -> Person.assign(bench.receiver, id, RIGHT, "Dr Ngata"));
  }

  @Test
  void aReplayGoesOnUnderTheTagThatWasAssignedBefore() throws Exception {
    answer = UNKNOWN;
    open();
    send(JPEG);
    answer = tag -> PatientMatch.found("16");
    rejection = Optional.of(new PhotoRejectedException("The record is closed."));
    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    bench.events.await(line -> line.startsWith("rejected "));
    Await.until("that has ended", () -> bench.files("requests").isEmpty());
    rejection = Optional.empty();
    answer = tag -> PatientMatch.found("5361");

    Person.replay(bench.receiver, id);
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of("#ZZZ0016 arm, 16"), seen);
    assertEquals("Dr Ngata", onlyDelivery().assignments().get(0).by());
    assertEquals("#ZZZ0016 arm", onlyDelivery().assignments().get(0).to());
  }

  @Test
  void aTagThatIsMendedDoesNotWaitForThePauseOfTheFirst() throws Exception {
    answer = UNKNOWN;
    restart(o -> o.patientCheck(new Practice(), WhenUnavailable.FILE).sink(ehr()));
    send(JPEG);
    stop();
    restart(
        o ->
            o.filter(
                    photo -> {
                      if (!photo.manifest().tag().equals(RIGHT)) {
                        throw new IOException("not yet");
                      }
                      return photo;
                    })
                .backoff(new Backoff(Duration.ofDays(1), 2, Duration.ofDays(1), 0))
                .patientCheck(new Practice(), WhenUnavailable.FILE)
                .sink(ehr()));
    Person.assign(bench.receiver, id, PatientTag.parse("#TYPO arm"), "Dr Ngata");
    bench.events.await(line -> line.startsWith("retrying "));

    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of("#ZZZ0016 arm, none"), seen);
  }

  @Test
  void whatNoSinkHasIsAssignedAndAnErrorInItIsMended() throws Exception {
    answer = UNKNOWN;
    open();
    send(JPEG);
    stop();
    try (Receiver other = Receiver.builder(home).build()) {
      Person.assign(other, id, PatientTag.parse("#TYPO arm"), "Dr Ngata");
      Person.assign(other, id, RIGHT, "Dr Ngata");
    }
    open();
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of("#ZZZ0016 arm, none"), seen);
  }

  @Test
  void aTagWithoutAnIdIsNotAssignedToWhatIsHeld() throws Exception {
    answer = UNKNOWN;
    open();
    send(JPEG);

    assertEquals(
        "begin with # and the patient's id, such as #ZAC5361 foot",
        assertThrows(
                IllegalArgumentException.class,
                () -> Person.assign(bench.receiver, id, PatientTag.parse("arm"), "Dr Ngata"))
            .getMessage());
  }

  @Test
  void aDamagedDecisionIsAskedForByName() throws Exception {
    fileHalf();
    stop();
    Path file = home.resolve("decisions").resolve(decisions().get(0));
    Files.writeString(file, "{");
    open();

    bench.events.await(
        line -> line.startsWith("retrying receiver " + file + " is damaged; restore it"));
    Files.delete(file);

    delivered();
  }
}
