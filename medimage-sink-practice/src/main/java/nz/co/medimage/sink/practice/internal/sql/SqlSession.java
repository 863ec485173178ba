package nz.co.medimage.sink.practice.internal.sql;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.Executor;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import org.jspecify.annotations.Nullable;

/**
 * One connection in use, in a transaction. It knows which statement of the profile it is at, and
 * another thread may {@link #cancel} it.
 */
final class SqlSession {
  private static final int MOST_RESULTS = 1000;

  private final Connection connection;
  private final int timeoutSeconds;
  private volatile @Nullable Statement running;
  private volatile boolean cancelled;
  private String place = "connection";
  private boolean broken;

  SqlSession(Connection connection, int timeoutSeconds) {
    this.connection = connection;
    this.timeoutSeconds = timeoutSeconds;
  }

  /** Reads the rows of a query. */
  @FunctionalInterface
  interface Rows<T> {
    T read(ResultSet rows) throws SQLException;
  }

  /** The key of the profile whose statement ran last, such as {@code photo.insert}. */
  String place() {
    return place;
  }

  void at(String next) {
    place = next;
  }

  Connection connection() {
    return connection;
  }

  /** Runs a statement of the profile that returns rows. */
  <T> T query(SqlStatement sql, PhotoFacts facts, Rows<T> read) throws SQLException, IOException {
    place = sql.place();
    try (PreparedStatement statement = connection.prepareStatement(sql.sql().text())) {
      begin(statement);
      sql.bind(statement, facts, null);
      try (ResultSet rows = statement.executeQuery()) {
        return read.read(rows);
      }
    } finally {
      running = null;
    }
  }

  /**
   * Runs a statement of the profile that changes something, to the end of its results.
   *
   * @param content the file for {@code :content}
   * @param key the column whose generated value is wanted
   * @return that value
   * @throws IOException if a statement that must has changed nothing, or the content cannot be read
   */
  Optional<String> change(
      SqlStatement sql, PhotoFacts facts, @Nullable Path content, @Nullable String key)
      throws SQLException, IOException {
    place = sql.place();
    String text = sql.sql().text();
    try (PreparedStatement statement =
        key == null
            ? connection.prepareStatement(text)
            : connection.prepareStatement(text, new String[] {key})) {
      begin(statement);
      Optional<InputStream> open = sql.bind(statement, facts, content);
      try {
        boolean isRows = statement.execute();
        if (!isRows && statement.getUpdateCount() == 0 && sql.mustChange()) {
          throw unchanged();
        }
        if (key != null) {
          return generated(statement);
        }
        if (isRows && sql.mustChange()) {
          checkRow(statement);
        }
        readOn(statement);
        return Optional.empty();
      } finally {
        if (open.isPresent()) {
          open.get().close();
        }
      }
    } finally {
      running = null;
    }
  }

  private IOException unchanged() {
    return new IOException(
        "The statement of " + place + " in the profile inserted or changed no row.");
  }

  /** With RETURNING or OUTPUT, what was changed are rows. */
  private void checkRow(Statement statement) throws SQLException, IOException {
    try (ResultSet rows = statement.getResultSet()) {
      if (!rows.next()) {
        throw unchanged();
      }
    }
  }

  /**
   * Some drivers tell of a failure only with the results that come after the first; others never
   * say that there are no more.
   */
  private static void readOn(Statement statement) throws SQLException {
    for (int i = 0; i < MOST_RESULTS; i++) {
      if (!statement.getMoreResults() && statement.getUpdateCount() == -1) {
        return;
      }
    }
  }

  private static Optional<String> generated(Statement statement) throws SQLException {
    try (ResultSet rows = statement.getGeneratedKeys()) {
      return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
    }
  }

  private void begin(Statement statement) throws SQLException {
    try {
      statement.setQueryTimeout(timeoutSeconds);
    } catch (SQLException | AbstractMethodError e) {
      // This driver has no such limit; the receiver's own limit interrupts the call.
    }
    running = statement;
    if (cancelled) {
      throw new SQLException("cancelled", "57014");
    }
  }

  void commit() throws SQLException {
    connection.commit();
  }

  /** Never fails: a connection that is gone has rolled back. */
  void rollback() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      broken = true;
    }
  }

  /** Remembers a failure after which the connection may be of no more use. */
  void failed(SQLException failure) {
    broken |= SqlFailure.kind(failure) == SqlFailure.Kind.NOT_NOW;
  }

  boolean isBroken() {
    return broken;
  }

  /** Ends what runs, from another thread; may block. */
  void cancel() {
    cancelled = true;
    Statement statement = running;
    if (statement != null) {
      try {
        statement.cancel();
      } catch (SQLException e) {
        // Then the connection is ended.
      }
    }
  }

  /** Ends the connection, from another thread; may block. */
  void abort(Executor executor) {
    cancelled = true;
    try {
      connection.abort(executor);
    } catch (SQLException | AbstractMethodError e) {
      // The driver knows no such thing; the call ends when the database or the network ends it.
    }
  }
}
