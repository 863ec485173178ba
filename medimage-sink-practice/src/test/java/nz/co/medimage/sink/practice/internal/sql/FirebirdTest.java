package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch.Kind;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.ForkedJvm;
import nz.co.medimage.testkit.TestPhotos;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The shipped profile of MedTech32 on a real Firebird, where Debian's is installed. */
@Timeout(180)
final class FirebirdTest {
  private static @Nullable FirebirdForTests firebird;

  @TempDir private Path folder;
  private PracticeForTests practice;

  @BeforeAll
  static void startFirebird() throws Exception {
    assumeTrue(
        FirebirdForTests.isInstalled(),
        "Firebird is not installed: apt-get install firebird3.0-server firebird3.0-utils");
    firebird = new FirebirdForTests();
    PracticeForTests practice = firebird.practice();
    for (String sql :
        List.of(
            "CREATE TABLE PATIENT (PATIENTID INTEGER NOT NULL PRIMARY KEY, NHINO VARCHAR(10),"
                + " INACTIVE CHAR(5))",
            "CREATE TABLE ATTACHMENTS (PATIENTID INTEGER NOT NULL REFERENCES PATIENT (PATIENTID),"
                + " ATTACHED TIMESTAMP, DESCRIPTION VARCHAR(60), FILEPATH VARCHAR(255),"
                + " FILELENGTH INTEGER, STAFF VARCHAR(20), COMPUTER VARCHAR(20),"
                + " LOCATION VARCHAR(20), CONTENT BLOB)",
            "CREATE TABLE MEDIMAGE_LEDGER (PHOTO VARCHAR(100) NOT NULL PRIMARY KEY,"
                + " FILED_AS VARCHAR(1000), FILED_AT TIMESTAMP)",
            "CREATE TABLE HOLD (X INTEGER)",
            "INSERT INTO HOLD VALUES (1)",
            "INSERT INTO PATIENT VALUES (4711, 'ZAC5361', 'N')",
            "INSERT INTO PATIENT VALUES (4713, 'TWO0001', 'N')",
            "INSERT INTO PATIENT VALUES (4714, 'TWO0001', 'N')",
            "INSERT INTO PATIENT VALUES (4715, 'OUT0001', 'Y')")) {
      practice.execute(sql);
    }
  }

  @AfterAll
  static void stopFirebird() throws Exception {
    if (firebird != null) {
      firebird.remove();
    }
  }

  @BeforeEach
  void emptyTables() throws Exception {
    practice = firebird.practice();
    practice.execute("DELETE FROM ATTACHMENTS");
    practice.execute("DELETE FROM MEDIMAGE_LEDGER");
  }

