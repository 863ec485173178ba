package nz.co.medimage.transport.http.server;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A connector that keeps its {@link Connections} within their limits. */
final class LimitedConnector extends ServerConnector {
  private final Connections connections;
  private final long sweepMillis;

  /**
   * @param sweepMillis between two looks for those whose time is over
   */
  LimitedConnector(
      Server server, Connections connections, long sweepMillis, ConnectionFactory... factories) {
    super(server, factories);
    this.connections = connections;
    this.sweepMillis = sweepMillis;
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    sweepLater();
  }

  private void sweepLater() {
    getScheduler()
        .schedule(
            () -> {
              connections.sweep();
              if (isRunning()) {
                sweepLater();
              }
            },
            sweepMillis,
            TimeUnit.MILLISECONDS);
  }

  @Override
  protected void onEndPointOpened(EndPoint connection) {
    super.onEndPointOpened(connection);
    connections.opened(connection);
  }

  @Override
  protected void onEndPointClosed(EndPoint connection) {
    connections.closed(connection);
    super.onEndPointClosed(connection);
  }
}
