package nz.co.medimage.sink.practice.profiles;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.sink.practice.PracticeSinkProvider;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The profile {@code fhir-r4-logical} with a FHIR server that is not ours. */
@Timeout(120)
final class FhirLogicalProfileTest {
  @TempDir private Path folder;

  @Test
  void documentNamesThePatientByTheIdThatWasTyped() throws Exception {
    FhirServer server = FhirServer.get();
    try (Sink sink = open(server.url())) {
      String reference =
          sink.write(
                  TestPhotos.staged(
                          folder, TestPhotos.photoId(80_008), "#ZZZ0016 arm", TestPhotos.jpeg(1))
                      .withPatient("4711"))
              .reference();
      String json = server.get(reference);
      assertEquals("ZZZ0016", Json.one(json, "$.subject.identifier.value"));
      assertEquals(
          "https://standards.digital.health.nz/ns/nhi-id",
          Json.one(json, "$.subject.identifier.system"));
      assertEquals(List.of(), Json.list(json, "$.subject.reference"));
    }
  }

  private Sink open(String url) throws IOException {
    Path own = folder.resolve("own.json");
    Files.writeString(
        own, "{\"extends\": \"fhir-r4-logical\", \"values\": {\"url\": \"" + url + "\"}}");
    PracticeSinkProvider provider = new PracticeSinkProvider();
    Sink sink =
        provider.create(new FakeAddOnContext(provider, Map.of("profile", own.toString()), folder));
    sink.start();
    return sink;
  }
}
