package nz.co.medimage.sink.practice.internal.sql;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.testkit.PatientCheckContract;

/** The contract of patient checks, on the practice of {@link PracticeForTests}. */
abstract class SqlCheckContract extends PatientCheckContract {
  /** The practice of a folder, with its tables. */
  abstract PracticeForTests practice(Path folder) throws Exception;

  @Override
  protected final PatientCheck open(Path folder) throws Exception {
    return PracticeForTests.check(practice(folder).profile(folder, PracticeForTests.CONTENT));
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
    List<String> rows = practice(folder).rows("SELECT * FROM PATIENT ORDER BY PATIENTID");
    return Map.of("patients", String.join("\n", rows).getBytes(StandardCharsets.UTF_8));
  }
}
