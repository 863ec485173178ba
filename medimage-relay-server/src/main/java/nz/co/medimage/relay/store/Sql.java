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
  private final boolean takesSeveral;
  private final List<UUID> changed = new ArrayList<>();

  /** What is sent together with the next statement. */
  private final List<Delayed> delayed = new ArrayList<>();

  private Durability durability;

  /** For statements that are no transaction. */
  Sql(Connection connection) {
    this(connection, "", false, Durability.FORCED);
  }

  /**
   * For a transaction.
   *
   * @param takesSeveral whether the database takes several statements, with values, in one round
   *     trip; then how a transaction ends is said when it does, else when it begins
   */
  Sql(Connection connection, String lock, boolean takesSeveral, Durability durability) {
    this.connection = connection;
    this.lock = lock;
    this.takesSeveral = takesSeveral;
    this.durability = durability;
  }

  private record Delayed(String sql, List<Object> values) {}

  /** Reads one row. */
  @FunctionalInterface
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Runs statements without values, each to its end. */
  void run(String sql) throws SQLException {
    sendDelayed();
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /**
   * Runs a statement whose outcome nobody asks for: before the next one, and where the database
   * takes both at once, in one round trip with it. If it fails, so does the next one.
   */
  void change(String sql, Object... values) throws SQLException {
    delayed.add(new Delayed(sql, List.of(values)));
    if (!takesSeveral) {
      sendDelayed();
    }
  }

  /** Sends what was left for the next statement. */
  void sendDelayed() throws SQLException {
    if (!delayed.isEmpty()) {
      Delayed last = delayed.remove(delayed.size() - 1);
      sent(last.sql(), last.values()).close();
    }
  }

  /** Gives up the transaction, with what was not sent yet. */
  void rollBack() throws SQLException {
    delayed.clear();
    run("ROLLBACK");
  }

  /** Runs a statement that changes rows, and returns how many have changed. */
  int update(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = sent(sql, List.of(values))) {
      return statement.getUpdateCount();
    }
  }

  <T> List<T> list(String sql, Row<T> row, Object... values) throws SQLException {
    try (PreparedStatement statement = sent(sql, List.of(values));
        ResultSet rows = statement.getResultSet()) {
      List<T> list = new ArrayList<>();
      while (rows.next()) {
        list.add(row.read(rows));
      }
      return list;
    }
  }

  /** Runs a statement, after those that were left for it, and returns it at its own result. */
  private PreparedStatement sent(String sql, List<Object> own) throws SQLException {
    StringBuilder all = new StringBuilder();
    List<Object> values = new ArrayList<>();
    for (Delayed before : delayed) {
      all.append(before.sql()).append("; ");
      values.addAll(before.values());
    }
    values.addAll(own);
    int others = delayed.size();
    delayed.clear();
    PreparedStatement statement = connection.prepareStatement(all.append(sql).toString());
    try {
      for (int i = 0; i < values.size(); i++) {
        statement.setObject(i + 1, plain(values.get(i)));
      }
      statement.execute();
      for (int i = 0; i < others; i++) {
        statement.getMoreResults();
      }
      return statement;
    } catch (SQLException | RuntimeException e) {
      statement.close();
      throw e;
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

  /**
   * Has this transaction forced, even if it was begun as one that need not be. Called before it
   * changes anything.
   *
   * @throws BegunLazilyException if that is too late here: it must begin once more
   */
  void mustBeForced() throws BegunLazilyException {
    if (durability == Durability.LAZY && !takesSeveral) {
      throw new BegunLazilyException();
    }
    durability = Durability.FORCED;
  }

  /** What is to hold of this transaction. */
  Durability durability() {
    return durability;
  }

  /** A transaction was begun as one that need not be forced, and must be. */
  static final class BegunLazilyException extends SQLException {
    private static final long serialVersionUID = 1L;
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
