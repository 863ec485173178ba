package nz.co.medimage.relay.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Connections to a database, and transactions on them. An exception says how the database failed,
 * and nothing of what it was given. Safe for use by several threads.
 */
final class Database implements AutoCloseable {
  private final Dialect dialect;
  private final HikariDataSource writers;
  private final HikariDataSource readers;
  private volatile RelayStore.Listener listener = Nobody.LISTENS;
  private volatile Signals signals = () -> {};

  /**
   * Connects.
   *
   * @throws IOException if that fails
   */
  Database(Dialect dialect) throws IOException {
    this.dialect = dialect;
    writers = pool(dialect.writers());
    try {
      Optional<HikariConfig> separate = dialect.readers();
      readers = separate.isEmpty() ? writers : pool(separate.get());
    } catch (IOException e) {
      writers.close();
      throw e;
    }
  }

  private HikariDataSource pool(HikariConfig config) throws IOException {
    try {
      return new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      throw e.getCause() instanceof SQLException cause
          ? failed(dialect, cause)
          : new IOException("the relay's database cannot be reached", e);
    }
  }

  /** Statements that make up a whole. */
  @FunctionalInterface
  interface Work<T> {
    T run(Sql sql) throws SQLException, IOException;
  }

  /** Runs what only reads. Each of its statements sees what holds when it begins. */
  <T> T read(Work<T> work) throws IOException {
    return alone(readers, work);
  }

  /** Runs what is no transaction, but may change something by each of its statements. */
  <T> T alone(Work<T> work) throws IOException {
    return alone(writers, work);
  }

  private <T> T alone(HikariDataSource pool, Work<T> work) throws IOException {
    try (Connection connection = pool.getConnection()) {
      return work.run(new Sql(connection));
    } catch (SQLException e) {
      throw failed(dialect, e);
    }
  }

  /** How one statement appends, where it can. */
  Optional<String> growth() {
    return dialect.growth();
  }

  /** Tells listeners of what one statement changed. */
  void tell(UUID changed) {
    listener.changed(changed);
  }

  /** Shows that it can be written to, by a change of its own. */
  void force(Instant now) throws IOException {
    write(sql -> sql.update("UPDATE health SET checked = ?", now.toEpochMilli()));
  }

  /**
   * Runs a transaction, and tells listeners of it once it holds and is on stable storage. It tells
   * them of one that failed too: where only the answer was lost it may hold all the same.
   */
  <T> T write(Work<T> work) throws IOException {
    return write(Durability.FORCED, work);
  }

  /** The same, with what holds of it then, unless it asks for more itself. */
  <T> T write(Durability least, Work<T> work) throws IOException {
    List<UUID> changed = List.of();
    try (Connection connection = writers.getConnection()) {
      Sql sql = new Sql(connection, dialect.lock(), dialect.takesSeveral(), least);
      changed = sql.changed();
      for (String statement : dialect.begin(least)) {
        sql.change(statement);
      }
      return finish(connection, sql, work);
    } catch (Sql.BegunLazilyException e) {
      return write(Durability.FORCED, work);
    } catch (SQLException e) {
      throw failed(dialect, e);
    } finally {
      changed.forEach(listener::changed);
    }
  }

  private <T> T finish(Connection connection, Sql sql, Work<T> work)
      throws SQLException, IOException {
    boolean committed = false;
    try {
      T result = work.run(sql);
      if (!sql.changed().isEmpty()) {
        dialect.signal(sql, sql.changed());
      }
      for (String statement : dialect.commit(sql.durability())) {
        sql.change(statement);
      }
      sql.sendDelayed();
      committed = true;
      return result;
    } finally {
      if (!committed) {
        rollBack(connection, sql);
      }
    }
  }

  /** A connection that cannot even do that is of no use to anybody any more. */
  private void rollBack(Connection connection, Sql sql) {
    try {
      sql.rollBack();
    } catch (SQLException e) {
      writers.evictConnection(connection);
    }
  }

  /** Bytes of room that are left, as far as that is known. */
  long room() throws IOException {
    return dialect.room(this);
  }

  /** Gives the disk back what is free. */
  void tidy() throws IOException {
    dialect.tidy(this);
  }

  /** Called once. */
  void onChange(RelayStore.Listener told) {
    listener = told;
    signals = dialect.listen(told);
  }

  @Override
  public void close() {
    signals.close();
    readers.close();
    writers.close();
  }

  static IOException failed(Dialect dialect, SQLException e) {
    return dialect.isFull(e)
        ? new StoreFullException(e)
        : new IOException("the relay's database " + how(dialect.code(e)), e);
  }

  private static String how(@Nullable String code) {
    if (code == null) {
      return "cannot be reached";
    }
    String what =
        switch (code.substring(0, 2)) {
          case "08" -> "cannot be reached";
          case "28" -> "refuses the user or the password";
          default -> "failed";
        };
    return what + " (" + code + ")";
  }

  private enum Nobody implements RelayStore.Listener {
    LISTENS;

    @Override
    public void changed(UUID id) {}

    @Override
    public void anything() {}
  }
}
