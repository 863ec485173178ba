package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.sink.practice.PracticeCheckProvider;
import nz.co.medimage.sink.practice.PracticeSinkProvider;
import nz.co.medimage.testkit.FakeAddOnContext;

/** A small practice system on any database: its tables, its patients, and a profile of it. */
record PracticeForTests(String url, String user, String password) {
  static final String LEDGER =
      "CREATE TABLE MEDIMAGE_LEDGER (PHOTO VARCHAR(100) NOT NULL PRIMARY KEY,"
          + " FILED_AS VARCHAR(1000), FILED_AT TIMESTAMP)";

  /** The photo itself, and a ledger. */
  static final String CONTENT =
      """
      {"insert": "INSERT INTO ATTACHMENTS (PATIENTID, TITLE, TAKEN, LENGTH, PHOTO, CONTENT)
         VALUES (:patient, :title, :captured, :length, :photo, :content)",
       "once": {"ledger": "MEDIMAGE_LEDGER"},
       "reference": {"query": "SELECT PHOTO FROM ATTACHMENTS WHERE PHOTO = :photo"}}
      """;

  /** The path of the photo, and the practice's own column. */
  static final String PATH =
      """
      {"path": {"root": "M:\\\\attachments"},
       "insert": "INSERT INTO ATTACHMENTS (PATIENTID, TITLE, TAKEN, LENGTH, PHOTO, FILEPATH)
         VALUES (:patient, :title, :captured, :length, :photo, :path)",
       "once": {"column-query": "SELECT FILEPATH FROM ATTACHMENTS WHERE PHOTO = :photo"}}
      """;

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  /** Makes the tables of a practice, with one type of binary column. */
  void create(String blob) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : schema(blob)) {
        statement.execute(sql);
      }
    }
  }

  static List<String> schema(String blob) {
    return List.of(
        "CREATE TABLE PATIENT (PATIENTID INTEGER NOT NULL PRIMARY KEY, NHI VARCHAR(10),"
            + " FAMILY VARCHAR(40), GIVEN VARCHAR(40), BORN DATE, INACTIVE CHAR(3))",
        "CREATE TABLE ATTACHMENTS (PATIENTID INTEGER NOT NULL REFERENCES PATIENT (PATIENTID),"
            + " TITLE VARCHAR(60), TAKEN TIMESTAMP, LENGTH INTEGER, FILEPATH VARCHAR(255),"
            + " PHOTO VARCHAR(100) NOT NULL UNIQUE, CONTENT "
            + blob
            + ")",
        LEDGER,
        "INSERT INTO PATIENT VALUES (4711, 'ZAC5361', 'Test', 'Anna', DATE '1980-02-03', 'N')",
        "INSERT INTO PATIENT VALUES (4712, 'KAT0001', 'Test', 'Bert', DATE '1990-02-03', 'N')",
        "INSERT INTO PATIENT VALUES (4713, 'TWO0001', 'Test', 'Carl', DATE '1990-02-03', 'N')",
        "INSERT INTO PATIENT VALUES (4714, 'TWO0001', 'Test', 'Dora', DATE '1990-02-03', 'N')",
        "INSERT INTO PATIENT VALUES (4715, 'OUT0001', 'Test', 'Emil', DATE '1990-02-03', 'Y')");
  }

  Path profile(Path folder, String photo) throws IOException {
    return profile(folder, photo, "20s");
  }

  Path profile(Path folder, String photo, String timeout) throws IOException {
    String json =
        """
        {
          "name": "Test practice", "kind": "sql",
          "connection": {"url": "%s", "user": "%s", "password": "%s", "timeout": "%s"},
          "patient": {
            "query": "SELECT * FROM PATIENT WHERE NHI = :id",
            "id": "PATIENTID", "match": "NHI", "capitals": true,
            "active": {"column": "INACTIVE", "values": ["N"]},
            "family": "FAMILY", "given": "GIVEN", "born": "BORN"
          },
          "photo": %s
        }
        """
            .formatted(
                url.replace("\\", "\\\\"), user, password, timeout, photo.replace("\n", " "));
    Path real = Files.createDirectories(Path.of(folder.toString()));
    return Files.writeString(real.resolve("practice.json"), json);
  }

  static Sink sink(Path profile) throws IOException {
    PracticeSinkProvider provider = new PracticeSinkProvider();
    return provider.create(
        new FakeAddOnContext(
            provider, Map.of("profile", profile.toString()), profile.resolveSibling("state")));
  }

  static PatientCheck check(Path profile) throws IOException {
    PracticeCheckProvider provider = new PracticeCheckProvider();
    return provider.create(
        new FakeAddOnContext(
            provider, Map.of("profile", profile.toString()), profile.resolveSibling("state")));
  }

  /** The photos in the table, by their ids. */
  Map<String, byte[]> photos() throws SQLException {
    Map<String, byte[]> photos = new HashMap<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT PHOTO, CONTENT FROM ATTACHMENTS")) {
      while (rows.next()) {
        photos.put(rows.getString(1), rows.getBytes(2));
      }
    }
    return photos;
  }

  /** The rows of a query, each as its columns with {@code |} between. */
  List<String> rows(String sql) throws SQLException {
    List<String> all = new ArrayList<>();
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(rows.getString(i)));
        }
        all.add(String.join("|", columns));
      }
    }
    return all;
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
