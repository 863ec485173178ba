package nz.co.medimage.relay.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import nz.co.medimage.runtime.DaemonThreads;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what other nodes notify of, on a thread and a connection of its own. When it connects, at
 * first or again, it says that anything may have happened before.
 */
final class PostgresSignals implements Signals {
  private static final Logger log = LoggerFactory.getLogger(PostgresSignals.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** How long without a notification until the connection is checked. */
  private static final Duration SILENCE = Duration.ofSeconds(20);

  private final OwnConnections source;
  private final RelayStore.Listener listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Connection current;

  private PostgresSignals(OwnConnections source, RelayStore.Listener listener) {
    this.source = source;
    this.listener = listener;
  }

  static PostgresSignals start(OwnConnections source, RelayStore.Listener listener) {
    PostgresSignals signals = new PostgresSignals(source, listener);
    var unused = DaemonThreads.start("relay-signals", signals::run);
    return signals;
  }

  private void run() {
    boolean isOver = false;
    boolean wasLost = false;
    while (!isOver) {
      try (Connection connection = source.getConnection()) {
        current = connection;
        listen(connection, wasLost);
      } catch (SQLException e) {
        if (!isClosed() && !wasLost) {
          log.warn("The notifications of the relay's database are lost: {}", e.getSQLState());
        }
        wasLost = true;
      } catch (RuntimeException e) {
        log.error("A listener to the relay's database failed", e);
      }
      isOver = pause();
    }
  }

  private void listen(Connection connection, boolean again) throws SQLException {
    execute(connection, "LISTEN " + Postgres.CHANNEL);
    if (again) {
      source.forgetAll();
    }
    listener.anything();
    PGConnection notified = connection.unwrap(PGConnection.class);
    while (!isClosed()) {
      PGNotification[] all = notified.getNotifications((int) SILENCE.toMillis());
      if (all == null || all.length == 0) {
        execute(connection, "SELECT 1");
      } else {
        for (PGNotification each : all) {
          // Of its own changes a node tells as soon as they are committed.
          if (!source.areServedBy(each.getPID())) {
            tell(each.getParameter());
          }
        }
      }
    }
  }

  private void tell(String id) {
    UUID changed;
    try {
      changed = UUID.fromString(id);
    } catch (IllegalArgumentException e) {
      return; // Others may use the channel.
    }
    listener.changed(changed);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Returns whether it is over. */
  private boolean pause() {
    try {
      return closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Connection connection = current;
    if (connection != null) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("A connection was not closed", e);
      }
    }
  }
}
