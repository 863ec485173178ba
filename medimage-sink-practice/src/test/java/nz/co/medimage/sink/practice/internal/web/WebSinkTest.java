package nz.co.medimage.sink.practice.internal.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.PracticeSinkProvider;
import nz.co.medimage.sink.practice.internal.web.FakePractice.Cut;
import nz.co.medimage.sink.practice.internal.web.FakePractice.Fault;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.HaltingFileSystem;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class WebSinkTest {
  @TempDir private Path folder;
  private final MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
  private FakePractice practice;
  private FakeAddOnContext context;
  private Sink sink;

  @BeforeEach
  void startPractice() throws IOException {
    practice = new FakePractice(target());
  }

  @AfterEach
  void stop() throws IOException {
    practice.close();
    if (sink != null) {
      sink.close();
    }
  }

  private Path target() {
    return folder.resolve("practice");
  }

  private void open(String repeat) throws IOException {
    if (repeat.equals("safe")) {
      practice.knowingKeys();
    }
    openProfile(Profiles.of(practice, repeat, ""));
  }

  private void openProfile(String profile) throws IOException {
    if (sink != null) {
      sink.close();
    }
    context = Profiles.context(folder, profile, clock);
    sink = new PracticeSinkProvider().create(context);
    sink.start();
  }

  private StagedPhoto photo(String tag) throws IOException {
    return TestPhotos.staged(folder, TestPhotos.photoId(1), tag, TestPhotos.jpeg(1));
  }

  private StagedPhoto photo() throws IOException {
    return photo("#ZAC5361 arm");
  }

  private void assertFiledOnce() throws IOException {
    Map<String, byte[]> stored = FakePractice.stored(target());
    assertEquals(List.of("files/11-1"), List.copyOf(stored.keySet()));
  }

  private void assertNothingFiled() throws IOException {
    assertEquals(Map.of(), FakePractice.stored(target()));
  }

  @ParameterizedTest
  @CsvSource({
    "safe, GET /patients, BEFORE", "safe, GET /patients, AFTER",
    "safe, POST, BEFORE", "safe, POST, AFTER",
    "find-first, GET /patients/11/files, BEFORE", "find-first, GET /patients/11/files, AFTER",
    "find-first, POST, BEFORE", "find-first, POST, AFTER",
    "ask, GET /patients, BEFORE", "ask, GET /patients, AFTER"
  })
  void lostAnswerOfAnyStepIsMadeUpForOnce(String repeat, String request, Cut cut) throws Exception {
    open(repeat);
    practice.failOnce(Fault.lost(request, cut));
    IOException lost = assertThrows(IOException.class, () -> sink.write(photo()));
    assertFalse(lost instanceof OutcomeUnknownException, lost.toString());
    assertTrue(practice.hasFailed());
    open(repeat);
    clock.advance(Duration.ofMinutes(2));
    assertEquals("files/11-1", sink.write(photo()).reference());
    assertEquals("files/11-1", sink.write(photo()).reference());
    assertFiledOnce();
  }

  @ParameterizedTest
  @ValueSource(strings = {"BEFORE", "AFTER"})
  void lostAnswerIsOneQuestionIfThePersonMustBeAsked(Cut cut) throws Exception {
    open("ask");
    practice.failOnce(Fault.lost("POST", cut));
    OutcomeUnknownException unknown =
        assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()));
    assertEquals(
        "The answer of fake (127.0.0.1) to 'upload' was lost, so nobody knows whether it has this photo."
            + " Look for the note "
            + TestPhotos.photoId(1).envelope()
            + ".",
        unknown.getMessage());
    assertEquals(unknown.getMessage(), unknown());
    open("ask");
    assertEquals(unknown.getMessage(), unknown());
    assertEquals(1, practice.count("POST"));
    sink.settle(photo(), cut == Cut.AFTER);
    sink.write(photo());
    assertFiledOnce();
    sink.settle(photo(), false); // the receiver repeats a decision after a crash
    assertFiledOnce();
  }

  @ParameterizedTest
  @CsvSource({"safe, 400", "safe, 422", "find-first, 422"})
  void refusedRepeatAfterALostAnswerIsOneQuestion(String repeat, int status) throws Exception {
    open(repeat);
    practice.failOnce(Fault.lost("POST", repeat.equals("safe") ? Cut.AFTER : Cut.BEFORE));
    assertThrows(IOException.class, () -> sink.write(photo()));
    clock.advance(Duration.ofMinutes(2));
    practice.failOnce(Fault.status("POST", status));
    String question =
        "fake (127.0.0.1) may have this photo from an earlier request; sending it again failed:"
            + " fake (127.0.0.1) does not take this photo: it answered 'upload' with the status "
            + status
            + ". Look for the note "
            + TestPhotos.photoId(1).envelope()
            + ".";
    assertEquals(question, unknown());
    open(repeat);
    assertEquals(question, unknown());
    assertEquals(2, practice.count("POST"));
    sink.settle(photo(), false);
    assertFiledOnce();
  }

  @Test
  void refusalAfterAPersonSaidThatThePhotoIsNotThereIsOne() throws Exception {
    open("safe");
    practice.failOnce(Fault.lost("POST", Cut.BEFORE));
    assertThrows(IOException.class, () -> sink.write(photo()));
    practice.failOnce(Fault.status("POST", 422));
    unknown();
    practice.failOnce(Fault.status("POST", 422));
    assertThrows(PhotoRejectedException.class, () -> sink.settle(photo(), false));
    assertThrows(PhotoRejectedException.class, () -> sink.write(photo("#NOBODY9")));
    assertNothingFiled();
  }

  @ParameterizedTest
  @CsvSource({"safe, left", "safe, ", "find-first, left", "find-first, ", "ask, left", "ask, "})
  void patientWhoLeftAfterALostAnswerLeavesOneQuestion(String repeat, String status)
      throws Exception {
    open(repeat);
    practice.failOnce(Fault.lost("POST", Cut.AFTER));
    assertThrows(IOException.class, () -> sink.write(photo()));
    practice.forget("ZAC5361");
    if (status != null) {
      practice.patient("11", "ZAC5361", status);
    }
    clock.advance(Duration.ofMinutes(2));
    assertEquals(unknown(), unknown());
    assertEquals(1, practice.count("POST"));
    assertEquals("", sink.settle(photo(), true).reference());
    assertFiledOnce();
  }

  private String unknown() {
    return assertThrows(OutcomeUnknownException.class, () -> sink.write(photo())).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "safe, find-first, BEFORE",
    "safe, find-first, AFTER",
    "safe, ask, AFTER",
    "find-first, safe, AFTER",
    "find-first, ask, BEFORE"
  })
  void profileThatIsChangedAfterALostAnswerLeavesOneQuestion(String before, String after, Cut cut)
      throws Exception {
    open(before);
    practice.failOnce(Fault.lost("POST", cut));
    assertThrows(IOException.class, () -> sink.write(photo()));
    clock.advance(Duration.ofMinutes(2));
    open(after);
    assertEquals(
        "The profile was changed after this photo was sent, and nobody knows whether the practice"
            + " system that it described then has the photo. Look for the note "
            + TestPhotos.photoId(1).envelope()
            + ".",
        unknown());
    open(before);
    unknown();
    assertEquals(1, practice.count("POST"));
    sink.settle(photo(), cut == Cut.AFTER);
    sink.write(photo());
    assertFiledOnce();
  }

  @Test
  void addressThatIsChangedAfterALostAnswerLeavesOneQuestion() throws Exception {
    open("safe");
    practice.failOnce(Fault.lost("POST", Cut.AFTER));
    assertThrows(IOException.class, () -> sink.write(photo()));
    try (FakePractice other = new FakePractice(folder.resolve("other"))) {
      openProfile(Profiles.of(other, "safe", ""));
      unknown();
      assertEquals(Map.of(), FakePractice.stored(folder.resolve("other")));
    }
    assertFiledOnce();
  }

  @Test
  void decisionIsNotAppliedToARequestThatWasSentSince() throws Exception {
    open("ask");
    practice.failOnce(Fault.lost("POST", Cut.BEFORE));
    assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()));
    practice.failOnce(Fault.lost("POST", Cut.AFTER));
    assertThrows(OutcomeUnknownException.class, () -> sink.settle(photo(), false));
    assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()));
    assertEquals(2, practice.count("POST"));
    sink.settle(photo(), true);
    assertFiledOnce();
  }

  @Test
  void processThatEndsBetweenRequestAndAnswerLeavesOneQuestion() throws Exception {
    practice.close();
    ForkedJvm.Ended ended =
        ForkedJvm.run(Halting.class, Duration.ofSeconds(100), folder.toString());
    assertEquals(HaltingFileSystem.HALTED, ended.exitCode(), ended.output());
    practice = new FakePractice(target());
    open("ask");
    assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()));
    assertEquals(0, practice.count("POST"));
    assertFiledOnce();
  }

  /** Files a photo in a practice system that ends the process once it has it. */
  static final class Halting {
    public static void main(String[] arguments) throws Exception {
      WebSinkTest test = new WebSinkTest();
      test.folder = Path.of(arguments[0]);
      test.startPractice();
      test.open("ask");
      test.practice.failOnce(Fault.lost("POST", Cut.HALT));
      test.sink.write(test.photo());
    }
  }

  @Test
  void requestThatCannotHaveArrivedIsNoQuestion() throws Exception {
    open("ask");
    int port = practice.port();
    practice.close();
    StagedPhoto known = photo().withPatient("11");
    IOException away = assertThrows(IOException.class, () -> sink.write(known));
    assertEquals(
        "fake (127.0.0.1) cannot be connected to; see whether it runs and the port is right.",
        away.getMessage());
    practice = new FakePractice(target(), port);
    sink.write(known);
    assertFiledOnce();
  }

  @Test
  void lateRequestIsWaitedForBeforeAnotherOneIsSent() throws Exception {
    open("find-first");
    practice.failOnce(Fault.lost("POST", Cut.BEFORE));
    assertThrows(IOException.class, () -> sink.write(photo()));
    clock.advance(Duration.ofSeconds(64)); // time-out 60 s, settle 5 s
    IOException early = assertThrows(IOException.class, () -> sink.write(photo()));
    assertEquals(
        "fake (127.0.0.1) does not have the photo yet; a request that was lost may still take effect"
            + " within 1 second, so it is sent again later.",
        early.getMessage());
    assertEquals(1, practice.count("POST"));
    clock.advance(Duration.ofSeconds(2));
    sink.write(photo());
    assertFiledOnce();
  }

  @ParameterizedTest
  @ValueSource(strings = {"safe", "find-first"})
  void journalThatWasLostDoublesNothing(String repeat) throws Exception {
    open(repeat);
    assertEquals("files/11-1", sink.write(photo()).reference());
    sink.close();
    sink = null;
    DurableFiles.deleteTree(folder.resolve("state"));
    open(repeat);
    assertEquals("files/11-1", sink.write(photo()).reference());
    assertFiledOnce();
  }

  @ParameterizedTest
  @CsvSource({"429, 120", "503, 120", "503, 'Sun, 01 Mar 2026 10:17:30 GMT'"})
  void serverThatWantsToBeLeftAloneIs(int status, String retryAfter) throws Exception {
    open("ask");
    practice.failOnce(Fault.busy("POST", status, retryAfter));
    IOException busy = assertThrows(IOException.class, () -> sink.write(photo()));
    assertEquals(
        "fake (127.0.0.1) answered 'upload' with the status " + status + ".", busy.getMessage());
    int requests = practice.got().size();
    clock.advance(Duration.ofSeconds(119));
    IOException alone = assertThrows(IOException.class, () -> sink.write(photo()));
    assertEquals(
        "fake (127.0.0.1) asked to be left alone for another 1 second.", alone.getMessage());
    assertEquals(requests, practice.got().size());
    clock.advance(Duration.ofSeconds(1));
    sink.write(photo());
    assertFiledOnce();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 503})
  void requestIsNeverRepeatedBehindTheSinksBack(int status) throws Exception {
    open("ask");
    practice.failOnce(Fault.busy("POST", status, "0"));
    assertThrows(IOException.class, () -> sink.write(photo()));
    assertEquals(1, practice.count("POST"));
    sink.write(photo());
    assertFiledOnce();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 415, 422})
  void photoThatTheSystemDoesNotTakeIsRejected(int status) throws Exception {
    open("ask");
    practice.failOnce(Fault.status("POST", status));
    PhotoRejectedException rejected =
        assertThrows(PhotoRejectedException.class, () -> sink.write(photo()));
    assertEquals(
        "fake (127.0.0.1) does not take this photo: it answered 'upload' with the status "
            + status
            + ".",
        rejected.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 405, 307})
  void loginThatDoesNotDoIsAProblemForAPersonAndThePhotoWaits(int status) throws Exception {
    open("ask");
    practice.failOnce(Fault.status("POST", status));
    IOException denied = assertThrows(IOException.class, () -> sink.write(photo()));
    assertFalse(denied instanceof OutcomeUnknownException);
    assertEquals(List.of(denied.getMessage()), context.problems());
    assertEquals(
        "fake (127.0.0.1) refused 'upload' with the status "
            + status
            + "; see whether the login, its rights and the address in the profile are right.",
        denied.getMessage());
    sink.write(photo());
    assertFiledOnce();
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 412, 500, 502, 504, 303})
  void answerThatLeavesItOpenIsOneQuestion(int status) throws Exception {
    open("ask");
    practice.failOnce(Fault.status("POST", status));
    String why =
        "fake (127.0.0.1) answered 'upload' with the status "
            + status
            + ", so nobody knows whether it has this photo. Look for the note "
            + TestPhotos.photoId(1).envelope()
            + ".";
    assertEquals(why, unknown());
    assertEquals(why, unknown());
    assertEquals(1, practice.count("POST"));
    sink.settle(photo(), false);
    assertFiledOnce();
  }

  @ParameterizedTest
  @CsvSource({
    "#NOBODY9, The practice has no patient with this id.",
    "#ZAC, The practice has no patient with this id.",
    "#TWO0001, Several patients of the practice have this id.",
    "#OLD0001, The patient is no longer with the practice."
  })
  void nothingIsFiledForAnybodyButOnePatient(String tag, String sentence) throws Exception {
    open("ask");
    PhotoRejectedException rejected =
        assertThrows(PhotoRejectedException.class, () -> sink.write(photo(tag)));
    assertEquals(sentence, rejected.getMessage());
    assertNothingFiled();
    assertEquals(0, practice.count("POST"));
  }

  @Test
  void patientOfSeveralRecordsIsInactiveIfOneOfThemSaysSo() throws Exception {
    open("ask");
    practice.patient("11", "ZAC5361", "left");
    PhotoRejectedException rejected =
        assertThrows(PhotoRejectedException.class, () -> sink.write(photo()));
    assertEquals("The patient is no longer with the practice.", rejected.getMessage());
    assertNothingFiled();
  }

  @Test
  void patientOfACheckThatGivesOtherIdsGetsNothing() throws Exception {
    open("ask");
    StagedPhoto photo = photo().withPatient("12"); // a chart number, say
    assertThrows(PhotoRejectedException.class, () -> sink.write(photo));
    assertNothingFiled();
    sink.write(photo().withPatient("11"));
    assertFiledOnce();
  }

  @ParameterizedTest
  @ValueSource(strings = {"..", ".", "11/../12", "11\\12", ""})
  void patientIdThatWouldLeaveItsPlaceInTheAddressIsRefused(String patient) throws Exception {
    openProfile(Profiles.of(practice, "ask", "").replace(Profiles.PATIENT, ""));
    StagedPhoto hostile = photo().withPatient(patient);
    assertThrows(PhotoRejectedException.class, () -> sink.write(hostile));
    assertEquals(List.of(), practice.got());
    assertEquals(0, practice.count("POST"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'; DROP TABLE patient;--", "\"}", "</a>", "N|O^P&E", "%00", "a?b#c&d=e"})
  void hostilePatientIdIsALiteral(String patient) throws Exception {
    practice.patient(patient, "HOSTILE", "current");
    open("ask");
    if (patient.contains("/")) {
      assertThrows(PhotoRejectedException.class, () -> sink.write(photo("#HOSTILE")));
      assertNothingFiled();
    } else {
      sink.write(photo("#HOSTILE"));
      String request = practice.got().get(1).request();
      assertEquals("POST /patients/" + Escape.percent(patient) + "/files", request);
    }
  }

  @Test
  void answerWithoutWhatIsCapturedIsUnknown() throws Exception {
    openProfile(Profiles.of(practice, "ask", "").replace("\"$.id\"}}],", "\"$.key\"}}],"));
    assertEquals(
        "fake (127.0.0.1) answered 'upload' with the status 201, but without $.key, so nobody knows"
            + " whether it has this photo. Look for the note "
            + TestPhotos.photoId(1).envelope()
            + ".",
        unknown());
    assertEquals(1, practice.count("POST"));
    assertEquals(1, FakePractice.stored(target()).size());
  }

  @Test
  void bodyIsWhatTheProfileSays() throws Exception {
    open("ask");
    sink.write(photo("#ZAC5361 \u0101rm's"));
    FakePractice.Got post = practice.got().get(1);
    byte[] jpeg = TestPhotos.jpeg(1);
    assertEquals(
        "{\"note\":\"\u0101rm's "
            + TestPhotos.photoId(1)
            + "\",\"type\":\"image/jpeg\",\"length\":"
            + jpeg.length
            + ",\"data\":\""
            + java.util.Base64.getEncoder().encodeToString(jpeg)
            + "\"}",
        post.body());
    assertEquals("application/json", post.headers().get("Content-Type"));
    assertFalse(post.headers().containsKey("Transfer-Encoding"), "a length is sent");
  }
}
