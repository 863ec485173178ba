package nz.co.medimage.sink.practice.internal.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.testkit.PatientCheckContract;
import org.junit.jupiter.api.AfterEach;

final class WebCheckContractTest extends PatientCheckContract {
  private FakePractice practice;

  @Override
  protected PatientCheck open(Path folder) throws Exception {
    if (practice == null) {
      practice = new FakePractice(folder.resolve("system"));
    }
    return Profiles.check(folder, Profiles.of(practice, "ask", ""));
  }

  @Override
  protected List<String> known() {
    return List.of("ZAC5361", "KAT0001");
  }

  @Override
  protected Optional<String> ambiguous() {
    return Optional.of("TWO0001");
  }

  @Override
  protected Optional<String> inactive() {
    return Optional.of("OLD0001");
  }

  @Override
  protected Map<String, byte[]> contents(Path folder) throws Exception {
    return FakePractice.stored(folder.resolve("system"));
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) {
    practice.setAway(!reachable);
    return true;
  }

  @AfterEach
  void stop() {
    practice.close();
  }
}
