package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.api.spi.Sink;
import org.junit.jupiter.api.Test;

/** What is found before the first photo: by a self-test, at the start, and in the profile. */
final class SqlSetupTest extends SqlSinkFixture {
  @Test
  void selfTestTriesAllAndLeavesNothing() throws Exception {
    try (Sink sink = sink(PracticeForTests.PATH)) {
      List<Finding> findings = ((SelfTest) sink).test(Optional.of("ZAC5361"));
      assertEquals(
          List.of(Verdict.OK, Verdict.OK, Verdict.OK, Verdict.WARNING),
          findings.stream().map(Finding::verdict).toList(),
          findings.toString());
      assertEquals(
          "Filing works: a test photo was filed and rolled back, so it is not there.",
          findings.get(2).sentence());
      assertEquals(
          "One patient has the id ZAC5361. With \"echo\": true the sender would see: A… T…, b. 1980",
          findings.get(1).sentence());
    }
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      List<Finding> findings = ((SelfTest) sink).test(Optional.of("NOBODY99"));
      assertTrue(
          findings.get(2).sentence().startsWith("Filing was not tried"), findings.toString());
    }
    assertEquals(List.of(), practice.rows(ROWS));
    assertEquals(List.of(), practice.rows("SELECT * FROM MEDIMAGE_LEDGER"));
  }

  @Test
  void selfTestNamesAColumnThatIsNotTheTypedId() throws Exception {
    Path profile = practice.profile(folder, PracticeForTests.CONTENT);
    Files.writeString(
        profile, Files.readString(profile).replace("\"match\": \"NHI\"", "\"match\": \"FAMILY\""));
    try (PatientCheck check = PracticeForTests.check(profile)) {
      List<Finding> findings = ((SelfTest) check).test(Optional.of("ZAC5361"));
      assertEquals(
          "No patient has the id ZAC5361. The query finds 1 row, but what the column FAMILY has"
              + " there is not what was typed: check patient.match in the profile.",
          findings.get(findings.size() - 1).sentence());
    }
  }

  @Test
  void selfTestNamesWhatIsMissing() throws Exception {
    practice.execute("DROP TABLE MEDIMAGE_LEDGER");
    practice.execute(
        "CREATE TABLE MEDIMAGE_LEDGER (PHOTO VARCHAR(100), FILED_AS VARCHAR(1000),"
            + " FILED_AT TIMESTAMP)");
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      List<Finding> findings = ((SelfTest) sink).test(Optional.of("ZAC5361"));
      assertTrue(findings.get(3).sentence().contains("no unique index"), findings.toString());
      practice.execute("DROP TABLE ATTACHMENTS");
      findings = ((SelfTest) sink).test(Optional.of("ZAC5361"));
      Finding last = findings.get(findings.size() - 1);
      assertEquals(Verdict.FAILED, last.verdict());
      assertTrue(last.sentence().contains("photo.insert (SQLState 42S0"), last.sentence());
    }
  }

  @Test
  void wrongPasswordIsToldAtOnceAndNeverShown() throws Exception {
    PracticeForTests wrong = new PracticeForTests(practice.url(), "sa", "pa55word");
    try (Sink sink =
        PracticeForTests.sink(wrong.profile(folder, PracticeForTests.CONTENT, "60s"))) {
      sink.start();
      IOException e = assertThrows(IOException.class, () -> sink.write(photo(1, "#ZAC5361 arm")));
      assertEquals(
          "The practice's database refuses the login (SQLState 28000, code 28000): check user and"
              + " password under connection in the profile.",
          e.getMessage());
      for (Throwable each = e; each != null; each = each.getCause()) {
        assertFalse(each.toString().contains("pa55word"), "the exception shows the password");
      }
      assertFalse((sink + "").contains("pa55word"));
    }
  }

  @Test
  void missingDriverSaysWhichJarToPutWhere() throws Exception {
    PracticeForTests none = new PracticeForTests("jdbc:interbase://localhost/x.gdb", "a", "b");
    Path profile = none.profile(folder, PracticeForTests.CONTENT);
    try (Sink sink = PracticeForTests.sink(profile)) {
      assertEquals(
          profile
              + ": connection.driver-jars: there is no driver for jdbc:interbase:; put"
              + " interclient.jar, which comes with InterBase into a folder drivers beside this"
              + " file, and write \"driver-jars\": [\"drivers/NAME.jar\"]",
          assertThrows(IOException.class, sink::start).getMessage());
      assertNotNull(failure(sink, photo(1, "#ZAC5361 arm")));
    }
  }

  @Test
  void driverOfTheProfileThatIsNotThereIsNamed() throws Exception {
    Path profile =
        Files.writeString(
            folder.resolve("own.json"),
            """
            {"extends": "medtech32", "values": {"database": "x", "user": "a", "password": "b"}}
            """);
    try (Sink sink = PracticeForTests.sink(profile)) {
      assertEquals(
          profile
              + ": connection.driver-jars: there is no file "
              + folder.resolve("drivers").resolve("jaybird.jar")
              + "; put jaybird-VERSION.jar (Maven: org.firebirdsql.jdbc:jaybird) there",
          assertThrows(IOException.class, sink::start).getMessage());
    }
  }

  @Test
  void profilesThatCannotWorkAreRefusedByTheirPlace() throws Exception {
    Path own = practice.profile(folder, PracticeForTests.CONTENT);
    Files.writeString(own, Files.readString(own).replace("\"match\": \"NHI\",", ""));
    assertEquals(
        own
            + ": patient.match: is missing: select the column that is compared with :id too, and"
            + " name it here, because databases take ids for equal that are not",
        assertThrows(IOException.class, () -> PracticeForTests.check(own)).getMessage());
    assertRefused(
        "photo.insert: there is no value :pateint; did you mean :patient?",
        "{\"insert\": \"INSERT INTO A VALUES (:pateint, :content)\", \"once\": {\"ledger\": \"L\"}}");
    assertRefused(
        "photo.insert: has no :patient, so the photo would be nobody's",
        "{\"insert\": \"INSERT INTO A VALUES (:content)\", \"once\": {\"ledger\": \"L\"}}");
    assertRefused(
        "photo.insert: has no :content, nor :path, which needs the key photo.path",
        "{\"insert\": \"INSERT INTO A VALUES (:patient)\", \"once\": {\"ledger\": \"L\"}}");
    assertRefused(
        "photo.once: is missing", "{\"insert\": \"INSERT INTO A VALUES (:patient, :content)\"}");
    assertRefused(
        "photo.once.ledger: must be the name of a table, such as MEDIMAGE_LEDGER",
        "{\"insert\": \"INSERT INTO A VALUES (:patient, :content)\","
            + " \"once\": {\"ledger\": \"L; DROP TABLE A\"}}");
    assertRefused(
        "photo.once.column-query: must ask for :photo or :photo_uuid, which no other photo has",
        "{\"insert\": \"INSERT INTO A VALUES (:patient, :content)\","
            + " \"once\": {\"column-query\": \"SELECT A FROM A WHERE B = :envelope\"}}");
    assertRefused(
        "photo.once.column-query: must not ask for :patient, which may differ at a repeat; :photo"
            + " or :photo_uuid is enough",
        "{\"insert\": \"INSERT INTO A VALUES (:patient, :content)\","
            + " \"once\": {\"column-query\":"
            + " \"SELECT A FROM A WHERE P = :patient AND B = :photo\"}}");
    assertRefused(
        "photo.onec: there is no key onec; did you mean once?",
        "{\"onec\": {}, \"insert\": \"INSERT INTO A VALUES (:patient, :content)\","
            + " \"once\": {\"ledger\": \"L\"}}");
  }

  private void assertRefused(String sentence, String photo) throws IOException {
    Path profile = practice.profile(folder, photo);
    assertEquals(
        profile + ": " + sentence,
        assertThrows(IOException.class, () -> PracticeForTests.sink(profile)).getMessage());
  }
}
