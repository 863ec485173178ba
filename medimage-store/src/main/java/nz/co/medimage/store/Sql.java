package nz.co.medimage.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Runs statements within one transaction. Not to be kept or used after it.
 *
 * <p>A statement is prepared once and used again by later transactions: its text should not vary.
 */
public final class Sql {
  private static final int MOST_PREPARED = 50;

  private final Connection connection;

  /** Those that nobody is using now: a row that is being read may have the same statement run. */
  private final Map<String, PreparedStatement> prepared = new HashMap<>();

  Sql(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row of a result. */
  @FunctionalInterface
  public interface Row<T> {
    /**
     * Reads the current row.
     *
     * @param row positioned at the row; must not be moved
     */
    T read(ResultSet row) throws SQLException;
  }

  /** What is done with a statement. */
  @FunctionalInterface
  private interface Use<T> {
    T of(PreparedStatement statement) throws SQLException;
  }

  /** Runs a statement of any kind without values, once. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /**
   * Runs a statement that changes rows.
   *
   * @param values the values of its question marks: null, text, whole numbers or bytes
   * @return how many rows have changed
   */
  public int update(String sql, @Nullable Object... values) throws SQLException {
    return use(sql, PreparedStatement::executeUpdate, values);
  }

  /** Runs a query and reads all its rows, in order, into memory. */
  public <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
    return use(
        sql,
        statement -> {
          try (ResultSet rows = statement.executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
              list.add(row.read(rows));
            }
            return list;
          }
        },
        values);
  }

  /** Runs a query and reads its first row, if there is one. */
  public <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values)
      throws SQLException {
    return list(sql, row, values).stream().findFirst();
  }

  private <T> T use(String sql, Use<T> use, @Nullable Object... values) throws SQLException {
    PreparedStatement known = prepared.remove(sql);
    PreparedStatement statement = known == null ? connection.prepareStatement(sql) : known;
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      T result = use.of(statement);
      keep(sql, statement);
      return result;
    } catch (SQLException | RuntimeException | Error e) {
      statement.close();
      throw e;
    }
  }

  private void keep(String sql, PreparedStatement statement) throws SQLException {
    if (prepared.size() >= MOST_PREPARED || prepared.putIfAbsent(sql, statement) != null) {
      statement.close();
    }
  }

  /** Closes the connection, and its statements with it. */
  void close() throws SQLException {
    connection.close();
  }
}
