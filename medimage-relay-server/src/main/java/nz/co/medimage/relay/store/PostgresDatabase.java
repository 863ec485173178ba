package nz.co.medimage.relay.store;

import com.zaxxer.hikari.HikariConfig;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** PostgreSQL, shared by any number of nodes. */
final class PostgresDatabase extends Database {
  private static final String URL = "jdbc:postgresql:";
  private static final String DISK_FULL = "53100";

  /** A number of ours, for the lock that nodes take while they make the tables. */
  private static final long SCHEMA_LOCK = 0x6D65_6469_6D61_6765L;

  private final PostgresEars ears;

  private PostgresDatabase(HikariConfig config, String url, Properties login) {
    super(config);
    ears = new PostgresEars(url, login, changed(), this::anything);
  }

  /**
   * Prepares to connect.
   *
   * @param user null if the URL says it, or the system's
   * @throws IllegalArgumentException with one sentence if it is another kind of URL
   */
  static PostgresDatabase at(String url, @Nullable String user, @Nullable String password) {
    if (!url.startsWith(URL)) {
      throw new IllegalArgumentException(
          "a store is a URL such as jdbc:postgresql://host/database");
    }
    Properties login = new Properties();
    login.setProperty("tcpKeepAlive", "true");
    login.setProperty("ApplicationName", "medimage-relay");
    if (user != null) {
      login.setProperty("user", user);
    }
    if (password != null) {
      login.setProperty("password", password);
    }
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setDataSourceProperties(login);
    return new PostgresDatabase(config, url, login);
  }

  @Override
  void lock(Transaction transaction, UUID mailbox) throws SQLException {
    transaction.list(row -> true, "SELECT 1 FROM mailbox WHERE id = ? FOR UPDATE", mailbox);
  }

  @Override
  void tellOthers(Transaction transaction, Set<UUID> changed) throws SQLException {
    for (UUID id : changed) {
      transaction.list(row -> true, "SELECT pg_notify(?, ?)", PostgresEars.CHANNEL, id);
    }
  }

  @Override
  void prepare() throws IOException {
    write(
        transaction -> {
          transaction.list(row -> true, "SELECT pg_advisory_xact_lock(?)", SCHEMA_LOCK);
          Schema.update(transaction);
          // Sealed bytes do not get smaller.
          transaction.update("ALTER TABLE chunk ALTER COLUMN bytes SET STORAGE EXTERNAL");
          return true;
        });
    ears.start();
  }

  @Override
  void tidy() {
    // PostgreSQL's own autovacuum does so.
  }

  @Override
  boolean isFull(SQLException e) {
    return DISK_FULL.equals(e.getSQLState());
  }

  @Override
  long room() {
    return Long.MAX_VALUE;
  }

  @Override
  public void close() {
    ears.close();
    super.close();
  }
}
