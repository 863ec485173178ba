package nz.co.medimage.sink.folders;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.store.Sql;
import nz.co.medimage.store.SqliteFile;

/**
 * Below which folder each photo was filed that copies are owed: the main folder of that time, which
 * may be another one by the time at which the copy is made.
 */
final class Origins {
  static final List<String> SCHEMA =
      List.of("CREATE TABLE origin (id BLOB PRIMARY KEY, main TEXT NOT NULL) WITHOUT ROWID");

  /** What copies are owed, themselves and not their companions. */
  private static final String OWED = " FROM placing WHERE root <> '' AND root NOT LIKE '/%' AND id";

  private Origins() {}

  /** Empty if an earlier version filed it. */
  static Optional<String> find(Sql sql, PhotoId id) throws SQLException {
    return sql.first(
        "SELECT main FROM origin WHERE id = ?", row -> row.getString(1), (Object) id.toBytes());
  }

  static int put(Sql sql, PhotoId id, String main) throws SQLException {
    return sql.update("INSERT OR REPLACE INTO origin VALUES (?, ?)", id.toBytes(), main);
  }

  /** Forgets that of a photo that no copy is owed. */
  static int removeSettled(Sql sql, PhotoId id) throws SQLException {
    return sql.update(
        "DELETE FROM origin WHERE id = ? AND NOT EXISTS (SELECT 1" + OWED + " = ?)",
        id.toBytes(),
        id.toBytes());
  }

  /** Notes, durably, below which folder earlier versions filed what is owed. */
  static void assume(SqliteFile file, String main) throws IOException {
    String unknown = OWED + " NOT IN (SELECT id FROM origin)";
    if (file.read(sql -> sql.first("SELECT 1" + unknown + " LIMIT 1", row -> 1)).isPresent()) {
      file.write(sql -> sql.update("INSERT INTO origin SELECT DISTINCT id, ?" + unknown, main));
    }
  }
}
