package nz.co.medimage.sink.practice.internal.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.Profile;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.HttpUrl;
import okhttp3.Request;
import okio.Buffer;
import org.w3c.dom.Element;

/** Whatever a value is, it stays in its place in a request, and a reader gets it back. */
final class EscapeProperties {
  private static final String HOSTILE = "'\"\\<>&{}[]()/?#%:;,|^~=+*$ .\t\n\r\0@\u2028\uFEFF\u0101";

  private static final Step JSON = step("{\"json\": {\"a\": [\"-{{id}}-\", 1], \"b\": \"x\"}}");
  private static final Step XML = step("{\"xml\": \"<a b='-{{id}}-'><c>{{id}}</c><d>x</d></a>\"}");
  private static final Step FORM = step("{\"form\": {\"a&=\": \"-{{id}}-\", \"b\": \"x\"}}");
  private static final Step MULTIPART =
      step(
          "{\"multipart\": [{\"name\": \"a\", \"file-name\": \"{{id}}\", \"value\": \"x\"},"
              + " {\"name\": \"b\", \"value\": \"y\"}]}");
  private static final Step CONTENT = step("{\"json\": {\"a\": \"\\\"{{id}}{{content:base64}}\"}}");

  private static Step step(String body) {
    try {
      Path folder = Files.createTempDirectory("escape");
      Path file = folder.resolve("profile.json");
      Files.writeString(
          file,
          """
          {"kind": "web", "server": {"url": "https://example.org/base"}, "photo": {"steps": [
            {"url": "a/-{{id}}/b", "query": {"q": "s|{{id}}", "f": "{{id:fhir}}", "last": "1"},
             "headers": {"X-Id": "-{{id:rfc8187}}-"}, "method": "POST", "body": %s}]}}
          """
              .formatted(body));
      ProfileNode root = Profile.read(file).root();
      Server server = Server.read(root.node("server"));
      Files.delete(file);
      Files.delete(folder);
      Scope scope = new Scope(PhotoFacts.NAMES, true);
      return new StepReader(server, scope, true).read(root.node("photo"), "steps").get(0);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static RequestValues values(String id) {
    return RequestValues.of(PhotoFacts.ofLookup(id, PROFILE_VALUES, Clock.systemUTC()));
  }

  private static final nz.co.medimage.sink.practice.internal.profile.ProfileValues PROFILE_VALUES =
      noValues();

  private static nz.co.medimage.sink.practice.internal.profile.ProfileValues noValues() {
    try {
      Path file = Files.createTempFile("none", ".json");
      Files.writeString(file, "{\"kind\": \"web\", \"server\": {\"url\": \"https://x\"}}");
      Profile profile = Profile.read(file);
      Files.delete(file);
      return profile.values();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<Character> characters =
        Arbitraries.oneOf(
            Arbitraries.chars().with(HOSTILE.toCharArray()),
            Arbitraries.chars().range('a', 'c'),
            Arbitraries.chars().range('\u00e0', '\u00ff'));
    return Arbitraries.oneOf(
        characters.list().ofMaxSize(20).map(EscapeProperties::joined),
        Arbitraries.of(
            "..",
            ".",
            "",
            "'; DROP TABLE patient;--",
            "\"}",
            "</a>",
            "N|O^P&E\\",
            "%00",
            "../../x",
            "]]>",
            "<!--",
            "&amp;",
            "{{id}}",
            "%2e%2e",
            "a/b",
            "A,sys|B"));
  }

  private static String joined(List<Character> characters) {
    StringBuilder text = new StringBuilder();
    characters.forEach(text::append);
    return text.toString();
  }

  private static String body(Step step, String id) throws IOException {
    Buffer buffer = new Buffer();
    okhttp3.RequestBody body = step.payload().orElseThrow().body(values(id));
    body.writeTo(buffer);
    assertEquals(body.contentLength(), buffer.size(), "the length that was sent before");
    return buffer.readUtf8();
  }

  @Property(tries = 300)
  void jsonHoldsTheValueAndNothingElse(@ForAll("texts") String id) throws Exception {
    Object read = AnswerJson.read(body(JSON, id).getBytes(StandardCharsets.UTF_8));
    assertEquals(Map.of("a", List.of("-" + id + "-", 1L), "b", "x"), read);
  }

  @Property(tries = 300)
  void xmlHoldsTheValueOrIsRefused(@ForAll("texts") String id) throws Exception {
    if (id.chars().anyMatch(c -> c < ' ' && c != '\t' && c != '\n' && c != '\r')) {
      assertThrows(UnfitValueException.class, () -> body(XML, id));
      return;
    }
    Element root =
        Xml.document(body(XML, id).getBytes(StandardCharsets.UTF_8)).getDocumentElement();
    assertEquals("-" + id + "-", root.getAttribute("b"));
    assertEquals(2, root.getChildNodes().getLength());
    assertEquals(id, root.getFirstChild().getTextContent());
    assertEquals("x", root.getLastChild().getTextContent());
  }

  @Property(tries = 300)
  void addressKeepsItsPartsOrTheValueIsRefused(@ForAll("texts") String id) throws Exception {
    HttpUrl url;
    try {
      url = JSON.address().fill(values(id));
    } catch (UnfitValueException e) {
      assertTrue(id.codePoints().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c)));
      return;
    }
    // Read by another reader, from what is sent.
    java.net.URI sent = java.net.URI.create(url.toString());
    assertEquals("example.org", sent.getHost());
    assertEquals("/base/a/-" + id + "/b", sent.getPath());
    assertEquals(5, url.pathSegments().size() + 1);
    assertEquals("-" + id, url.pathSegments().get(2));
    assertEquals(List.of("q", "f", "last"), List.copyOf(url.queryParameterNames()));
    assertEquals("s|" + id, url.queryParameter("q"));
    assertEquals(3, sent.getRawQuery().split("&").length);
  }

  @Property(tries = 300)
  void valueOfAFhirSearchIsOneValue(@ForAll("texts") String id) throws Exception {
    String escaped = Format.FHIR.of("id", id);
    StringBuilder read = new StringBuilder();
    for (int i = 0; i < escaped.length(); i++) {
      if (escaped.charAt(i) == '\\') {
        i++;
      } else {
        assertTrue(",|$".indexOf(escaped.charAt(i)) < 0, "a separator that is not escaped");
      }
      read.append(escaped.charAt(i));
    }
    assertEquals(id, read.toString());
  }

  @Property(tries = 300)
  void formHasItsFieldsAndTheValue(@ForAll("texts") String id) throws Exception {
    String[] fields = body(FORM, id).split("&", -1);
    assertEquals(2, fields.length);
    String[] parts = fields[0].split("=", -1);
    assertEquals(2, parts.length);
    assertEquals("a&=", java.net.URLDecoder.decode(parts[0], StandardCharsets.UTF_8));
    assertEquals("-" + id + "-", java.net.URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
  }

  @Property(tries = 300)
  void multipartHasItsPartsOrTheFileNameIsRefused(@ForAll("texts") String id) throws Exception {
    String body;
    try {
      body = body(MULTIPART, id);
    } catch (UnfitValueException e) {
      assertTrue(id.codePoints().anyMatch(c -> c == '\\' || Character.isISOControl(c)));
      return;
    }
    String boundary = body.substring(0, body.indexOf("\r\n"));
    String[] parts = body.split(java.util.regex.Pattern.quote(boundary), -1);
    assertEquals(4, parts.length);
    String line = parts[1].lines().filter(each -> each.contains("form-data")).findFirst().get();
    String name = line.substring(line.indexOf("filename=\"") + 10, line.length() - 1);
    assertTrue(name.indexOf('"') < 0, "a quote that is not escaped");
    assertEquals(id, name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"));
  }

  @Property(tries = 300)
  void headerHasOneLineOfAscii(@ForAll("texts") String id) throws Exception {
    Request request;
    try {
      request = JSON.request(values(id));
    } catch (UnfitValueException e) {
      return; // the address
    }
    String sent = request.header("X-Id");
    assertTrue(sent.chars().allMatch(c -> c >= ' ' && c < 0x7f));
    String encoded = sent.substring("-UTF-8''".length(), sent.length() - 1);
    assertEquals(
        id, java.net.URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8));
  }

  @Property(tries = 100)
  void bareHeaderCarriesTheValueOrIsRefused(@ForAll("texts") String id) throws Exception {
    boolean fits = id.chars().allMatch(c -> c >= ' ' && c < 0x7f);
    if (fits) {
      assertEquals(id, Escape.HEADER.apply("id", id));
    } else {
      assertThrows(UnfitValueException.class, () -> Escape.HEADER.apply("id", id));
    }
  }

  @Property(tries = 50)
  void streamedContentStaysInItsString(@ForAll("texts") String id, @ForAll byte[] bytes)
      throws Exception {
    Path file = Files.createTempFile("content", ".bin");
    try {
      Files.write(file, bytes);
      Content content = new Content(file, "a.jpg", "image/jpeg", bytes.length, "00");
      Buffer buffer = new Buffer();
      CONTENT
          .payload()
          .orElseThrow()
          .body(RequestValues.of(values(id).facts(), content))
          .writeTo(buffer);
      Object read = AnswerJson.read(buffer.readByteArray());
      String base64 = java.util.Base64.getEncoder().encodeToString(bytes);
      assertEquals(Map.of("a", "\"" + id + base64), read);
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 300)
  void anyAnswerIsReadOrIsNothing(@ForAll byte[] bytes) {
    Answer answer = new Answer(200, new okhttp3.Headers.Builder().build(), bytes);
    answer.whole(true).text();
    answer.whole(false).text();
  }
}
