package nz.co.medimage.sink.practice.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.PracticeCheckProvider;
import nz.co.medimage.sink.practice.PracticeSinkProvider;
import nz.co.medimage.sink.practice.profiles.FakeService.Filed;
import nz.co.medimage.sink.practice.profiles.FakeService.Trouble;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What each shipped profile of a web service must do with a service of its shape, whatever goes
 * wrong: one attachment or one question to a person, never two.
 *
 * <p>The service knows these patients: {@code ZZZ0016} is one active patient, {@code ZZZ0024} is
 * another, {@code ZZZ0032} are two, and {@code ZZZ0040} is no longer with the practice.
 */
@Timeout(120)
abstract class ShippedProfileContract {
  static final String KNOWN = "ZZZ0016";
  static final String OTHER = "ZZZ0024";
  static final String AMBIGUOUS = "ZZZ0032";
  static final String INACTIVE = "ZZZ0040";

  /** Servers of a whole class keep the photos of all its tests. */
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private static final List<String> HOSTILE =
      List.of(
          "'; DROP TABLE patient;--", "\"}", "</a>", "N|O^P&E\\", "%00", "../1", "..", "1?x=1#");

  @TempDir private Path folder;
  private FakeService service;
  private Sink sink;
  private final MutableClock clock = MutableClock.at(Instant.now());

  /** Makes the service, with nothing filed yet that is of this test. */
  abstract FakeService service() throws Exception;

  /** What the practice writes, with {@code '} for quotes. */
  abstract String profile(String url);

  /** The id of {@link #KNOWN} in the record of a filed photo. */
  abstract String record();

  /** Whether a lost answer of the step {@code file} is a question to a person. */
  abstract boolean asks();

  /** Whether the ids of the system are in capitals whatever is typed. */
  boolean capitals() {
    return false;
  }

  @BeforeEach
  final void open() throws Exception {
    service = service();
    Files.writeString(folder.resolve("practice.json"), profile(service.url()).replace('\'', '"'));
    sink = openSink();
  }

  @AfterEach
  final void close() throws IOException {
    if (sink != null) {
      sink.close();
    }
    if (service != null) {
      service.close();
      assertEquals(List.of(), service.faults(), "the fake's own faults");
    }
  }

  final FakeService fake() {
    return service;
  }

  final Path folder() {
    return folder;
  }

  final Sink sink() {
    return sink;
  }

  private Map<String, String> settings() {
    return Map.of("profile", folder.resolve("practice.json").toString());
  }

  private Sink openSink() throws IOException {
    PracticeSinkProvider provider = new PracticeSinkProvider();
    Path state = Files.createDirectories(folder.resolve("state"));
    Sink opened =
        provider.create(new FakeAddOnContext("practice", provider, settings(), state, clock));
    opened.start();
    return opened;
  }

  private void restart() throws IOException {
    sink.close();
    sink = openSink();
  }

  /** What was lost under way takes no effect any more. */
  final void later() {
    clock.advance(Duration.ofMinutes(10));
  }

  final PatientMatch check(String id) throws IOException {
    PracticeCheckProvider provider = new PracticeCheckProvider();
    Path state = Files.createDirectories(folder.resolve("check"));
    try (PatientCheck check = provider.create(new FakeAddOnContext(provider, settings(), state))) {
      check.start();
      return check.find(PatientQuery.of(PatientTag.parse("#" + id), "Test phone"));
    }
  }

  final StagedPhoto photo(String tag) throws IOException {
    Path staging = Files.createDirectories(folder.resolve("staging"));
    int number = NUMBERS.incrementAndGet();
    return TestPhotos.staged(staging, TestPhotos.photoId(number), tag, TestPhotos.jpeg(number));
  }

  final List<Filed> filed(StagedPhoto photo) throws IOException {
    ByteString content = ByteString.of(Files.readAllBytes(photo.file()));
    return service.filed().stream().filter(each -> each.content().equals(content)).toList();
  }

