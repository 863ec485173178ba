package nz.co.medimage.relay.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** Makes connections, and knows by which of the server's processes they are served. */
final class OwnConnections extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;

  private final transient Map<Integer, Connection> byProcess = new ConcurrentHashMap<>();

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    Connection connection = super.getConnection(user, password);
    byProcess.values().removeIf(OwnConnections::isClosed);
    byProcess.put(connection.unwrap(PGConnection.class).getBackendPID(), connection);
    return connection;
  }

  /**
   * Takes none of those made so far for its own any more. A server that was started again, or
   * another one, gives the numbers of processes that ended to new ones, perhaps before it is
   * noticed that their connections are dead.
   */
  void forgetAll() {
    byProcess.clear();
  }

  /** Whether a process of the server serves one of these connections, which is still open. */
  boolean areServedBy(int process) {
    Connection connection = byProcess.get(process);
    return connection != null && !isClosed(connection);
  }

  private static boolean isClosed(Connection connection) {
    try {
      return connection.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }
}
