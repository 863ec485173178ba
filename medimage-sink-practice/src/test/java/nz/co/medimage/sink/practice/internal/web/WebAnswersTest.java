package nz.co.medimage.sink.practice.internal.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.internal.web.StubServer.Reply;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers with a good status that are none: logins, maintenance, errors in the body. */
@Timeout(120)
final class WebAnswersTest {
  private static final String PATIENT =
      """
      "patient": {"steps": {"url": "patients", "query": {"nhi": "{{id}}"}, "each": "$.patients[*]",
                            "match": {"path": "$.nhi", "equals": "{{id}}"}}, "id": "$.id"},
      """;
  private static final String FIND_FIRST =
      """
      "photo": {"repeat": "find-first", "settle": "5s", "reference": "{{file}}",
        "find": {"url": "files", "each": "$.files[*]", "capture": {"file": "$.id"},
                 "match": {"path": "$.note", "contains": "{{photo}}"}},
        "steps": {"url": "files", "body": {"json": {"note": "{{photo}}", "of": "{{patient}}"}},
                  "capture": {"file": "$.id"}}}
      """;
  private static final String ASK =
      """
      "photo": {"repeat": "ask", "reference": "{{photo}}",
        "steps": {"url": "files", "body": {"json": {"note": "{{photo}}", "of": "{{patient}}"}}
                  %s}}
      """;

  @TempDir private Path folder;
  private final MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");

  private String profile(StubServer server, String photo) {
    return "{\"kind\": \"web\", \"server\": {\"url\": \""
        + server.url()
        + "\"}, "
        + PATIENT
        + photo
        + "}";
  }

  private StagedPhoto photo() throws IOException {
    return TestPhotos.staged(folder, TestPhotos.photoId(1), "#ZAC5361 arm", TestPhotos.jpeg(1))
        .withPatient("11");
  }

  private Sink sink(StubServer server, String photo) throws IOException {
    return sink(folder, profile(server, photo));
  }

  /** For the patient that a check has found. */
  private Sink sinkWithoutLookup(StubServer server, String photo) throws IOException {
    return sinkWithoutLookup(folder, server, photo);
  }

  private Sink sinkWithoutLookup(Path home, StubServer server, String photo) throws IOException {
    return sink(home, profile(server, photo).replace(PATIENT, ""));
  }

  private Sink sink(Path home, String profile) throws IOException {
    Sink sink = Profiles.sink(home, profile, clock);
    sink.start();
    return sink;
  }

