package nz.co.medimage.relay.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/** The tables, as a list of steps that lead from each version to the next. */
final class Schema {
  private static final int VERSION = 1;

  private Schema() {}

  /**
   * Brings the tables up to date. The caller has made sure that nobody else does so.
   *
   * @throws IOException with one sentence if they are of a later version
   */
  static void update(Transaction transaction) throws SQLException, IOException {
    transaction.run("CREATE TABLE IF NOT EXISTS schema_version (version bigint NOT NULL)");
    long version =
        transaction
            .one(row -> row.getLong(1), "SELECT coalesce(max(version), 0) FROM schema_version")
            .orElse(0L);
    if (version > VERSION) {
      throw new IOException(
          "The relay's database is of a later version of MedImage; run that version");
    }
    for (long step = version + 1; step <= VERSION; step++) {
      for (String statement : script(step).split(";\\s*\\n")) {
        if (!statement.isBlank()) {
          transaction.run(statement);
        }
      }
      transaction.update("INSERT INTO schema_version VALUES (?)", step);
    }
  }

  private static String script(long version) throws IOException {
    try (InputStream in = Schema.class.getResourceAsStream(version + ".sql")) {
      if (in == null) {
        throw new IllegalStateException("the script of version " + version + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
