package nz.co.medimage.relay.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import nz.co.medimage.relay.store.RelayStore.Listener;

/** Runs transactions, and puts what goes wrong with them into words. */
abstract class Database implements AutoCloseable {
  private static final int CONNECTIONS = 10;
  private static final long MOST_MILLIS_TO_GET_ONE = 10_000;

  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void changed(UUID id) {}

        @Override
        public void anything() {}
      };

  private final HikariDataSource pool;
  private volatile Listener listener = NOBODY;

  /** Connects when it is first needed. */
  Database(HikariConfig config) {
    config.setPoolName("medimage-relay");
    config.setMaximumPoolSize(CONNECTIONS);
    config.setConnectionTimeout(MOST_MILLIS_TO_GET_ONE);
    config.setInitializationFailTimeout(-1);
    pool = new HikariDataSource(config);
  }

  /** What is done in a transaction; it may be done again, by a caller that saw it fail. */
  @FunctionalInterface
  interface Work<T> {
    T run(Transaction transaction) throws SQLException, IOException;
  }

  /** Reads with one statement. */
  final <T> T read(Work<T> work) throws IOException {
    try (Connection connection = pool.getConnection()) {
      return work.run(new Transaction(connection));
    } catch (SQLException e) {
      throw inWords(e);
    }
  }

  /** Changes something: all of it, on stable storage, or nothing. */
  final <T> T write(Work<T> work) throws IOException {
    Set<UUID> changed;
    T result;
    beginToWrite();
    try (Connection connection = pool.getConnection()) {
      connection.setAutoCommit(false);
      try {
        Transaction transaction = new Transaction(connection);
        result = work.run(transaction);
        changed = transaction.changed();
        tellOthers(transaction, changed);
        connection.commit();
      } catch (SQLException | IOException | RuntimeException e) {
        undo(connection, e);
        throw e;
      }
    } catch (SQLException e) {
      throw inWords(e);
    } finally {
      endWriting();
    }
    changed.forEach(listener::changed);
    return result;
  }

  /** A full SQLite has undone it by itself, which its driver does not notice. */
  private void undo(Connection connection, Exception because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
      pool.evictConnection(connection);
    }
  }

  private IOException inWords(SQLException e) {
    if (isFull(e)) {
      return new StoreFullException(e);
    }
    boolean away = e instanceof SQLTransientConnectionException;
    return new IOException(
        away
            ? "The relay's database cannot be reached"
            : "The relay's database does not work (SQLSTATE " + e.getSQLState() + ")",
        e);
  }

  final void onChange(Listener told) {
    listener = told;
  }

  final Consumer<UUID> changed() {
    return id -> listener.changed(id);
  }

  final void anything() {
    listener.anything();
  }

  /** Waits until this thread may write. */
  void beginToWrite() {}

  void endWriting() {}

  /** Has other transactions that write to this mailbox wait until this one has ended. */
  abstract void lock(Transaction transaction, UUID mailbox) throws SQLException;

  /** Has the other nodes told, if this transaction takes effect. */
  abstract void tellOthers(Transaction transaction, Set<UUID> changed) throws SQLException;

  /** Makes the tables, or brings those of an earlier version up to date. */
  abstract void prepare() throws IOException;

  /** Gives room back that was used before. */
  abstract void tidy() throws IOException;

  /** Whether this says that there is no room. */
  abstract boolean isFull(SQLException e);

  /** Bytes of room that are left. */
  abstract long room() throws IOException;

  @Override
  public void close() {
    pool.close();
  }
}
