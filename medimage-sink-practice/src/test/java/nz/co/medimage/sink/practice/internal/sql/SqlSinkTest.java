package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.SelfTest.Finding;
import nz.co.medimage.api.spi.SelfTest.Verdict;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of photos and of failures, on a database in memory. */
@Timeout(120)
final class SqlSinkTest {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final String ROWS =
      "SELECT PATIENTID, FILEPATH FROM ATTACHMENTS ORDER BY FILEPATH";

  @TempDir private Path folder;
  private PracticeForTests practice;

  @BeforeEach
  void createPractice() throws Exception {
    practice =
        new PracticeForTests(
            "jdbc:h2:mem:sink" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1", "sa", "s3cret");
    practice.create("BLOB");
  }

  private Sink sink(String photo) throws IOException {
    return PracticeForTests.sink(practice.profile(folder, photo));
  }

  private StagedPhoto photo(int number, String tag) throws IOException {
    return TestPhotos.staged(folder, TestPhotos.photoId(number), tag, TestPhotos.jpeg(number));
  }

  private StagedPhoto filedAs(StagedPhoto photo, String path) {
    return photo.withReferences(List.of(new SinkReference("folders", path)));
  }

  private String failure(Sink sink, StagedPhoto photo) {
    return assertThrows(IOException.class, () -> sink.write(photo)).getMessage();
  }

  private String rejection(Sink sink, StagedPhoto photo) {
    return assertThrows(PhotoRejectedException.class, () -> sink.write(photo)).getMessage();
  }

  @Test
  void photoIsInTheFolderAndOnceInTheTableAsWorkstationsSeeIt() throws Exception {
    StagedPhoto photo = photo(1, "#ZAC5361 left arm");
    try (Sink folders = FolderSink.to(folder.resolve("photos")).state(folder.resolve("s")).build();
        Sink sink = sink(PracticeForTests.PATH)) {
      folders.start();
      SinkReference filed = folders.write(photo);
      StagedPhoto follow = photo.withReferences(List.of(filed));
      String seen = "M:\\attachments\\" + filed.reference().replace('/', '\\');
      assertEquals(seen, sink.write(follow).reference());
      assertEquals(seen, sink.write(follow).reference());
      assertEquals(List.of("4711|" + seen), practice.rows(ROWS));
      assertTrue(Files.exists(folder.resolve("photos").resolve(filed.reference())));
    }
  }

  @Test
  void companionsLieBesideTheirPhoto() throws Exception {
    String both =
        PracticeForTests.PATH.replaceFirst("\\{", "{\"files\": [\"original\", \"small\"],");
    StagedPhoto photo = filedAs(photo(1, "#ZAC5361 arm"), "ZAC5361/arm.jpg");
    try (Sink sink = sink(both)) {
      sink.write(photo.withCompanion(new CompanionFile("small", "jpg", photo.file())));
      sink.write(photo.withCompanion(new CompanionFile("small", "jpg", photo.file())));
      sink.write(filedAs(photo(2, "#ZAC5361 arm"), "ZAC5361/arm-2.jpg"));
    }
    assertEquals(
        List.of(
            "4711|M:\\attachments\\ZAC5361\\arm-2.jpg",
            "4711|M:\\attachments\\ZAC5361\\arm.jpg",
            "4711|M:\\attachments\\ZAC5361\\arm.small.jpg"),
        practice.rows(ROWS));
  }

  @Test
  void pathIsNeededFromTheSinkThatFiledThePhoto() throws Exception {
    try (Sink sink = sink(PracticeForTests.PATH)) {
      assertEquals(
          "The sink folders has not said where it filed the photo. It must be under sinks in the"
              + " receiver's configuration, and this one under follow-ups.",
          failure(sink, photo(1, "#ZAC5361 arm")));
    }
  }

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

  private Sink withoutLookup() throws Exception {
    Path profile = practice.profile(folder, PracticeForTests.CONTENT);
    Path without = profile.resolveSibling("without.json");
    Files.writeString(
        without, "{\"extends\": \"" + profile.getFileName() + "\", \"patient\": null}");
    return PracticeForTests.sink(without);
  }

  @Test
  void checkWhosePatientIsTheTypedIdSaysNoMoreThanTheTag() throws Exception {
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      sink.write(photo(1, "#zac5361 arm").withPatient("ZAC5361"));
    }
    assertEquals(List.of("4711|null"), practice.rows(ROWS));
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
  void valuesAndRulesThatForbidAPhotoRejectIt() throws Exception {
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      String tooLong = "#ZAC5361 " + "arm ".repeat(20).strip();
      assertEquals(
          "The practice's database does not take a value of this photo, which may be too long for"
              + " its column (SQLState 22001, code 22001).",
          rejection(sink, photo(1, tooLong)));
    }
    try (Sink sink = withoutLookup()) {
      assertEquals(
          "A rule of the practice's database forbids this photo (SQLState 23506, code 23506).",
          rejection(sink, photo(2, "#ZAC5361 arm").withPatient("999")));
    }
    assertEquals(List.of(), practice.rows("SELECT * FROM MEDIMAGE_LEDGER"));
  }

