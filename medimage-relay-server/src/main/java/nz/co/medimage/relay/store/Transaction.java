package nz.co.medimage.relay.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Statements that take effect together, and whom to tell when they have. */
final class Transaction {
  private final Connection connection;
  private final Set<UUID> changed = new LinkedHashSet<>();

  Transaction(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** How many rows were changed. */
  int update(String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters)) {
      return statement.executeUpdate();
    }
  }

  /** Runs what takes no parameters and gives no rows, to its end. */
  void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  <T> List<T> list(Row<T> reader, String sql, Object... parameters) throws SQLException {
    try (PreparedStatement statement = prepare(sql, parameters);
        ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(reader.read(rows));
      }
      return all;
    }
  }

  <T> Optional<T> one(Row<T> reader, String sql, Object... parameters) throws SQLException {
    return list(reader, sql, parameters).stream().findFirst();
  }

  private PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < parameters.length; i++) {
        bind(statement, i + 1, parameters[i]);
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
    }
  }

  private static void bind(PreparedStatement statement, int index, Object parameter)
      throws SQLException {
    if (parameter instanceof byte[] bytes) {
      statement.setBytes(index, bytes);
    } else if (parameter instanceof Number number) {
      statement.setLong(index, number.longValue());
    } else {
      statement.setString(index, parameter.toString());
    }
  }

  /** Has everybody told who waits for this, once it has happened. */
  void tell(UUID id) {
    changed.add(id);
  }

  Set<UUID> changed() {
    return changed;
  }
}
