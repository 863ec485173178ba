package nz.co.medimage.receiver;

import static nz.co.medimage.receiver.LedgerFixture.AT;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.receiver.internal.state.Assignment;
import nz.co.medimage.receiver.internal.state.LedgerEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ledgers that earlier versions made. Their tables stand here as those versions made them. */
@Timeout(60)
final class LedgerSchemaTest {
  private static final List<String> VERSION_1 =
      List.of(
          "CREATE TABLE device (number INTEGER PRIMARY KEY, pairing BLOB NOT NULL,"
              + " name TEXT NOT NULL, seen INTEGER, UNIQUE (pairing, name))",
          "CREATE TABLE entry (id BLOB PRIMARY KEY, device INTEGER NOT NULL,"
              + " size INTEGER NOT NULL, at INTEGER NOT NULL, rejection TEXT, message TEXT,"
              + " filed TEXT, followed TEXT, envelope BLOB) WITHOUT ROWID",
          "PRAGMA user_version = 1");

  @TempDir Path home;
  private final EnvelopeId id = LedgerFixture.id(AT, 1);
  private final LedgerEntry entry = LedgerFixture.delivered(id, AT);

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + home.resolve("ledger.db"));
  }

  private void writeVersion1() throws SQLException {
    try (Connection database = connect();
        Statement statement = database.createStatement()) {
      for (String each : VERSION_1) {
        statement.executeUpdate(each);
      }
      try (PreparedStatement device =
          database.prepareStatement("INSERT INTO device VALUES (1, ?, 'Pixel 9', ?)")) {
        device.setBytes(1, LedgerFixture.PHONE.toBytes());
        device.setLong(2, AT.toEpochMilli());
        device.executeUpdate();
      }
      try (PreparedStatement row =
          database.prepareStatement(
              "INSERT INTO entry VALUES (?, 1, 3000000, ?, NULL, NULL, ?, NULL, ?)")) {
        row.setBytes(1, entry.photo().toBytes());
        row.setLong(2, AT.toEpochMilli());
        row.setString(3, "[\"folders\",\"ZAC5361/2026-03-01 arm " + id + ".jpg\"]");
        row.setBytes(4, HexFormat.of().parseHex("5a".repeat(32)));
        row.executeUpdate();
      }
    }
  }

  private int version() throws SQLException {
    try (Connection database = connect();
        Statement statement = database.createStatement();
        var row = statement.executeQuery("PRAGMA user_version")) {
      return row.getInt(1);
    }
  }

  @Test
  void ledgerOfVersion1IsTakenOverWithWhatItKnows() throws Exception {
    writeVersion1();
    Ledger ledger = LedgerFixture.ledger(home);
    ledger.start(false, damaged -> {});
    try {
      assertEquals(Optional.of(entry), ledger.find(entry.photo()));
      Assignment assignment = new Assignment(AT, "Dr Ngata", "#ZAC5361 arm", "#ZZZ0016 arm");
      ledger.write(entry, assignment);
      assertEquals(
          Map.of(entry.photo(), List.of(assignment)), ledger.assignments(List.of(entry.photo())));
    } finally {
      ledger.close();
    }
    assertEquals(LedgerTable.SCHEMA.size(), version());
  }

  @Test
  void listOfDeliveriesReadsALedgerOfVersion1() throws Exception {
    writeVersion1();
    Ledger ledger = LedgerFixture.ledger(home); // not started, as the command is
    assertEquals(Optional.of(entry), ledger.find(entry.photo()));
    assertEquals(List.of(entry), ledger.page(Optional.empty(), 10, damaged -> {}));
  }
}
