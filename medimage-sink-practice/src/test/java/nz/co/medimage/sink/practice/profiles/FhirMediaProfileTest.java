package nz.co.medimage.sink.practice.profiles;

import java.io.IOException;
import org.junit.jupiter.api.BeforeAll;

/** The profile {@code fhir-r4-media} with a FHIR server that is not ours. */
final class FhirMediaProfileTest extends ShippedProfileContract {
  private static FhirServer server;

  @BeforeAll
  static void start() throws IOException {
    server = FhirServer.get();
  }

  @Override
  FakeService service() throws IOException {
    return new FhirProxy(server, "Media");
  }

  @Override
  String profile(String url) {
    return "{'extends': 'fhir-r4-media', 'values': {'url': '" + url + "'}}";
  }

  @Override
  String record() {
    return server.known();
  }

  @Override
  boolean asks() {
    return false;
  }
}