  @Test
  void statementsThatTheDatabaseRefusesAreForAPersonAndBlameNoPhoto() throws Exception {
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      practice.execute("DROP TABLE MEDIMAGE_LEDGER");
      assertEquals(
          "The practice's database refuses the statement of photo.once.ledger (SQLState 42S02, code"
              + " 42102): check its tables, columns and syntax, and the rights of the user.",
          failure(sink, photo(1, "#ZAC5361 arm")));
      practice.execute(PracticeForTests.LEDGER);
      practice.execute("ALTER TABLE MEDIMAGE_LEDGER ALTER COLUMN PHOTO VARCHAR(5)");
      assertTrue(failure(sink, photo(1, "#ZAC5361 arm")).contains("photo.once.ledger"));
    }
  }

  @Test
  void statementsOfAListAreOneTransaction() throws Exception {
    String two =
        """
        {"insert": [
           "INSERT INTO ATTACHMENTS (PATIENTID, PHOTO, CONTENT) VALUES (:patient, :photo, :content)",
           "INSERT INTO ATTACHMENTS (PATIENTID, PHOTO, TITLE) VALUES (999, :envelope, :title)"],
         "once": {"ledger": "MEDIMAGE_LEDGER"}}
        """;
    try (Sink sink = sink(two)) {
      rejection(sink, photo(1, "#ZAC5361 arm"));
    }
    assertEquals(List.of(), practice.rows(ROWS));
  }

  @Test
  void insertThatInsertsNothingIsAFailure() throws Exception {
    String none =
        """
        {"insert": "INSERT INTO ATTACHMENTS (PATIENTID, PHOTO, CONTENT)
           SELECT PATIENTID, :photo, :content FROM PATIENT WHERE PATIENTID = :patient AND 1 = 0",
         "once": {"ledger": "MEDIMAGE_LEDGER"}}
        """;
    try (Sink sink = sink(none)) {
      assertEquals(
          "The statement of photo.insert in the profile inserted no row.",
          failure(sink, photo(1, "#ZAC5361 arm")));
    }
    assertEquals(List.of(), practice.rows("SELECT * FROM MEDIMAGE_LEDGER"));
  }

  @Test
  void queryThatDoesNotFindWhatWasInsertedFilesNothing() throws Exception {
    String wrong = PracticeForTests.PATH.replace("WHERE PHOTO = :photo", "WHERE TITLE = :photo");
    try (Sink sink = sink(wrong)) {
      assertTrue(
          failure(sink, filedAs(photo(1, "#ZAC5361 arm"), "a.jpg")).contains("Nothing was filed"));
    }
    assertEquals(List.of(), practice.rows(ROWS));
  }

  @Test
  void generatedKeyIsTheReference() throws Exception {
    practice.execute(
        "CREATE TABLE DOCS (ID INTEGER GENERATED ALWAYS AS IDENTITY (START WITH 70),"
            + " PATIENTID INTEGER, CONTENT BLOB)");
    String generated =
        """
        {"insert": "INSERT INTO DOCS (PATIENTID, CONTENT) VALUES (:patient, :content)",
         "once": {"ledger": "MEDIMAGE_LEDGER"}, "reference": {"generated-key": "ID"}}
        """;
    try (Sink sink = sink(generated)) {
      assertEquals("70", sink.write(photo(1, "#ZAC5361 arm")).reference());
      assertEquals("70", sink.write(photo(1, "#ZAC5361 arm")).reference());
      assertEquals("71", sink.write(photo(2, "#ZAC5361 arm")).reference());
    }
  }

  @Test
  void selfTestTriesAllAndLeavesNothing() throws Exception {
    try (Sink sink = sink(PracticeForTests.PATH)) {
      List<Finding> findings = ((SelfTest) sink).test(Optional.of("ZAC5361"));
      assertEquals(
          List.of(Verdict.OK, Verdict.OK, Verdict.WARNING, Verdict.OK),
          findings.stream().map(Finding::verdict).toList(),
          findings.toString());
      assertEquals(
          "Filing works: a test photo was filed and rolled back, so it is not there.",
          findings.get(3).sentence());
      assertEquals("The look-up of ZAC5361 finds one patient.", findings.get(1).sentence());
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
  void selfTestNamesWhatIsMissing() throws Exception {
    practice.execute("DROP TABLE MEDIMAGE_LEDGER");
    practice.execute(
        "CREATE TABLE MEDIMAGE_LEDGER (PHOTO VARCHAR(100), FILED_AS VARCHAR(1000),"
            + " FILED_AT TIMESTAMP)");
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      List<Finding> findings = ((SelfTest) sink).test(Optional.of("ZAC5361"));
      assertTrue(findings.get(2).sentence().contains("no unique index"), findings.toString());
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

  private PatientMatch found(String typed) throws Exception {
    try (PatientCheck check = PracticeForTests.check(practice.profile(folder, "{}"))) {
      check.start();
      return check.find(PatientQuery.of(new PatientTag(List.of(typed), List.of()), "phone"));
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

  @Test
  void numberThatTwoProgramsTookAtOnceIsTakenAnew() throws Exception {
    practice.execute(
        "CREATE TABLE NUMBERED (ID INTEGER PRIMARY KEY, PATIENTID INTEGER, PATH VARCHAR(255))");
    String photo =
        """
        {"path": {"root": "M:"},
         "insert": "INSERT INTO NUMBERED SELECT COALESCE(MAX(ID), 0) + 1, :patient, :path FROM NUMBERED",
         "once": {"ledger": "MEDIMAGE_LEDGER"}}
        """;
    int many = 40;
    try (Sink sink = sink(photo)) {
      sink.start();
      ExecutorService threads = Executors.newFixedThreadPool(2);
      List<Future<SinkReference>> filed = new ArrayList<>();
      for (int i = 1; i <= many; i++) {
        StagedPhoto each = filedAs(photo(i, "#ZAC5361 arm"), "ZAC5361/arm-" + i + ".jpg");
        filed.add(threads.submit(() -> sink.write(each)));
      }
      for (Future<SinkReference> each : filed) {
        each.get();
      }
      threads.shutdown();
    }
    assertEquals(List.of("" + many), practice.rows("SELECT COUNT(*) FROM NUMBERED"));
  }

  @Test
  void rowThatWasClaimedWithoutTransactionsIsAQuestionToAPerson() throws Exception {
    StagedPhoto photo = photo(1, "#ZAC5361 arm");
    practice.execute("INSERT INTO MEDIMAGE_LEDGER (PHOTO) VALUES ('" + photo.id() + "')");
    try (Sink sink = sink(PracticeForTests.CONTENT)) {
      sink.start();
      assertThrows(OutcomeUnknownException.class, () -> sink.write(photo));
      assertEquals(0, practice.photos().size());
      SinkReference filed = sink.settle(photo, false);
      assertEquals(filed, sink.write(photo));
      assertEquals(1, practice.photos().size());
    }
  }

  @Test
  void eachOfSeveralFilesHasAnIdOfItsOwnInAnyOrder() throws Exception {
    String json =
        PracticeForTests.PATH
            .strip()
            .replaceFirst("\\{", "{\"files\": [\"small\", \"original\"], ");
    StagedPhoto photo = filedAs(photo(1, "#ZAC5361 arm"), "ZAC5361/arm.jpg");
    Path small = Files.write(folder.resolve("small.jpg"), TestPhotos.jpeg(2));
    try (Sink sink = sink(json)) {
      sink.start();
      sink.write(photo.withCompanion(new CompanionFile("small", "jpg", small)));
    }
    assertEquals(2, practice.rows(ROWS).size());
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
}
