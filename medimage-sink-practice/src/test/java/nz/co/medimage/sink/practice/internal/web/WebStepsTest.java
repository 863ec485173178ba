package nz.co.medimage.sink.practice.internal.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.PracticeSinkProvider;
import nz.co.medimage.sink.practice.internal.web.StubServer.Reply;
import nz.co.medimage.testkit.MutableClock;
import nz.co.medimage.testkit.TestPhotos;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows of several steps, XML, and files of other sizes and types. */
@Timeout(120)
final class WebStepsTest {
  @TempDir private Path folder;
  private final MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
  private final AtomicReference<StubServer.Script> script = new AtomicReference<>();
  private StubServer server;
  private Sink sink;

  @AfterEach
  void stop() throws IOException {
    if (sink != null) {
      sink.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private void open(String more, String photo) throws IOException {
    if (server == null) {
      server = StubServer.plain(got -> script.get().answer(got));
    }
    if (sink != null) {
      sink.close();
    }
    String profile =
        "{\"kind\": \"web\", \"server\": {\"url\": \"%s\"%s}, \"photo\": {%s}}"
            .formatted(server.url(), more, photo);
    sink = new PracticeSinkProvider().create(Profiles.context(folder, profile, clock));
    sink.start();
  }

  private StagedPhoto photo(byte[] content) throws IOException {
    return TestPhotos.staged(folder, TestPhotos.photoId(1), "#ZAC5361 arm", content)
        .withPatient("11");
  }

  private StagedPhoto photo() throws IOException {
    return photo(TestPhotos.jpeg(1));
  }

  /** As a system that keeps its files at another server. */
  private static final String THREE_STEPS =
      """
      "repeat": "ask", "reference": "{{attachment}}",
      "steps": [
        {"name": "permit", "url": "permit", "capture": {"to": "$.url", "key": "$.fields.key"}},
        {"name": "store", "url": "{{to:url}}", "method": "POST",
         "body": {"multipart": [{"name": "key", "value": "{{key}}"},
                                {"name": "file", "file": true}]}},
        {"name": "attach", "url": "attachments", "files": true,
         "body": {"json": {"patient": "{{patient}}", "upload": "{{to}}{{key}}"}},
         "capture": {"attachment": "$.id"}},
        {"name": "wait", "url": "attachments/{{attachment}}",
         "until": {"path": "$.done", "equals": "true", "every": "10ms", "for": "50ms"}}]
      """;

  @Test
  void eachStepKnowsWhatTheOnesBeforeCaptured() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    open("", THREE_STEPS.replace("50ms", "60s"));
    script.set(
        got ->
            switch (got.request()) {
              case "GET /permit" ->
                  Reply.of(
                      200,
                      "{\"url\":\"" + server.url() + "/bucket?x=1\",\"fields\":{\"key\":\"k/1\"}}");
              case "POST /bucket?x=1" -> Reply.of(201, "<a/>");
              case "POST /attachments" -> Reply.of(201, "{\"id\":12345678901234567}");
              default -> Reply.of(200, "{\"done\":" + (asked.incrementAndGet() == 2) + "}");
            });
    assertEquals("12345678901234567", sink.write(photo()).reference());
    assertEquals(
        List.of(
            "GET /permit",
            "POST /bucket?x=1",
            "POST /attachments",
            "GET /attachments/12345678901234567",
            "GET /attachments/12345678901234567"),
        server.requests());
    String multipart = server.got().get(1).body();
    assertTrue(multipart.contains("name=\"key\"\r\n\r\nk/1\r\n"), "the field before the file");
    assertTrue(multipart.contains("filename=\"photo.jpg\"\r\nContent-Type: image/jpeg\r\n"));
    String jpeg = new String(TestPhotos.jpeg(1), StandardCharsets.ISO_8859_1);
    assertTrue(multipart.contains("\r\n\r\n" + jpeg + "\r\n"), "the bytes of the photo");
    assertEquals(
        "{\"patient\":\"11\",\"upload\":\"" + server.url() + "/bucket?x=1k/1\"}",
        server.got().get(2).body());
  }

  @Test
  void acceptedPhotoOfAProfileThatWasChangedSinceIsAQuestion() throws Exception {
    AtomicReference<Reply> last = new AtomicReference<>(Reply.of(503, ""));
    accept(last);
    assertThrows(IOException.class, () -> sink.write(photo()));
    int requests = server.requests().size();
    open("", THREE_STEPS.replace("50ms", "51ms"));
    OutcomeUnknownException unknown =
        assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()));
    assertTrue(
        unknown
            .getMessage()
            .startsWith(
                "The practice system has this photo, but the profile was changed before the steps"
                    + " behind that were done."),
        unknown.getMessage());
    assertEquals(requests, server.requests().size());
  }

  /** All steps but the last work. */
  private void accept(AtomicReference<Reply> last) throws IOException {
    open("", THREE_STEPS);
    script.set(
        got ->
            switch (got.request()) {
              case "GET /permit" ->
                  Reply.of(200, "{\"url\":\"" + server.url() + "/b\",\"fields\":{\"key\":\"k\"}}");
              case "POST /b" -> Reply.of(204, "");
              case "POST /attachments" -> Reply.of(201, "{\"id\":7}");
              default -> last.get();
            });
  }

  @Test
  void photoThatIsAcceptedIsGoneOnWithFromThere() throws Exception {
    AtomicReference<Reply> last = new AtomicReference<>(Reply.of(200, "{\"done\":false}"));
    accept(last);
    IOException late = assertThrows(IOException.class, () -> sink.write(photo()));
    assertEquals(
        "profile.json (localhost) is not done with 'wait' yet; it is asked again later.",
        late.getMessage());
    last.set(Reply.of(503, ""));
    open("", THREE_STEPS);
    assertFalse(
        assertThrows(IOException.class, () -> sink.write(photo()))
            instanceof OutcomeUnknownException);
    last.set(Reply.of(200, "{\"done\":true}"));
    assertEquals("7", sink.write(photo()).reference());
    assertEquals(1, server.requests().stream().filter("POST /attachments"::equals).count());
    last.set(Reply.of(500, ""));
    assertEquals("7", sink.write(photo()).reference());
  }

  private static final String SOAP =
      """
      "repeat": "ask", "reference": "{{document}}",
      "steps": [{"name": "add", "url": "soap", "headers": {"SOAPAction": "add"},
        "body": {"xml": "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><Add id='{{patient}}'><Note>{{title}}</Note><Data>{{content:base64}}</Data></Add></s:Body></s:Envelope>"},
        "answers": [{"xpath": "//Fault/faultcode", "contains": "Duplicate", "is": "duplicate"},
                    {"xpath": "//Fault", "is": "rejected", "sentence": "The system refused it."}],
        "capture": {"document": {"xpath": "//DocumentId", "regex": "urn:(.*)"}}}]
      """;

  private static String soap(String body) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><e:Envelope"
        + " xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\"><e:Body>"
        + body
        + "</e:Body></e:Envelope>";
  }

  @Test
  void answerInXmlIsReadByLocalNames() throws Exception {
    open("", SOAP);
    script.set(
        got ->
            Reply.of(
                200, soap("<n:R xmlns:n='urn:n'><n:DocumentId> urn:d7 </n:DocumentId></n:R>")));
    assertEquals("d7", sink.write(photo()).reference());
    StubServer.Got got = server.got().get(0);
    assertEquals("text/xml; charset=utf-8", got.headers().get("Content-Type"));
    assertEquals("add", got.headers().get("SOAPAction"));
    assertTrue(got.body().contains("<Add id='11'><Note>arm</Note><Data>/9j/"));
  }

  @Test
  void faultInXmlMeansWhatTheProfileSays() throws Exception {
    open("", SOAP);
    script.set(got -> Reply.of(500, soap("<e:Fault><faultcode>x</faultcode></e:Fault>")));
    PhotoRejectedException refused =
        assertThrows(PhotoRejectedException.class, () -> sink.write(photo()));
    assertEquals("The system refused it.", refused.getMessage());
    script.set(got -> Reply.of(500, soap("<e:Fault><faultcode>a.Duplicate</faultcode></e:Fault>")));
    assertEquals("", sink.write(photo()).reference());
    sink.write(photo());
    assertEquals(2, server.got().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><DocumentId>urn:&x;</DocumentId></a>",
        "<!DOCTYPE a [<!ENTITY x \"y\">]><a><DocumentId>urn:&x;</DocumentId></a>"
      })
  void documentTypesAndEntitiesAreNotRead(String xml) throws Exception {
    open("", SOAP);
    script.set(got -> Reply.of(200, xml));
    assertThrows(OutcomeUnknownException.class, () -> sink.write(photo()));
  }

  private static final String RAW =
      """
      "repeat": "safe", "steps": [{"url": "files/{{photo-uuid}}", "method": "PUT",
        "headers": {"X-Name": "{{file-name}}", "X-Hash": "{{sha256}}", "X-Sha1": "{{sha1:base64}}"},
        "body": {"photo": true}}]
      """;

  @Test
  void photoThatIsTooLargeIsSentAsASmallerCopy() throws Exception {
    open(", \"max-size\": \"40KiB\"", RAW);
    script.set(got -> Reply.of(200, "{}"));
    sink.write(photo(TestPhotos.jpeg(3, 1800, 1200)));
    StubServer.Got got = server.got().get(0);
    assertTrue(got.body().length() <= 40 * 1024, "bytes that were sent");
    assertEquals(
        got.headers().get("Content-Length"), Integer.toString(got.body().length()), "the length");
    byte[] sent = got.body().getBytes(StandardCharsets.ISO_8859_1);
    Path copy = Files.write(folder.resolve("sent"), sent);
    assertEquals(
        nz.co.medimage.api.file.Sha256.hex(nz.co.medimage.api.file.Sha256.of(copy)),
        got.headers().get("X-Hash"));
    assertNoCopies();
  }

  private void assertNoCopies() throws IOException {
    try (var files = Files.list(folder.resolve("state").resolve("copies"))) {
      assertEquals(0, files.count(), "copies that were left behind");
    }
  }

  @Test
  void targetThatSaysTooLargeGetsSmallerCopies() throws Exception {
    open("", RAW);
    script.set(got -> Reply.of(got.body().length() > 30_000 ? 413 : 200, "{}"));
    sink.write(photo(TestPhotos.jpeg(3, 1800, 1200)));
    assertTrue(server.got().size() >= 2);
    script.set(got -> Reply.of(413, "{}"));
    StagedPhoto other =
        TestPhotos.staged(folder, TestPhotos.photoId(2), "#ZAC5361", TestPhotos.jpeg(2))
            .withPatient("11");
    assertThrows(PhotoRejectedException.class, () -> sink.write(other));
    assertNoCopies();
  }

  @Test
  void photoThatCannotBeMadeSmallerIsRejected() throws Exception {
    open(", \"max-size\": \"1KiB\"", RAW);
    assertThrows(PhotoRejectedException.class, () -> sink.write(photo()));
    open(", \"max-size\": \"40KiB\", \"too-large\": \"reject\"", RAW);
    PhotoRejectedException rejected =
        assertThrows(
            PhotoRejectedException.class, () -> sink.write(photo(TestPhotos.jpeg(3, 1800, 1200))));
    assertEquals(
        "This file cannot be made into one that the practice system takes: it is too large, or no"
            + " picture.",
        rejected.getMessage());
    assertEquals(List.of(), server.got());
  }

  @Test
  void systemThatTakesPdfGetsAPage() throws Exception {
    open(", \"format\": \"pdf\"", RAW);
    script.set(got -> Reply.of(200, "{}"));
    sink.write(photo());
    StubServer.Got got = server.got().get(0);
    assertEquals("photo.pdf", got.headers().get("X-Name"));
    assertEquals("application/pdf", got.headers().get("Content-Type"));
    byte[] sent = got.body().getBytes(StandardCharsets.ISO_8859_1);
    try (PDDocument document = Loader.loadPDF(sent)) {
      assertEquals(1, document.getNumberOfPages());
    }
    assertNoCopies();
  }

  /** One that was kept may be closed at the other end, unseen until the photo was written to it. */
  @Test
  void eachRequestHasAConnectionOfItsOwn() throws Exception {
    open(
        "",
        """
        "repeat": "ask", "steps": [{"url": "a", "capture": {"x": "$.x"}},
          {"url": "b", "method": "PUT", "body": {"photo": true}}, {"url": "c"}]
        """);
    script.set(got -> Reply.of(200, "{\"x\":1}"));
    sink.write(photo());
    assertEquals(3, server.ports().size());
    assertEquals(3, Set.copyOf(server.ports()).size());
  }

  @Test
  void requestOfAnotherServerGetsNoLogin() throws Exception {
    open(
        ", \"auth\": {\"kind\": \"bearer\", \"token\": \"secret\"},"
            + " \"headers\": {\"X-Facility\": \"F\"}",
        """
        "repeat": "ask", "steps": [
          {"url": "permit", "capture": {"to": "$.url"}},
          {"url": "{{to:url}}", "method": "PUT", "body": {"photo": true}}]
        """);
    try (StubServer other = StubServer.plain(got -> Reply.of(200, "{}"))) {
      script.set(got -> Reply.of(200, "{\"url\":\"" + other.url() + "/x\"}"));
      sink.write(photo());
      assertEquals("Bearer secret", server.got().get(0).headers().get("Authorization"));
      Map<String, String> headers = other.got().get(0).headers();
      assertFalse(headers.containsKey("Authorization"));
      assertFalse(headers.containsKey("X-Facility"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.org/x", "file:///etc/passwd", "", "//x"})
  void capturedAddressThatIsNotSafeIsRefused(String url) throws Exception {
    open(
        "",
        """
        "repeat": "ask", "steps": [
          {"url": "permit", "capture": {"to": {"json": "$.url", "optional": true}}},
          {"url": "{{to:url}}", "method": "PUT", "body": {"photo": true}}]
        """);
    script.set(got -> Reply.of(200, "{\"url\":\"" + url + "\"}"));
    PhotoRejectedException refused =
        assertThrows(PhotoRejectedException.class, () -> sink.write(photo()));
    assertEquals(
        "The value of {{to}} is no address that begins with https://.", refused.getMessage());
    assertEquals(1, server.got().size());
  }

  @Test
  void selfTestSaysWhatWorksAndWhatWasNotTried() throws Exception {
    server =
        StubServer.plain(
            got -> Reply.of(got.request().equals("GET /status") ? 200 : 404, "{\"ok\":true}"));
    String profile =
        """
        {"kind": "web", "server": {"url": "%s"},
         "test": {"steps": [{"url": "status"}]},
         "photo": {"repeat": "ask", "steps": [{"url": "f", "body": {"photo": true}}]}}
        """
            .formatted(server.url());
    sink = new PracticeSinkProvider().create(Profiles.context(folder, profile, clock));
    List<Finding> findings = ((SelfTest) sink).test(Optional.empty());
    assertEquals(
        List.of(Verdict.OK, Verdict.WARNING, Verdict.OK, Verdict.WARNING),
        findings.stream().map(Finding::verdict).toList());
    assertEquals(
        List.of(
            "profile.json (localhost) can be reached.",
            "The profile has no look-up of patients; nobody was looked up.",
            "'step 1 of test' works.",
            "Filing was not tried, because it would leave a photo in the system; send a test photo"
                + " of a test patient."),
        findings.stream().map(Finding::sentence).toList());
    assertEquals(List.of("GET /", "GET /status"), server.requests());
    server.close();
    assertEquals(
        List.of(Verdict.FAILED),
        ((SelfTest) sink).test(Optional.empty()).stream().map(Finding::verdict).toList());
  }
}
