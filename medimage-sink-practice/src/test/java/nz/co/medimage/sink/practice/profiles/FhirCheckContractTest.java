package nz.co.medimage.sink.practice.profiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.sink.practice.PracticeCheckProvider;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.Fault;
import nz.co.medimage.testkit.FaultProxy;
import nz.co.medimage.testkit.PatientCheckContract;
import org.junit.jupiter.api.AfterEach;

/** The contract of patient checks, with the profile {@code fhir-r4} and a server of others. */
final class FhirCheckContractTest extends PatientCheckContract {
  private FaultProxy proxy;

  @Override
  protected PatientCheck open(Path folder) throws IOException {
    if (proxy == null) {
      proxy = FaultProxy.to(FhirServer.get().port());
    }
    Path own = folder.resolve("own.json");
    Files.writeString(
        own,
        "{\"extends\": \"fhir-r4\", \"values\": {\"url\": \"http://127.0.0.1:"
            + proxy.port()
            + "\"}}");
    PracticeCheckProvider provider = new PracticeCheckProvider();
    return provider.create(
        new FakeAddOnContext(provider, Map.of("profile", own.toString()), folder));
  }

  @AfterEach
  void closeProxy() throws IOException {
    if (proxy != null) {
      proxy.close();
    }
  }

  @Override
  protected List<String> known() {
    return List.of(ShippedProfileContract.KNOWN, ShippedProfileContract.OTHER);
  }

  @Override
  protected Optional<String> ambiguous() {
    return Optional.of(ShippedProfileContract.AMBIGUOUS);
  }

  @Override
  protected Optional<String> inactive() {
    return Optional.of(ShippedProfileContract.INACTIVE);
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) {
    proxy.always(reachable ? Fault.none() : Fault.refuse());
    if (!reachable) {
      proxy.resetNow();
    }
    return true;
  }

  @Override
  protected Map<String, byte[]> contents(Path folder) throws IOException {
    String all = String.join("\n", FhirServer.get().all("Patient"));
    return Map.of("patients", all.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
