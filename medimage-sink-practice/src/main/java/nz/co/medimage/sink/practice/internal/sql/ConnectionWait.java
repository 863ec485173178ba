package nz.co.medimage.sink.practice.internal.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes connections from a pool. A pool tries to connect again until its time is up; this gives up
 * at the first failure if there is no connection at all, so that a database that is away, or a
 * wrong password, is known at once. Safe for use by several threads.
 */
final class ConnectionWait {
  private final Map<Thread, @Nullable SQLException> waiting = new HashMap<>();
  private volatile @Nullable HikariDataSource pool;

  void of(HikariDataSource source) {
    pool = source;
  }

  Connection take(HikariDataSource source) throws SQLException {
    synchronized (this) {
      waiting.put(Thread.currentThread(), null);
    }
    SQLException failure = null;
    Connection connection = null;
    try {
      connection = source.getConnection();
    } catch (SQLException e) {
      failure = e;
    }
    SQLException known;
    synchronized (this) {
      known = waiting.remove(Thread.currentThread());
    }
    if (known != null) {
      Thread.interrupted(); // it was for the wait, which is over
    }
    if (connection == null) {
      throw known == null ? failure : known;
    }
    return connection;
  }

  /** Called when the pool could not connect. */
  void failed(SQLException failure) {
    HikariDataSource source = pool;
    if (source == null || source.getHikariPoolMXBean().getTotalConnections() > 0) {
      return;
    }
    synchronized (this) {
      for (Map.Entry<Thread, @Nullable SQLException> each : waiting.entrySet()) {
        if (each.getValue() == null) {
          each.setValue(failure);
          each.getKey().interrupt();
        }
      }
    }
  }
}
