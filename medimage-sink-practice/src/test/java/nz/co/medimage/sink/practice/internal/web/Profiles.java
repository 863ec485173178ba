package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.sink.practice.PracticeCheckProvider;
import nz.co.medimage.sink.practice.PracticeSinkProvider;
import nz.co.medimage.testkit.FakeAddOnContext;

/** Profiles of {@link FakePractice}, and what is made of them. */
final class Profiles {
  static final String PATIENT =
      """
      "patient": {
        "steps": [{"name": "look-up", "url": "patients", "query": {"nhi": "{{id}}"},
                   "each": "$.patients[*]",
                   "match": {"path": "$.nhi", "equals": "{{id}}"}}],
        "id": "$.id", "active": {"path": "$.status", "values": ["current"]}
      },
      """;

  private static final String FIND =
      """
      "find": [{"name": "search", "url": "patients/{{patient}}/files", "each": "$.files[*]",
                "match": {"path": "$.note", "contains": "{{photo}}"},
                "capture": {"file": "$.id"}}],
      """;

  private Profiles() {}

  /** A profile with a way of repeating: safe, find-first or ask. */
  static String of(FakePractice practice, String repeat, String server) {
    return """
    {"kind": "web", "name": "fake",
     "server": {"url": "%s"%s},
     %s
     "photo": {"repeat": "%s", "settle": "5s",
       %s
       "steps": [{"name": "upload", "method": "POST", "url": "patients/{{patient}}/files",
                  "headers": {"Idempotency-Key": "{{photo}}"},
                  "body": {"json": {"note": "{{title}} {{photo}}", "type": "{{media-type}}",
                           "length": "{{length:number}}", "data": "{{content:base64}}"}},
                  "capture": {"file": "$.id"}}],
       "reference": "files/{{file}}",
       "look-where": "Look for the note {{envelope}}."}}
    """
        .formatted(
            practice.url(), server, PATIENT, repeat, repeat.equals("find-first") ? FIND : "");
  }

  static Sink sink(Path folder, String profile, Clock clock) throws IOException {
    return new PracticeSinkProvider().create(context(folder, profile, clock));
  }

  static FakeAddOnContext context(Path folder, String profile, Clock clock) throws IOException {
    Path file = Files.createDirectories(folder).resolve("profile.json");
    Files.writeString(file, profile);
    return new FakeAddOnContext(
        "practice",
        new PracticeSinkProvider(),
        Map.of("profile", file.toString()),
        folder.resolve("state"),
        clock);
  }

  static PatientCheck check(Path folder, String profile) throws IOException {
    Path file = Files.createDirectories(folder).resolve("check.json");
    Files.writeString(file, profile);
    PracticeCheckProvider provider = new PracticeCheckProvider();
    return provider.create(
        new FakeAddOnContext(
            "practice",
            provider,
            Map.of("profile", file.toString()),
            folder.resolve("state"),
            Clock.systemUTC()));
  }
}
