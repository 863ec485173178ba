package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.Driver;

/**
 * A practice moves from the classic connector: its configuration is imported, tried, and used by a
 * receiver in a process of its own, with a database that looks like that of MedTech32.
 */
@Timeout(300)
class PracticeDatabaseTest {
  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE PATIENT (PATIENTID INTEGER PRIMARY KEY, NHINO VARCHAR(7))",
          "CREATE TABLE ANYBODY (ANYBODYID INTEGER PRIMARY KEY, ROWINACTIVE SMALLINT)",
          "CREATE TABLE ATTACHMENTSMGR (ANYBODYID INTEGER, WHENADDED TIMESTAMP,"
              + " DESCRIPTION VARCHAR(100), NOTE VARCHAR(100), PATHTOFILE VARCHAR(255),"
              + " FILESIZE INTEGER, ROWINSERTSTAFF VARCHAR(4), ROWINSERTCOMPUTER VARCHAR(15),"
              + " ROWINSERTLOCATION CHAR(1), ROWINACTIVE SMALLINT)",
          "INSERT INTO PATIENT VALUES (4711, 'ZAC5361'), (4712, 'ZZZ0016')",
          "INSERT INTO ANYBODY VALUES (4711, 0), (4712, 0)");

  @TempDir Path folder;
  private EmbeddedPostgres database;

  private EmbeddedPostgres start(int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(folder.resolve("database"))
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  private String url() {
    return "jdbc:postgresql://localhost:" + database.getPort() + "/postgres";
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url(), "postgres", "postgres");
        Statement statement = connection.createStatement()) {
      if (statement.execute(sql)) {
        ResultSet rows = statement.getResultSet();
        while (rows.next()) {
          found.add(rows.getString(1));
        }
      }
    }
    return found;
  }

  /** Creates the table that the module's page says is needed. */
  private static String ledger() throws IOException {
    MarkdownPage page = MarkdownPage.read(Path.of("medimage-sink-practice/SQL.md"));
    String statements = page.blocks("sql").get(0).text();
    return statements.substring(0, statements.indexOf(';'));
  }

  /** The paths in the record of a patient. */
  private List<String> record(int patient) {
    try {
      return rows("SELECT PATHTOFILE FROM ATTACHMENTSMGR WHERE ANYBODYID = " + patient);
    } catch (SQLException e) {
      return List.of(e.getSQLState());
    }
  }

  private static String quoted(Path path) {
    return path.toString().replace("\\", "\\\\");
  }

  /** Imports what the classic connector had, and names the driver that the profile leaves open. */
  private Path imported() throws Exception {
    String json =
        ClassicSamples.SQL
            .replace("C:\\\\MT32\\\\Attachments", quoted(folder.resolve("patients")))
            .replace("C:\\\\mt32\\\\", quoted(folder) + "/")
            .replace("\"timeOutSeconds\": 20", "\"timeOutSeconds\": 2")
            .replace("\"useResized\": true", "\"useResized\": false")
            .replace("\"logging\": true", "\"logging\": false")
            .replace("\"SYSDBA\"", "\"postgres\"")
            .replace("\"masterkey\"", "\"postgres\"")
            .replaceFirst("\"errorNotificationURL\": \"[^\"]*\"", "\"errorNotificationURL\": \"\"");
    Path file = Files.writeString(folder.resolve("ehrconnect.json"), json);
    Path to = folder.resolve("imported");
    Run run = Run.of("practice", "import", file, "--to", to, "--url", url());
    Path profile = to.resolve("practice.json");
    assertTrue(Files.exists(profile), run.out() + run.err());
    Path driver = Path.of(Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Files.copy(driver, Files.createDirectory(to.resolve("drivers")).resolve("postgresql.jar"));
    String named =
        Files.readString(profile)
            .replace(
                "\"connection\": {",
                "\"connection\": {\"driver-jars\": \"drivers/postgresql.jar\",");
    Files.writeString(profile, named);
    return to;
  }

  private Run phone(String command, Object... args) {
    Stream<Object> usual = Stream.of(command, "--home", folder.resolve("phone"), "--no-discovery");
    return Run.of(Stream.concat(usual, Stream.of(args)).toArray());
  }

  private Run deliveries(Object... args) {
    Stream<Object> usual = Stream.of("deliveries", "--home", folder.resolve("pc"));
    return Run.of(Stream.concat(usual, Stream.of(args)).toArray());
  }

  private Run send(int photo, String tag) throws IOException {
    Path file = Files.write(folder.resolve(photo + ".jpg"), TestPhotos.jpeg(photo));
    return phone("send", "--tag", tag, file);
  }

  private List<Path> filed(String patient) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("patients").resolve(patient))) {
      return files.toList();
    }
  }

  @Test
  void photosAreInTheFolderAndTheRecordOfTheRightPatientWhateverHappens() throws Exception {
    database = start(0);
    try {
      for (String sql : SCHEMA) {
        rows(sql);
      }
      rows(ledger());
      Path to = imported();
      Path profile = to.resolve("practice.json");

      Run test = Run.of("practice", "test", "--profile", profile, "--patient", "zac5361");
      assertEquals(Medimage.OK, test.exit(), test.out() + test.err());
      assertTrue(test.out().contains("a test photo was filed and rolled back"), test.out());
      assertEquals(List.of(), record(4711));

      try (MedimageProcess pc =
          MedimageProcess.start(
              "receive",
              "--home",
              folder.resolve("pc"),
              "--config",
              to.resolve("receiver.json"),
              "--port",
              0,
              "--address",
              "127.0.0.1",
              "--no-discovery",
              "--pair")) {
        String port = pc.await("\\bport\\W{1,2}([0-9]+)");
        Run paired = phone("pair", pc.await("code: ([0-9A-Z-]+)"), "--at", "127.0.0.1:" + port);
        assertEquals(Medimage.OK, paired.exit(), paired.err());

        photoOfAKnownPatient();
        photoOfNobodyKnown();
        photoWhileTheDatabaseIsDown();
        pc.await("(practice works again)");
        assertFalse(pc.toString().contains(" WARN "), "a trouble is printed once: " + pc);
      }
      assertEquals(2, record(4711).size());
      assertEquals(2, record(4712).size());
      assertEquals(List.of("4"), rows("SELECT COUNT(*) FROM ATTACHMENTSMGR"));
    } finally {
      database.close();
    }
  }

  private void photoOfAKnownPatient() throws IOException {
    Run sent = send(1, "#ZAC5361 arm");
    assertEquals(Medimage.OK, sent.exit(), sent.out() + sent.err());
    Await.until("the photo is in the record", () -> record(4711).size() == 1);
    String name = filed("ZAC5361").get(0).getFileName().toString();
    assertEquals(List.of("M:\\patients\\ZAC5361\\" + name), record(4711));
  }

  private void photoOfNobodyKnown() throws IOException {
    Run sent = send(2, "#ZAC5362 leg");
    assertEquals(Medimage.REJECTED, sent.exit(), sent.out() + sent.err());
    String held = deliveries().out().lines().findFirst().orElse("");
    assertTrue(held.contains("  held  The practice knows no patient ZAC5362."), held);

    Run assigned = deliveries("--assign", held.substring(0, 36), "#ZZZ0016 leg", "--by", "Anna");
    assertEquals(Medimage.OK, assigned.exit(), assigned.err());
    Await.until("the photo is in the other record", () -> record(4712).size() == 1);
    assertEquals(1, filed("ZZZ0016").size());
  }

  private void photoWhileTheDatabaseIsDown() throws IOException {
    int port = database.getPort();
    database.close();
    Run sent = send(3, "#ZAC5361 foot");
    assertEquals(Medimage.OK, sent.exit(), sent.out() + sent.err());
    assertEquals(2, filed("ZAC5361").size());
    Run mistyped = send(4, "#ZAC5363 foot");
    assertEquals(Medimage.OK, mistyped.exit(), mistyped.out() + mistyped.err());
    String waits = "    practice  waiting  The practice's database cannot ";
    Await.until("deliveries says why it waits", () -> deliveries().out().contains(waits));
    database = start(port);
    for (String id : ids()) {
      Run replayed = deliveries("--replay", id);
      assertEquals(Medimage.OK, replayed.exit(), replayed.err());
    }
    Await.until("the photo is in the record after all", () -> record(4711).size() == 2);
    photoOfTheMistypedId();
  }

  /** Of the newest two photos. */
  private List<String> ids() {
    return deliveries()
        .out()
        .lines()
        .filter(line -> !line.startsWith(" "))
        .limit(2)
        .map(line -> line.substring(0, 36))
        .toList();
  }

  private void photoOfTheMistypedId() throws IOException {
    String id = ids().get(0);
    String remedy = " If the id is wrong, 'deliveries --assign " + id + " TAG' files it there.";
    Await.until(
        "deliveries says what to do",
        () ->
            deliveries()
                .out()
                .lines()
                .anyMatch(
                    line -> line.startsWith("    practice  rejected  ") && line.endsWith(remedy)));
    String name = filed("ZAC5363").get(0).getFileName().toString();

    Run assigned = deliveries("--assign", id, "#ZZZ0016 foot", "--by", "Anna");
    assertEquals(Medimage.OK, assigned.exit(), assigned.err());
    String stays = "    folders keeps it where it is: ZAC5363/" + name + ".";
    assertTrue(assigned.out().contains(stays), assigned.out());
    Await.until("the photo is in the right record", () -> record(4712).size() == 2);

    assertTrue(record(4712).contains("M:\\patients\\ZAC5363\\" + name), record(4712).toString());
    assertEquals(1, filed("ZAC5363").size());
    Await.until("deliveries says so", () -> deliveries().out().contains("    practice  filed  "));
    String by = "    assigned by Anna at ";
    assertTrue(deliveries().out().lines().limit(4).anyMatch(line -> line.startsWith(by)));
  }
}
