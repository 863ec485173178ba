package nz.co.medimage.sink.practice.internal.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a profile is said in one sentence that names the file and the key. */
@Timeout(120)
final class WebProfileTest {
  private static final String RIGHT =
      """
      {"kind": "web",
       "server": {"url": "https://example.org", "timeout": "30s"},
       "patient": {"steps": [{"url": "p/{{id}}", "match": {"path": "$.nhi", "equals": "{{id}}"}}],
                   "id": "$.id"},
       "photo": {"repeat": "ask", "reference": "{{file}}",
         "steps": [{"url": "f", "body": {"json": {"a": "{{content:base64}}"}},
                    "answers": {"status": 409, "is": "duplicate"},
                    "capture": {"file": "$.id"}}]}}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "https://example.org ~ http://example.org ~ server.url: must begin with https://; http:// is for this computer, or with \"insecure\": true",
        "https://example.org ~ https://jo:pw@example.org ~ server.url: must be an address such as https://server/api, without user or password",
        "\"timeout\" ~ \"timout\" ~ server.timout: there is no key timout; did you mean timeout?",
        "\"equals\": \"{{id}}\" ~ \"contains\": \"{{id}}\" ~ patient.steps: the last step needs a match that says which value of a record equals {{id}}, such as {\"path\": \"$.nhi\", \"equals\": \"{{id}}\"}",
        "p/{{id}} ~ p/{{di}} ~ patient.steps[0].url: there is no {{di}} here; did you mean id?",
        "p/{{id}} ~ p/../{{id}} ~ patient.steps[0].url: has a part that is . or ..",
        "p/{{id}} ~ p?q={{id}} ~ patient.steps[0].url: what stands behind a ? belongs into query",
        "p/{{id}} ~ p/{{id ~ patient.steps[0].url: a placeholder begins with {{ and ends with }}; one has no end",
        "$.nhi ~ $..[ ~ patient.steps[0].match.path: is no JSON path; one looks like $.id or $.entry[*].resource",
        "$.nhi ~ //[ ~ patient.steps[0].match.path: is neither a JSON path, which begins with $, nor an XPath, such as //Id",
        "\"ask\" ~ \"aks\" ~ photo.repeat: there is no choice aks; did you mean ask?",
        "\"ask\" ~ \"safe\" ~ photo.repeat: safe needs {{photo}} or {{photo-uuid}} in the request that files the photo or one before it, by which the system knows the photo again; else it is find-first or ask",
        "\"ask\" ~ \"find-first\" ~ photo.find: belongs to \"repeat\": \"find-first\", and has to be there then",
        "{{content:base64}} ~ {{content}} ~ photo.steps[0].body.json: {{content}} needs a format, such as {{content:base64}}",
        "{{content:base64}} ~ {{content:bas64}} ~ photo.steps[0].body.json: there is no format bas64; did you mean base64?",
        "{{content:base64}} ~ {{captured:number}} ~ photo.steps[0].body.json: the format number does not suit {{captured}}",
        "{{content:base64}} ~ n {{length:number}} ~ photo.steps[0].body.json: a {{name:number}} or {{name:boolean}} is the whole text",
        "\"f\" ~ \"{{content:base64}}\" ~ photo.steps[0].url: {{content}} can only stand in the body of a step of photo",
        "\"status\": 409 ~ \"status\": 49 ~ photo.steps[0].answers.status: must be such as 409 or 2xx, or a list of them",
        "\"duplicate\" ~ \"twice\" ~ photo.steps[0].answers.is: there is no choice twice; there are ok, found, duplicate, retry, rejected, unknown-patient, ambiguous-patient, inactive-patient, person, unknown, too-large, denied",
        "\"capture\": {\"file\" ~ \"capture\": {\"id\" ~ photo.steps[0].capture.id: the name is taken, or is not a letter a-z and up to 39 of a-z, 0-9 and -",
        "\"body\" ~ \"method\": \"GET\", \"body\" ~ photo.steps[0].body: cannot go with GET",
        "{\"json\": {\"a\": \"{{content:base64}}\"}} ~ {\"xml\": \"<a><![CDATA[{{id}}]]></a>\"} ~ photo.steps[0].body.xml: placeholders may stand in text and in the values of attributes only, not in CDATA, comments or instructions",
        "{\"json\": {\"a\": \"{{content:base64}}\"}} ~ {\"xml\": \"<a {{id}}='1'/>\"} ~ photo.steps[0].body.xml: is not well-formed XML in line 1; placeholders may stand in text and in the values of attributes",
        "{\"json\": {\"a\": \"{{content:base64}}\"}} ~ {\"xml\": \"<!-- {{id}} --><a/>\"} ~ photo.steps[0].body.xml: placeholders may stand in text and in the values of attributes only, not in CDATA, comments or instructions",
        "{{file}} ~ {{fiel}} ~ photo.reference: there is no {{fiel}} here; did you mean file?"
      })
  void mistakeIsNamed(String right, String wrong, String sentence) {
    String profile = RIGHT.replace(right, wrong);
    IOException fault =
        assertThrows(
            IOException.class, () -> Profiles.sink(folder, profile, Clock.systemUTC()).close());
    assertEquals(folder.resolve("profile.json") + ": " + sentence, fault.getMessage());
  }
}