  @Test
  final void photoIsFiledOnceInTheRecordOfItsPatient() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN + " left arm");
    String reference = sink.write(photo).reference();
    assertEquals(List.of(record()), filed(photo).stream().map(Filed::patient).toList());
    assertEquals(reference, sink.write(photo).reference());
    restart();
    assertEquals(reference, sink.write(photo).reference());
    assertEquals(1, filed(photo).size());
  }

  @Test
  final void patientThatTheCheckFoundIsTheOneOfTheRecord() throws Exception {
    PatientMatch match = check(KNOWN);
    assertEquals(PatientMatch.Kind.FOUND, match.kind());
    StagedPhoto photo = photo("#" + KNOWN).withPatient(match.patient().orElseThrow());
    sink.write(photo);
    assertEquals(List.of(record()), filed(photo).stream().map(Filed::patient).toList());
  }

  @Test
  final void testOfTheProfileFindsNoFaultAndFilesNothing() throws Exception {
    int before = service.filed().size();
    for (Finding finding : ((SelfTest) sink).test(Optional.of(KNOWN))) {
      assertNotEquals(Verdict.FAILED, finding.verdict(), finding.sentence());
    }
    assertEquals(before, service.filed().size());
  }

  @Test
  final void lostAnswerOfAnyStepFilesOneOrAsksAPerson() throws Exception {
    for (String step : service.steps()) {
      for (Trouble trouble : Trouble.PASSING) {
        StagedPhoto photo = photo("#" + KNOWN + " arm");
        if (step.equals("token")) {
          restart(); // so that one is asked for
        }
        service.next(step, trouble);
        boolean isAsked = writeUntilItEnds(photo);
        String what = step + " " + trouble;
        boolean mayAsk = step.equals("file") && trouble.name().startsWith("CUT");
        assertEquals(asks() && mayAsk, isAsked, what + ": asked");
        if (isAsked) {
          boolean isFiled = !filed(photo).isEmpty();
          assertEquals(trouble == Trouble.CUT_AFTER, isFiled, what);
          assertThrows(OutcomeUnknownException.class, () -> sink.write(photo), what);
          sink.settle(photo, isFiled);
        }
        assertEquals(List.of(record()), filed(photo).stream().map(Filed::patient).toList(), what);
        sink.write(photo);
        assertEquals(1, filed(photo).size(), what + ", written again");
      }
    }
    assertTrue(service.isCalm(), "each trouble was met");
  }

  /** Writes, restarted after each failure, until that works or is a question. */
  private boolean writeUntilItEnds(StagedPhoto photo) throws Exception {
    IOException last = new IOException("not written");
    for (int i = 0; i < 5; i++) {
      try {
        sink.write(photo);
        return false;
      } catch (OutcomeUnknownException e) {
        return true;
      } catch (IOException e) {
        assertSaysNothing(e);
        last = e;
        later();
        if (i % 2 == 0) {
          restart();
        }
      }
    }
    throw last;
  }

  private static void assertSaysNothing(Exception e) {
    for (String secret : List.of(KNOWN, "s3cret", "key-au1", "pass&word", "p<&>")) {
      assertFalse(String.valueOf(e.getMessage()).contains(secret), e.getMessage());
    }
  }

  @Test
  final void unknownAmbiguousAndInactivePatientsGetNothing() throws Exception {
    Map<String, PatientMatch.Kind> kinds =
        Map.of(
            "NOBODY9",
            PatientMatch.Kind.UNKNOWN,
            AMBIGUOUS,
            PatientMatch.Kind.AMBIGUOUS,
            INACTIVE,
            PatientMatch.Kind.INACTIVE);
    for (Map.Entry<String, PatientMatch.Kind> each : kinds.entrySet()) {
      assertEquals(each.getValue(), check(each.getKey()).kind(), each.getKey());
      assertEquals(Optional.empty(), check(each.getKey()).patient());
      StagedPhoto photo = photo("#" + each.getKey());
      PhotoRejectedException e =
          assertThrows(PhotoRejectedException.class, () -> sink.write(photo), each.getKey());
      assertSaysNothing(e);
      assertEquals(0, filed(photo).size(), each.getKey());
    }
  }

  @Test
  final void idsThatMeanSomethingToASearchAreLiterals() throws Exception {
    for (String id :
        List.of(
            KNOWN + "," + OTHER,
            "X," + KNOWN,
            KNOWN + "&_count=1",
            "ZZZ001+",
            "'+OR+'1'='1",
            "ZZZ",
            "(" + KNOWN + ")")) {
      assertEquals(PatientMatch.Kind.UNKNOWN, check(id).kind(), id);
    }
  }

  @Test
  final void smallLettersAreAnotherIdUnlessTheProfileSaysCapitals() throws Exception {
    assertEquals(
        capitals() ? PatientMatch.Kind.FOUND : PatientMatch.Kind.UNKNOWN,
        check(KNOWN.toLowerCase(Locale.ROOT)).kind());
  }

  @Test
  final void wordsThatMeanSomethingToTheFormatAreLiterals() throws Exception {
    StagedPhoto photo = photo("#" + KNOWN + " it's & (arm), Ōtāhuhu+");
    sink.write(photo);
    assertEquals(List.of(record()), filed(photo).stream().map(Filed::patient).toList());
  }

  @Test
  final void practicesOwnIdStaysALiteralWhateverIsInIt() throws Exception {
    for (String id : HOSTILE) {
      StagedPhoto photo = photo("#" + KNOWN).withPatient(id);
      try {
        sink.write(photo);
      } catch (PhotoRejectedException | IOException e) {
        assertSaysNothing(e);
      }
      for (Filed each : filed(photo)) {
        assertEquals(record().replaceFirst("[^/]*$", Matcher.quoteReplacement(id)), each.patient());
      }
    }
  }

  @Test
  final void patientsAreNeverMixed() throws Exception {
    StagedPhoto one = photo("#" + KNOWN);
    StagedPhoto two = photo("#" + OTHER);
    sink.write(one);
    sink.write(two);
    assertEquals(1, filed(one).size());
    assertEquals(1, filed(two).size());
    assertFalse(filed(one).get(0).patient().equals(filed(two).get(0).patient()));
  }
}
