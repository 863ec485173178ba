package nz.co.medimage.sink.practice.internal.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The statements of SQL.md, where a database has the ways of others as far as H2 knows them. */
@Timeout(120)
final class H2ModesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "MSSQLServer, NVARCHAR, DATETIME2",
    "MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE, VARCHAR, TIMESTAMP",
    "MariaDB, VARCHAR, TIMESTAMP",
    "Oracle, VARCHAR2, TIMESTAMP"
  })
  void photoIsFiledOnceAndARejectedOneNotAtAll(String mode, String text, String time)
      throws Exception {
    String name = mode.replaceFirst(";.*", "");
    PracticeForTests practice =
        new PracticeForTests(
            "jdbc:h2:mem:mode" + name + ";DB_CLOSE_DELAY=-1;MODE=" + mode, "sa", "s3cret");
    practice.create("BLOB");
    practice.execute("DROP TABLE MEDIMAGE_LEDGER");
    practice.execute(
        "CREATE TABLE MEDIMAGE_LEDGER (PHOTO VARCHAR(100) NOT NULL PRIMARY KEY, FILED_AS "
            + text
            + "(1000), FILED_AT "
            + time
            + ")");
    for (String way : List.of(PracticeForTests.CONTENT, PracticeForTests.PATH)) {
      int number = way.equals(PracticeForTests.PATH) ? 1 : 2;
      StagedPhoto photo = photo(number, "#zac5361 arm");
      try (Sink sink = PracticeForTests.sink(practice.profile(folder, way))) {
        assertEquals(sink.write(photo), sink.write(photo));
        assertThrows(
            PhotoRejectedException.class,
            () -> sink.write(photo(3, "#ZAC5361 " + "arm ".repeat(20).strip())));
        assertThrows(PhotoRejectedException.class, () -> sink.write(photo(4, "#NOBODY99")));
      }
    }
    assertEquals(List.of("4711", "4711"), practice.rows("SELECT PATIENTID FROM ATTACHMENTS"));
  }

  private StagedPhoto photo(int number, String tag) throws Exception {
    return TestPhotos.staged(folder, TestPhotos.photoId(number), tag, TestPhotos.jpeg(number))
        .withReferences(List.of(new SinkReference("folders", "a/" + number + ".jpg")));
  }
}
