package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of photos and of failures, on a database in memory. */
final class SqlSinkTest extends SqlSinkFixture {
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
  void companionThatAnotherPhotoLeftIsNeverPointedTo() throws Exception {
    String small = PracticeForTests.PATH.replaceFirst("\\{", "{\"files\": \"small\",");
    Path copy = Files.write(folder.resolve("copy.jpg"), TestPhotos.jpeg(7));
    StagedPhoto photo =
        photo(1, "#ZAC5361 arm").withCompanion(new CompanionFile("small", "jpg", copy));
    Path root = folder.resolve("photos");
    try (Sink folders = FolderSink.to(root).state(folder.resolve("s")).build();
        Sink sink = sink(small)) {
      folders.start();
      String name = folders.write(photo(2, "#ZAC5361 arm")).reference();
      Files.delete(root.resolve(name));
      Files.write(root.resolve(name.replace(".jpg", ".small.jpg")), TestPhotos.jpeg(9));
      String seen = sink.write(photo.withReferences(List.of(folders.write(photo)))).reference();
      Path pointedTo = root.resolve(seen.replace("M:\\attachments\\", "").replace('\\', '/'));
      assertArrayEquals(TestPhotos.jpeg(7), Files.readAllBytes(pointedTo));
    }
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "INSERT INTO ATTACHMENTS (PATIENTID, PHOTO, CONTENT) SELECT PATIENTID, :photo, :content FROM"
            + " PATIENT WHERE PATIENTID = :patient AND 1 = 0",
        "/* files */ -- it\\n INSERT INTO ATTACHMENTS (PATIENTID, PHOTO, CONTENT) SELECT PATIENTID,"
            + " :photo, :content FROM PATIENT WHERE PATIENTID = :patient AND 1 = 0",
        "UPDATE ATTACHMENTS SET CONTENT = :content WHERE PATIENTID = :patient",
        "MERGE INTO ATTACHMENTS A USING (SELECT 1 X) B ON A.PATIENTID = :patient WHEN MATCHED THEN"
            + " UPDATE SET A.CONTENT = :content"
      })
  void statementThatFilesNothingIsAFailure(String insert) throws Exception {
    String none = "{\"insert\": \"%s\", \"once\": {\"ledger\": \"MEDIMAGE_LEDGER\"}}";
    try (Sink sink = sink(none.formatted(insert))) {
      assertEquals(
          "The statement of photo.insert in the profile inserted or changed no row.",
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
}
