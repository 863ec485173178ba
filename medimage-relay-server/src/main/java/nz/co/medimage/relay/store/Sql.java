package nz.co.medimage.relay.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.transport.TokenHash;

/** Runs statements on one connection, and collects what to tell listeners after the commit. */
final class Sql {
  private final Connection connection;
  private final String lock;
  private final List<UUID> changed = new ArrayList<>();

  Sql(Connection connection, String lock) {
    this.connection = connection;
    this.lock = lock;
  }

  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs statements without values, each to its end. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** Runs a statement that changes rows, and returns how many have changed. */
  int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    }
  }

  <T> List<T> list(String sql, Row<T> row, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<T> list = new ArrayList<>();
      while (rows.next()) {
        list.add(row.read(rows));
      }
      return list;
    }
  }

  /** Runs a query and reads its first row, if there is one. */
  <T> Optional<T> first(String sql, Row<T> row, Object... values) throws SQLException {
    return list(sql, row, values).stream().findFirst();
  }

  /** Like {@link #first}; nobody else changes that row before this transaction ends. */
  <T> Optional<T> locked(String sql, Row<T> row, Object... values) throws SQLException {
    return first(sql + lock, row, values);
  }

  /** Tells listeners of an id once the transaction is committed. */
  void tell(UUID id) {
    changed.add(id);
  }

  List<UUID> changed() {
    return changed;
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, plain(values[i]));
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static Object plain(Object value) {
    if (value instanceof TokenHash token) {
      return token.hex();
    }
    return value instanceof UUID ? value.toString() : value;
  }

  static UUID uuid(ResultSet row, int column) throws SQLException {
    try {
      return UUID.fromString(row.getString(column));
    } catch (IllegalArgumentException e) {
      throw damaged();
    }
  }

  static Optional<UUID> optionalUuid(ResultSet row, int column) throws SQLException {
    return row.getString(column) == null ? Optional.empty() : Optional.of(uuid(row, column));
  }

  static TokenHash token(ResultSet row, int column) throws SQLException {
    try {
      return TokenHash.parse(row.getString(column));
    } catch (IllegalArgumentException e) {
      throw damaged();
    }
  }

  /** The database holds an impossible value: another program wrote to it. */
  static SQLException damaged() {
    return new SQLDataException("what is there is damaged", "XX001");
  }
}