  @ParameterizedTest
  @ValueSource(strings = {"<html>Log in</html>", "{\"error\": \"session\"}", "", "null", "[]"})
  void searchThatWasNotDoneNeitherFindsNobodyNorSendsAgain(String answer) throws Exception {
    try (StubServer server = StubServer.plain(got -> Reply.of(200, answer))) {
      try (PatientCheck check = Profiles.check(folder, profile(server, FIND_FIRST))) {
        check.start();
        PatientQuery query = PatientQuery.of(PatientTag.parse("#ZAC5361"), "phone");
        assertThrows(IOException.class, () -> check.find(query));
      }
      try (Sink sink = sink(server, FIND_FIRST)) {
        assertThrows(IOException.class, () -> sink.write(photo()));
        clock.advance(Duration.ofHours(1));
        assertThrows(IOException.class, () -> sink.write(photo()));
      }
      assertFalse(server.requests().stream().anyMatch(each -> each.startsWith("POST")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ", \"answers\": {\"status\": 200, \"is\": \"ok\"}",
        ", \"answers\": {\"json\": \"$.done\", \"is\": \"ok\"}"
      })
  void pageInPlaceOfAnAnswerFilesNothingForCertain(String answers) throws Exception {
    String page = "\r\n<!-- x --><!DOCTYPE html><html>We are back soon</html>";
    try (StubServer server = StubServer.plain(got -> Reply.of(200, page));
        Sink sink = sinkWithoutLookup(server, ASK.formatted(answers))) {
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()));
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()));
      assertEquals(1, server.requests().size());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>Log in</html>",
        "<!-- one\n two -->\n<!DOCTYPE html><html>Log in</html>",
        "<?xml version='1.0'?>\n<!DOCTYPE html><html>Log in</html>",
        "<head><title>Log in</title></head>",
        "<script>location='/login'</script>"
      })
  void pageIsNoAnswerWhateverTheProfileTakesForGood(String page) throws Exception {
    List<String> takers =
        List.of(
            "",
            ", \"capture\": {\"file\": {\"json\": \"$.id\", \"optional\": true}}",
            ", \"capture\": {\"at\": {\"header\": \"Date\"}}",
            ", \"answers\": {\"status\": 200, \"is\": \"duplicate\"}",
            ", \"answers\": {\"status\": \"2xx\", \"is\": \"found\"}");
    for (int i = 0; i < takers.size(); i++) {
      String taker = takers.get(i);
      Reply reply = new Reply(200, page, Map.of("Content-Type", "text/html; charset=utf-8"));
      try (StubServer server = StubServer.plain(got -> reply);
          Sink sink = sinkWithoutLookup(folder.resolve("" + i), server, ASK.formatted(taker))) {
        assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()), taker);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fhir-r4", "fhir-r4-media"})
  void answerThatComesFromNoFhirServerTakesNoPhoto(String name) throws Exception {
    List<String> bodies = List.of("{\"error\": \"no backend\"}", "<html>Log in</html>", "");
    Iterator<String> body = bodies.iterator();
    String profile = "{\"extends\": \"%s\", \"patient\": null, \"values\": {\"url\": \"%s\"}}";
    try (StubServer server = StubServer.plain(got -> Reply.of(200, body.next()));
        Sink sink = sink(folder, profile.formatted(name, server.url()))) {
      for (String each : bodies) {
        assertThrows(IOException.class, () -> sink.write(photo()), each);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"url\": \"files/{{photo}}\"}",
        "{\"url\": \"files/{{photo}}\", \"answers\": {\"status\": 404, \"is\": \"ok\"}}",
        "{\"url\": \"files\", \"each\": \"$.files[*]\", \"match\": {\"path\": \"$.name\","
            + " \"equals\": \"{{file-name}}\"}}"
      })
  void searchThatCannotFindThisPhotoAloneIsRefused(String find) throws Exception {
    String photo =
        "\"photo\": {\"repeat\": \"find-first\", \"find\": %s, \"steps\": {\"url\": \"files\","
            + " \"body\": {\"json\": {\"note\": \"{{photo}}\", \"of\": \"{{patient}}\"}}}}";
    try (StubServer server = StubServer.plain(got -> Reply.of(200, "{}"))) {
      IOException refused =
          assertThrows(IOException.class, () -> sink(server, photo.formatted(find)));
      assertTrue(refused.getMessage().contains("photo.find"), refused.getMessage());
    }
  }

  @Test
  void answerThatLooksOtherThanAGoodOneIsNone() throws Exception {
    String answers = ", \"answers\": {\"json\": \"$.done\", \"is\": \"ok\"}";
    try (StubServer server = StubServer.plain(got -> Reply.of(200, "{\"done\": false}"));
        Sink sink = sinkWithoutLookup(server, ASK.formatted(answers))) {
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()));
    }
  }

  /** The search would look in one record, and the first request have filed it in another. */
  @ParameterizedTest
  @ValueSource(strings = {"safe", "find-first"})
  void photoWhosePatientIsAnotherAfterALostAnswerIsOneQuestion(String repeat) throws Exception {
    AtomicInteger patient = new AtomicInteger(11);
    AtomicInteger posts = new AtomicInteger();
    String photo = repeat.equals("safe") ? ASK.formatted("").replace("ask", "safe") : FIND_FIRST;
    try (StubServer server =
            StubServer.plain(
                got -> {
                  if (got.request().startsWith("POST")) {
                    return Reply.of(posts.incrementAndGet() == 1 ? 500 : 201, "{\"id\": 7}");
                  }
                  String found = "{\"patients\": [{\"nhi\": \"ZAC5361\", \"id\": %d}]}";
                  boolean isPatient = got.request().contains("patients");
                  return Reply.of(
                      200, isPatient ? found.formatted(patient.get()) : "{\"files\": []}");
                });
        Sink sink = sink(server, photo)) {
      StagedPhoto unchecked =
          TestPhotos.staged(folder, TestPhotos.photoId(1), "#ZAC5361 arm", TestPhotos.jpeg(1));
      assertThrows(IOException.class, () -> sink.write(unchecked));
      patient.set(12);
      clock.advance(Duration.ofHours(1));
      assertThrows(OutcomeUnknownException.class, () -> sink.write(unchecked));
      assertThrows(OutcomeUnknownException.class, () -> sink.write(unchecked));
      assertEquals(1, posts.get());
      sink.settle(unchecked, false);
      assertEquals(2, posts.get());
    }
  }

  @Test
  void clockThatIsSetBackKeepsNoPhotoWaiting() throws Exception {
    AtomicInteger posts = new AtomicInteger();
    try (StubServer server =
            StubServer.plain(
                got -> {
                  if (got.request().startsWith("GET")) {
                    boolean isThere = got.request().contains("patients");
                    String none = "{\"files\": []}";
                    String patient = "{\"patients\": [{\"nhi\": \"ZAC5361\", \"id\": 11}]}";
                    return Reply.of(200, isThere ? patient : none);
                  }
                  return switch (posts.incrementAndGet()) {
                    case 1 -> new Reply(503, "", Map.of("Retry-After", "600"));
                    case 2 -> Reply.of(500, "");
                    default -> Reply.of(201, "{\"id\": 7}");
                  };
                });
        Sink sink = sink(server, FIND_FIRST)) {
      assertThrows(IOException.class, () -> sink.write(photo()));
      clock.advance(Duration.ofDays(-400));
      assertThrows(IOException.class, () -> sink.write(photo()));
      assertEquals(2, posts.get());
      clock.advance(Duration.ofDays(-400));
      assertThrows(IOException.class, () -> sink.write(photo()), "it may still take effect");
      clock.advance(Duration.ofMinutes(2));
      assertEquals("7", sink.write(photo()).reference());
      assertEquals(3, posts.get());
    }
  }
}