  /** The practice's own file: a few values, and whatever it writes over. */
  private Path profile(String more) throws Exception {
    Path drivers = Files.createDirectories(folder.resolve("drivers"));
    Path jar =
        Path.of(
            Class.forName("org.firebirdsql.jdbc.FBDriver")
                .asSubclass(Driver.class)
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    Files.deleteIfExists(drivers.resolve("jaybird.jar"));
    Files.copy(jar, drivers.resolve("jaybird.jar"));
    return Files.writeString(
        folder.resolve("practice.json"),
        """
        {"extends": "medtech32", "values": {"host": "%s", "database": "%s", "user": "%s",
           "password": "%s", "staff": "NURSE"}%s}
        """
            .formatted(
                firebird.host(),
                firebird.database(),
                FirebirdForTests.USER,
                FirebirdForTests.PASSWORD,
                more.isEmpty() ? "" : ", " + more));
  }

  private static StagedPhoto photo(Path folder, String tag) throws IOException {
    return TestPhotos.staged(folder, TestPhotos.photoId(1), tag, TestPhotos.jpeg(1))
        .withReferences(List.of(new SinkReference("folders", "ZAC5361/arm.jpg")));
  }

  private String count() throws Exception {
    return practice.rows("SELECT COUNT(*) FROM ATTACHMENTS").get(0)
        + practice.rows("SELECT COUNT(*) FROM MEDIMAGE_LEDGER").get(0);
  }

  @Test
  void photoIsInTheFolderAndOnceInTheTableAsWorkstationsSeeIt() throws Exception {
    StagedPhoto photo = photo(folder, "#zac5361 left arm");
    try (Sink folders = FolderSink.to(folder.resolve("photos")).state(folder.resolve("s")).build();
        Sink sink = PracticeForTests.sink(profile(""))) {
      folders.start();
      sink.start();
      SinkReference filed = folders.write(photo);
      StagedPhoto follow = photo.withReferences(List.of(filed));
      String seen = "M:\\attachments\\" + filed.reference().replace('/', '\\');
      assertEquals(seen, sink.write(follow).reference());
      assertEquals(seen, sink.write(follow).reference());
      assertEquals(
          List.of("4711|left arm|" + seen + "|" + photo.manifest().length() + "|NURSE|MEDIMAGE"),
          practice.rows(
              "SELECT PATIENTID, DESCRIPTION, FILEPATH, FILELENGTH, STAFF, COMPUTER"
                  + " FROM ATTACHMENTS"));
    }
    assertEquals("11", count());
  }

  @Test
  void patientsAreToldApartAndHostileIdsAreUnknown() throws Exception {
    try (PatientCheck check = PracticeForTests.check(profile(""))) {
      SqlCheck asked = (SqlCheck) check;
      assertEquals(Optional.of("4711"), asked.lookUp("zac5361").patient());
      assertEquals(Kind.UNKNOWN, asked.lookUp("NOBODY").kind());
      assertEquals(Kind.AMBIGUOUS, asked.lookUp("TWO0001").kind());
      assertEquals(Kind.INACTIVE, asked.lookUp("OUT0001").kind());
      for (String hostile :
          List.of("'; DROP TABLE PATIENT;--", "' OR 1=1", "\"}", "</a>", "N|O^P&E\\", "%00")) {
        assertEquals(Kind.UNKNOWN, asked.lookUp(hostile).kind(), hostile);
      }
    }
    assertEquals(List.of("4"), practice.rows("SELECT COUNT(*) FROM PATIENT"));
  }

  @Test
  void photoThatTheDatabaseForbidsIsRejectedByItsState() throws Exception {
    try (Sink sink = PracticeForTests.sink(withoutLookup())) {
      PhotoRejectedException e =
          assertThrows(
              PhotoRejectedException.class,
              () -> sink.write(photo(folder, "#ZAC5361 arm").withPatient("999")));
      assertTrue(e.getMessage().contains("SQLState 23000, code 335544466"), e.getMessage());
    }
    try (Sink sink = PracticeForTests.sink(profile(""))) {
      PhotoRejectedException tooLong =
          assertThrows(
              PhotoRejectedException.class,
              () -> sink.write(photo(folder, "#ZAC5361 " + "arm ".repeat(20).strip())));
      assertTrue(tooLong.getMessage().contains("SQLState 22001"), tooLong.getMessage());
    }
    assertEquals("00", count());
  }

  private Path withoutLookup() throws Exception {
    Path profile = profile("");
    Path without = profile.resolveSibling("without.json");
    Files.writeString(
        without, "{\"extends\": \"" + profile.getFileName() + "\", \"patient\": null}");
    return without;
  }

  @Test
  void selfTestLeavesNothing() throws Exception {
    try (Sink sink = PracticeForTests.sink(profile(""))) {
      List<Finding> findings = ((SelfTest) sink).test(Optional.of("ZAC5361"));
      assertTrue(
          findings.stream().allMatch(finding -> finding.verdict() == Verdict.OK),
          findings.toString());
    }
    assertEquals("00", count());
  }

  @Test
  void processKilledBeforeAndAfterTheCommitLeavesOneRow() throws Exception {
    Path held =
        profile(
            """
            "connection": {"timeout": "100s"},
            "photo": {"insert": [
              "INSERT INTO ATTACHMENTS (PATIENTID, FILEPATH, CONTENT) VALUES (:patient, :path, :content)",
              "UPDATE HOLD SET X = 2"]}
            """);
    try (Connection connection = practice.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("UPDATE HOLD SET X = 1");
      ForkedJvm.runAndKill(
          FirebirdTest.class, 1, line -> awaitHeld(), held.toString(), folder.toString());
      connection.rollback();
    }
    try (Sink sink = PracticeForTests.sink(held)) {
      sink.write(photo(folder, "#ZAC5361 arm"));
    }
    assertEquals("11", count());
    emptyTables();
    ForkedJvm.runAndKill(FirebirdTest.class, 2, line -> {}, held.toString(), folder.toString());
    assertEquals("11", count());
    try (Sink sink = PracticeForTests.sink(held)) {
      assertEquals(
          "M:\\attachments\\ZAC5361\\arm.jpg",
          sink.write(photo(folder, "#ZAC5361 arm")).reference());
    }
    assertEquals("11", count());
  }

  private void awaitHeld() {
    try {
      Await.until(
          "the process waits for the lock",
          () ->
              !practice
                  .rows(
                      "SELECT 1 FROM MON$STATEMENTS WHERE MON$STATE = 1"
                          + " AND MON$SQL_TEXT LIKE 'UPDATE HOLD%2'")
                  .isEmpty());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** The process that is killed. */
  public static void main(String[] arguments) throws Exception {
    try (Sink sink = PracticeForTests.sink(Path.of(arguments[0]))) {
      System.out.println("writing");
      sink.write(photo(Path.of(arguments[1]), "#ZAC5361 arm"));
      System.out.println("written");
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  @Test
  void serverThatIsKilledAndComesBackHasOneRow() throws Exception {
    try (Sink sink = PracticeForTests.sink(profile("\"connection\": {\"timeout\": \"100s\"}"))) {
      sink.write(photo(folder, "#ZAC5361 arm"));
      firebird.kill();
      try {
        String sentence =
            assertThrows(IOException.class, () -> sink.write(photo(folder, "#ZAC5361 arm")))
                .getMessage();
        assertTrue(sentence.contains("now (SQLState 08"), sentence);
      } finally {
        firebird.startAgain();
      }
      Await.until("the photo is filed", () -> isFiled(sink));
    }
    assertEquals("11", count());
  }

  /** A connection from before may be found to be gone once more. */
  private boolean isFiled(Sink sink) throws Exception {
    try {
      sink.write(photo(folder, "#ZAC5361 arm"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
