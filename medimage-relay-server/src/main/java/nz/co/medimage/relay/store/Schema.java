package nz.co.medimage.relay.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;

/** Brings a database to the schema that this relay knows: one file for each version, in order. */
final class Schema {
  static final int VERSION = 3;

  private Schema() {}

  /**
   * Applies what is missing, in one transaction. Several nodes may do so at once.
   *
   * @throws IOException also if the database is of a later version
   */
  static void update(Database database, Dialect dialect) throws IOException {
    database.write(
        sql -> {
          dialect.lockSchema(sql);
          int version = knownVersion(sql);
          for (int next = version + 1; next <= VERSION; next++) {
            apply(sql, next + ".sql");
            apply(sql, next + "-" + dialect.name() + ".sql");
          }
          return sql.update("UPDATE schema_version SET version = ?", VERSION);
        });
  }

  /**
   * Checks the version, and changes nothing.
   *
   * @throws IOException if the database is of another version, or has none
   */
  static void mustBeCurrent(Database database, Dialect dialect) throws IOException {
    database.write(
        sql -> {
          dialect.lockSchema(sql);
          int version = knownVersion(sql);
          if (version == 0) {
            throw new IOException(
                "there is no store of a relay in this database: start the relay first");
          }
          if (version < VERSION) {
            throw new IOException(
                "the relay's store is of version "
                    + version
                    + ", and this program needs version "
                    + VERSION
                    + "; start the relay of this version once: it updates the store");
          }
          return version;
        });
  }

  private static int knownVersion(Sql sql) throws SQLException, IOException {
    int version = version(sql);
    if (version > VERSION) {
      throw new IOException(
          "the relay's database is of version "
              + version
              + ", and this relay knows only those up to "
              + VERSION
              + ": use a later relay");
    }
    return version;
  }

  private static int version(Sql sql) throws SQLException {
    sql.run("CREATE TABLE IF NOT EXISTS schema_version (version integer NOT NULL)");
    Optional<Integer> version =
        sql.first("SELECT version FROM schema_version", row -> row.getInt(1));
    if (version.isEmpty()) {
      sql.update("INSERT INTO schema_version VALUES (0)");
    }
    return version.orElse(0);
  }

  /** Runs a file of statements; a missing one is no error. */
  private static void apply(Sql sql, String file) throws SQLException, IOException {
    try (InputStream in = Schema.class.getResourceAsStream("schema/" + file)) {
      if (in != null) {
        sql.run(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
  }
}
