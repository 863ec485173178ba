package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a person says goes before what is at work, and a check that fails decides nothing. */
@Timeout(120)
final class AssigningTest extends FilingFixture {
  private static final PatientTag RIGHT = PatientTag.parse("#ZZZ0016 arm");

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final AtomicInteger asked = new AtomicInteger();
  private volatile Answer answer = tag -> PatientMatch.unknown();

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
      asked.incrementAndGet();
      return answer.find(query.tag());
    }
  }

  @AfterEach
  void letGo() {
    goOn.countDown();
  }

  private Sink ehr() {
    return sink(
        "ehr",
        photo -> {
          seen.add(photo.manifest().tag() + ", " + photo.patient().orElse("none"));
          return new SinkReference("ehr", "1");
        });
  }

  /** Hears no interrupt. */
  private void hang() {
    begun.countDown();
    boolean isInterrupted = false;
    while (goOn.getCount() > 0) {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        isInterrupted = true;
      }
    }
    if (isInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void open(WhenUnavailable then) throws IOException {
    restart(o -> o.patientCheck(new Practice(), then).echo(true).sink(ehr()));
  }

  /** A call that is stuck is given up soon; so may be others, where a computer is busy. */
  private void openImpatient(WhenUnavailable then) throws IOException {
    restart(
        o ->
            o.patientCheck(new Practice(), then)
                .echo(true)
                .sink(ehr())
                .times(Duration.ofMillis(300), Duration.ofSeconds(15)));
  }

  private String assign(Receiver receiver, EnvelopeId photo, PatientTag tag) {
    try {
      Person.assign(receiver, photo, tag, "Dr Ngata");
      return "";
    } catch (IOException | IllegalArgumentException | DecisionRefusedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void whatIsAssignedWhileItIsLookedUpIsFiledUnderThatTag() throws Exception {
    restart(o -> o.patientCheck(new Practice(), WhenUnavailable.FILE).sink(ehr()));
    assertInstanceOf(Receipt.Held.class, send(JPEG));
    answer =
        tag -> {
          if (!tag.equals(RIGHT)) {
            hang();
          }
          return PatientMatch.found(tag.equals(RIGHT) ? "16" : "5361");
        };
    Person.replay(bench.receiver, id);
    begun.await();

    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    goOn.countDown();
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of("#ZZZ0016 arm, 16"), seen);
    assertEquals("#ZZZ0016 arm", onlyDelivery().assignments().get(0).to());
  }

  @Test
  void whatIsFiledUnderTheTagThatItWasGivenIsNoProblem() throws Exception {
    clock.advance(Duration.ofNanos(1)); // what the ledger keeps of a time is less
    open(WhenUnavailable.FILE);
    assertInstanceOf(Receipt.Held.class, send(JPEG));
    answer = tag -> PatientMatch.found("16");
    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    Await.until("the request is taken out", () -> bench.files("requests").isEmpty());
    assertEquals("#ZZZ0016 arm", onlyDelivery().assignments().get(0).to());
    assertEquals(
        List.of(),
        bench.events.lines().stream().filter(line -> line.startsWith("problem ")).toList());
  }

  @Test
  void whatIsHeldSaysWhatCameWithItUntilItIsFiled() throws Exception {
    open(WhenUnavailable.FILE);
    assertInstanceOf(Receipt.Held.class, send(JPEG));
    PhotoId photo = onlyDelivery().id();

    Manifest manifest = bench.receiver.manifest(photo).orElseThrow();
    assertEquals(JPEG.length, manifest.length());
    assertEquals("image/jpeg", manifest.mediaType());
    assertEquals(List.of(), bench.files("staging"));
    PhotoId unknown = new PhotoId(Phone.freshId(), photo.pairing());
    assertEquals(Optional.empty(), bench.receiver.manifest(unknown));

    answer =
        tag -> {
          hang();
          return PatientMatch.found("16");
        };
    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    begun.await();
    assertEquals(Optional.of(manifest), bench.receiver.manifest(photo));
    goOn.countDown();
    Await.until("the request is taken out", () -> bench.files("requests").isEmpty());
    assertEquals(Optional.empty(), bench.receiver.manifest(photo));
  }

  @Test
  void whatSeveralPatientsHaveIsFiledForTheOneWhoseOwnIdAPersonGives() throws Exception {
    answer =
        tag ->
            tag.folders().get(0).equals("1003")
                ? PatientMatch.found("1003")
                : PatientMatch.ambiguous();
    open(WhenUnavailable.FILE);
    assertInstanceOf(Receipt.Held.class, send(JPEG));
    Person.assign(bench.receiver, id, PatientTag.parse("#1003 arm"), "Dr Ngata");
    bench.events.await(line -> line.startsWith("delivered "));
    assertEquals(List.of("#1003 arm, 1003"), seen);
  }

  @Test
  void whatIsAtTheSinksIsNotGivenAnotherTag() throws Exception {
    sink.refuseNext(new PhotoRejectedException("No."));
    bench.close();
    Sink slow =
        sink(
            "ehr",
            photo -> {
              hang();
              return new SinkReference("ehr", "1");
            });
    restart(o -> o);
    assertInstanceOf(Receipt.Rejected.class, send(JPEG));
    restart(o -> o.sink(slow));
    Person.replay(bench.receiver, id);
    begun.await();

    assertEquals(
        "folders, ehr may have filed "
            + id
            + " under another tag already: look there, and correct it there",
        assign(bench.receiver, id, RIGHT));
    goOn.countDown();
    bench.events.await(line -> line.startsWith("delivered "));
    assertEquals(List.of(), onlyDelivery().assignments());
  }

  @Test
  void whatWaitsUnderAnAssignedTagSaysSo() throws Exception {
    restart(o -> o.patientCheck(new Practice(), WhenUnavailable.FILE));
    assertInstanceOf(Receipt.Held.class, send(JPEG));
    sink.goAway();
    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    bench.events.await(line -> line.startsWith("retrying folders "));

    Await.until(
        "the record tells what is asked for and why it waits",
        () ->
            onlyDelivery()
                .detail()
                .matches(
                    "The practice knows no patient ZAC5361. Dr Ngata gave it the tag #ZZZ0016 arm"
                        + " at [0-9TZ:.-]+; it is tried again with that. It waits: folders: the sink is away"));
  }

  @Test
  void whoeverIsToldThatAPhotoIsHeldCanAssignItAtOnce() throws Exception {
    List<String> answers = new CopyOnWriteArrayList<>();
    restart(
        o ->
            o.patientCheck(new Practice(), WhenUnavailable.FILE)
                .events(
                    new ReceiverEvents() {
                      @Override
                      public void held(PhotoId photo, String from, Receipt.Held receipt) {
                        answers.add(assign(bench.receiver, photo.envelope(), RIGHT));
                      }
                    }));

    assertInstanceOf(Receipt.Held.class, send(JPEG));
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of(""), answers);
  }

  @Test
  void aFilterDoesNotChangeAnAssignedTag() throws Exception {
    PatientTag other = PatientTag.parse("#FILTER9 arm");
    answer = tag -> tag.equals(RIGHT) ? PatientMatch.found("16") : PatientMatch.unknown();
    restart(
        o ->
            o.filter(photo -> photo.withManifest(photo.manifest().toBuilder().tag(other).build()))
                .patientCheck(new Practice(), WhenUnavailable.FILE)
                .sink(ehr()));
    assertInstanceOf(Receipt.Held.class, send(JPEG));

    Person.assign(bench.receiver, id, RIGHT, "Dr Ngata");
    bench.events.await(line -> line.startsWith("delivered "));

    assertEquals(List.of("#ZZZ0016 arm, 16"), seen);
  }

  @Test
  void aReceiverThatClosesTakesItsOwnInterruptForNoAnswer() throws Exception {
    answer =
        tag -> {
          begun.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
          }
          return PatientMatch.unknown();
        };
    restart(
        o ->
            o.patientCheck(new Practice(), WhenUnavailable.FILE)
                .sink(ehr())
                .times(Duration.ofMinutes(5), Duration.ofSeconds(1)));
    phone.upload(bench.context(), id, phone.seal(id, JPEG));
    begun.await();
    stop();
    answer = tag -> PatientMatch.unknown();

    restart(o -> o.patientCheck(new Practice(), WhenUnavailable.FILE).sink(ehr()));
    bench.events.await(line -> line.startsWith("held "));

    assertEquals(List.of(), seen);
  }

  private EnvelopeId uploadTagged(String tag) throws Exception {
    EnvelopeId each = Phone.freshId();
    phone.upload(bench.context(), each, phone.seal(each, TestPhotos.manifest(tag, JPEG), JPEG));
    return each;
  }

  private void oneCallIsStuck(WhenUnavailable then, PatientMatch others) throws Exception {
    answer =
        tag -> {
          if (tag.toString().startsWith("#STUCK")) {
            hang();
          }
          return others;
        };
    openImpatient(then);
    uploadTagged("#STUCK001 arm");
    begun.await();
    bench.events.await("busy practice"::equals);
  }

  @Test
  void oneStuckCallLeavesTheCheckToOthers() throws Exception {
    oneCallIsStuck(WhenUnavailable.FILE, PatientMatch.unknown());

    for (int i = 0; i < 3; i++) {
      EnvelopeId each = Phone.freshId();
      assertInstanceOf(Receipt.Held.class, phone.send(bench.context(), each, JPEG));
    }
  }

  @Test
  void norDoOthersWaitForIt() throws Exception {
    oneCallIsStuck(WhenUnavailable.WAIT, PatientMatch.found("1"));

    assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), Phone.freshId(), JPEG));
  }

  @Test
  void anAnswerThatComesTooLateIsNotEchoed() throws Exception {
    CountDownLatch atSink = new CountDownLatch(1);
    CountDownLatch leaveSink = new CountDownLatch(1);
    answer =
        tag -> {
          hang();
          return PatientMatch.found("4711").withEcho("P… T…");
        };
    restart(
        o ->
            o.patientCheck(new Practice(), WhenUnavailable.FILE)
                .echo(true)
                .times(Duration.ofMillis(300), Duration.ofSeconds(15))
                .sink(
                    sink(
                        "ehr",
                        photo -> {
                          atSink.countDown();
                          try {
                            leaveSink.await();
                          } catch (InterruptedException e) {
                            throw new IOException(e);
                          }
                          return new SinkReference("ehr", "1");
                        })));
    phone.upload(bench.context(), id, phone.seal(id, JPEG));
    atSink.await();
    goOn.countDown();
    bench.events.await("available practice"::equals);
    leaveSink.countDown();

    Receipt receipt = phone.open(id, Phone.await(phone.receipt(bench.context(), id)));
    assertEquals(Optional.empty(), ((Receipt.Delivered) receipt).echo());
  }
}
