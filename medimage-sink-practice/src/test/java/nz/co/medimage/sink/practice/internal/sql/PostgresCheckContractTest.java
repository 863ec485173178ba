package nz.co.medimage.sink.practice.internal.sql;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.testkit.PatientCheckContract;

/** The contract of patient checks, on a real PostgreSQL. */
final class PostgresCheckContractTest extends PatientCheckContract {
  @Override
  protected PatientCheck open(Path folder) throws Exception {
    PracticeForTests practice = PostgresSinkContractTest.openPractice(folder);
    return PracticeForTests.check(practice.profile(folder, PracticeForTests.CONTENT));
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
    return Optional.of("OUT0001");
  }

  @Override
  protected List<String> masked() {
    return List.of("Test", "Anna", "Bert", "1980-02-03", "1990-02-03");
  }

  @Override
  protected Map<String, byte[]> contents(Path folder) throws Exception {
    List<String> rows =
        PostgresSinkContractTest.practice(folder).rows("SELECT * FROM PATIENT ORDER BY PATIENTID");
    return Map.of("patients", String.join("\n", rows).getBytes(StandardCharsets.UTF_8));
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) throws Exception {
    return PostgresSinkContractTest.setReachable(
        folder, PostgresSinkContractTest.schema(folder), reachable);
  }
}
