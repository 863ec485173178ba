package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that hangs, changes what it is given, or does nothing without saying so. */
@Timeout(180)
final class PostgresFaultTest {
  @TempDir private Path folder;
  private PracticeForTests practice;

  @BeforeEach
  void createPractice() throws Exception {
    practice = PostgresSinkContractTest.openPractice(folder.resolve("target"));
  }

  private StagedPhoto photo(int number) throws IOException {
    return TestPhotos.staged(
        folder, TestPhotos.photoId(number), "#ZAC5361 arm", TestPhotos.jpeg(number));
  }

  private void assertNothingFiled() throws Exception {
    assertEquals(List.of("0"), practice.rows("SELECT COUNT(*) FROM ATTACHMENTS"));
    assertEquals(List.of("0"), practice.rows("SELECT COUNT(*) FROM MEDIMAGE_LEDGER"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO ATTACHMENTS (PATIENTID, PHOTO, CONTENT) SELECT PATIENTID, :photo, :content FROM"
            + " PATIENT WHERE PATIENTID = :patient AND 1 = 0 RETURNING PHOTO",
        "WITH P AS (SELECT PATIENTID FROM PATIENT WHERE PATIENTID = :patient AND 1 = 0) INSERT INTO"
            + " ATTACHMENTS (PATIENTID, PHOTO, CONTENT) SELECT PATIENTID, :photo, :content FROM P"
      })
  void statementThatFilesNothingIsAFailure(String insert) throws Exception {
    String profile =
        "{\"insert\": \"%s\", \"once\": {\"ledger\": \"MEDIMAGE_LEDGER\"}}".formatted(insert);
    try (Sink sink = PracticeForTests.sink(practice.profile(folder, profile))) {
      IOException failed = assertThrows(IOException.class, () -> sink.write(photo(1)));
      assertTrue(failed.getMessage().contains("changed no row"), failed.getMessage());
    }
    assertNothingFiled();
  }

  /** As MySQL does with a text that is too long, unless its mode is strict. */
  @Test
  void ledgerThatCutsThePhotosIdKeepsNothing() throws Exception {
    practice.execute(
        "CREATE FUNCTION cut() RETURNS trigger AS $$ BEGIN NEW.PHOTO := left(NEW.PHOTO, 40); RETURN"
            + " NEW; END $$ LANGUAGE plpgsql");
    practice.execute(
        "CREATE TRIGGER cut BEFORE INSERT ON MEDIMAGE_LEDGER FOR EACH ROW EXECUTE FUNCTION cut()");
    try (Sink sink = PracticeForTests.sink(practice.profile(folder, PracticeForTests.CONTENT))) {
      assertThrows(IOException.class, () -> sink.write(photo(1)));
    }
    assertNothingFiled();
  }

  @ParameterizedTest
  @ValueSource(strings = {"45000", "P0001", "40001", "40P01", "25006"})
  void failureThatIsNoValuesFaultRejectsNoPhoto(String state) throws Exception {
    practice.execute(
        "CREATE FUNCTION no() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'ZAC5361' USING ERRCODE ="
            + " '%s'; END $$ LANGUAGE plpgsql".formatted(state));
    practice.execute(
        "CREATE TRIGGER no BEFORE INSERT ON ATTACHMENTS FOR EACH ROW EXECUTE FUNCTION no()");
    try (Sink sink = PracticeForTests.sink(practice.profile(folder, PracticeForTests.CONTENT))) {
      IOException failed = assertThrows(IOException.class, () -> sink.write(photo(1)));
      assertFalse(failed instanceof OutcomeUnknownException);
      assertFalse(failed.getMessage().contains("ZAC5361"));
      practice.execute("DROP TRIGGER no ON ATTACHMENTS");
      sink.write(photo(1));
    }
    assertEquals(List.of("1"), practice.rows("SELECT COUNT(*) FROM ATTACHMENTS"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ZAC\ud8005361",
        "ZAC5361\ud800",
        "\uff3a\uff21\uff235361",
        "ZAC5361\u0301",
        "ZAC\u200b5361"
      })
  void idThatOnlyLooksLikeAPatientsIsNobodys(String id) throws Exception {
    try (PatientCheck check =
        PracticeForTests.check(practice.profile(folder, PracticeForTests.CONTENT))) {
      check.start();
      PatientQuery query;
      try {
        query = PatientQuery.of(PatientTag.parse("#" + id), "phone");
      } catch (IllegalArgumentException e) {
        return; // no tag can be that
      }
      assertEquals(PatientMatch.Kind.UNKNOWN, check.find(query).kind());
    }
  }
}
