package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import org.junit.jupiter.api.Test;

/** Whose record a photo goes into, on a database in memory. */
final class SqlLookupTest extends SqlSinkFixture {
  @Test
  void unknownAmbiguousAndInactivePatientsGetNothing() throws Exception {
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      assertEquals(
          "The practice has no patient with this id.", rejection(sink, photo(1, "#NOBODY99")));
      assertEquals(
          "Several patients of the practice have this id.", rejection(sink, photo(2, "#TWO0001")));
      assertEquals(
          "The patient is no longer with the practice.", rejection(sink, photo(3, "#OUT0001")));
      assertEquals(
          "The photo has no patient's id, so it is nobody's record.",
          rejection(sink, photo(4, "arm")));
    }
    assertEquals(List.of(), practice.rows(ROWS));
    assertEquals(List.of(), practice.rows("SELECT * FROM MEDIMAGE_LEDGER"));
  }

  @Test
  void profileThatLooksNobodyUpFilesForThePatientThatACheckHasFound() throws Exception {
    try (Sink sink = withoutLookup()) {
      sink.write(photo(1, "#NOBODY99 arm").withPatient("4712"));
      assertEquals(
          "No patient check has said whose photo this is, and the profile looks nobody up.",
          rejection(sink, photo(2, "#ZAC5361 arm")));
    }
    assertEquals(List.of("4712|null"), practice.rows(ROWS));
  }

  @Test
  void checkWhosePatientIsTheTypedIdSaysNoMoreThanTheTag() throws Exception {
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      sink.write(photo(1, "#zac5361 arm").withPatient("ZAC5361"));
    }
    assertEquals(List.of("4711|null"), practice.rows(ROWS));
  }

  @Test
  void patientOfACheckThatGivesOtherIdsGetsNothing() throws Exception {
    StagedPhoto photo = photo(1, "#ZAC5361 arm").withPatient("4712"); // a chart number, say
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      sink.start();
      assertTrue(rejection(sink, photo).startsWith("The patient check found another patient"));
      assertEquals(0, practice.photos().size());
      sink.write(photo(1, "#ZAC5361 arm").withPatient("4711"));
    }
    assertEquals(1, practice.photos().size());
  }

  @Test
  void photoOfAPatientWhoLeftSinceItWasFiledStaysFiled() throws Exception {
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      SinkReference first = sink.write(photo(1, "#ZAC5361 arm"));
      try (var connection = practice.connect();
          var leave = connection.prepareStatement("UPDATE PATIENT SET INACTIVE = 'Y'")) {
        leave.execute();
      }
      assertEquals(first, sink.write(photo(1, "#ZAC5361 arm")));
      assertEquals(
          "The patient is no longer with the practice.", rejection(sink, photo(2, "#ZAC5361 arm")));
    }
    assertEquals(1, practice.photos().size());
  }

  @Test
  void hostileIdsAreLiterals() throws Exception {
    Path profile = practice.profile(folder, PracticeForTests.CONTENT);
    int id = 5000;
    try (PatientCheck check = PracticeForTests.check(profile);
        Sink sink = PracticeForTests.sink(profile)) {
      for (String hostile : List.of("';DROP--", "\"}", "</a>", "N|O^P&E\\", "%00", "?", ":id")) {
        try (var connection = practice.connect();
            var insert =
                connection.prepareStatement(
                    "INSERT INTO PATIENT VALUES (?, ?, 'A', 'B', NULL, 'N')")) {
          insert.setInt(1, ++id);
          insert.setString(2, hostile.toUpperCase(Locale.ROOT));
          insert.execute();
        }
        PatientTag tag = PatientTag.parse("#ZAC5361");
        SqlCheck asked = (SqlCheck) check;
        assertEquals(PatientMatch.Kind.FOUND, asked.find(PatientQuery.of(tag, "a")).kind());
        assertEquals(Optional.of(id + ""), asked.lookUp(hostile).patient(), hostile);
        sink.write(photo(id, "#ZAC5361 arm"));
      }
      SqlCheck asked = (SqlCheck) check;
      for (String nobody : List.of("'; DROP TABLE patient;--", "' OR '1'='1", "%", "\0")) {
        assertEquals(PatientMatch.Kind.UNKNOWN, asked.lookUp(nobody).kind(), nobody);
      }
    }
    assertEquals(List.of("12"), practice.rows("SELECT COUNT(*) FROM PATIENT"));
  }

  @Test
  void patientWhoseIdDiffersByAnAccentIsNotFound() throws Exception {
    practice.execute("INSERT INTO PATIENT VALUES (4800, 'ZÁC0001', 'A', 'B', NULL, 'N')");
    Path own = practice.profile(folder, PracticeForTests.CONTENT);
    Files.writeString(
        own,
        Files.readString(own)
            .replace("WHERE NHI = :id", "WHERE REPLACE(NHI, 'Á', 'A') = REPLACE(:id, 'Á', 'A')"));
    try (PatientCheck check = PracticeForTests.check(own)) {
      SqlCheck asked = (SqlCheck) check;
      assertEquals(PatientMatch.Kind.UNKNOWN, asked.lookUp("ZAC0001").kind());
      assertEquals(Optional.of("4800"), asked.lookUp("zác0001").patient());
    }
  }

  @Test
  void patientWhomTheDatabaseTakesForTheTypedOneIsNotFound() throws Exception {
    practice.execute("ALTER TABLE PATIENT ALTER COLUMN NHI CHAR(10)");
    assertEquals(PatientMatch.Kind.FOUND, found("ZAC5361").kind(), "filled up with blanks");
    practice.execute("DELETE FROM PATIENT");
    practice.execute("ALTER TABLE PATIENT ALTER COLUMN NHI INTEGER");
    practice.execute("INSERT INTO PATIENT (PATIENTID, NHI, INACTIVE) VALUES (1, 12, 'N')");
    assertEquals(PatientMatch.Kind.FOUND, found("12").kind());
    for (String other : List.of("012", "+12", "12x", "12.0")) {
      assertEquals(PatientMatch.Kind.UNKNOWN, found(other).kind(), other);
    }
  }

  private PatientMatch found(String typed) throws Exception {
    try (PatientCheck check = PracticeForTests.check(practice.profile(folder, "{}"))) {
      check.start();
      return check.find(PatientQuery.of(new PatientTag(List.of(typed), List.of()), "phone"));
    }
  }

  @Test
  void patientOfSeveralRowsIsInactiveIfOneOfThemSaysSo() throws Exception {
    practice.execute("DROP TABLE ATTACHMENTS");
    practice.execute("CREATE TABLE COPY AS SELECT * FROM PATIENT");
    practice.execute("DROP TABLE PATIENT");
    practice.execute("ALTER TABLE COPY RENAME TO PATIENT");
    practice.execute("INSERT INTO PATIENT SELECT * FROM PATIENT WHERE PATIENTID = 4711");
    assertEquals(Optional.of("4711"), found("ZAC5361").patient());
    practice.execute("INSERT INTO PATIENT VALUES (4711, 'ZAC5361', 'Test', 'Anna', NULL, 'Y')");
    assertEquals(PatientMatch.Kind.INACTIVE, found("ZAC5361").kind());
    practice.execute("INSERT INTO PATIENT VALUES (4711, 'ZAC5361', 'Test', 'Anna', NULL, 'N')");
    assertEquals(PatientMatch.Kind.INACTIVE, found("ZAC5361").kind());
  }
}
