package nz.co.medimage.transport.http.server;

import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Discards the rest of a body for a while after the answer was sent, RFC 9112 section 9.6. Closing
 * at once would make TCP reset the connection while the client still sends, and the answer would be
 * lost. Tells {@link Connections} when a request is served.
 */
final class Lingering extends Handler.Wrapper {
  private static final long MOST_BYTES = 64L << 20;
  private static final long MOST_MILLIS = 5_000;

  private final Connections connections;

  Lingering(Handler handler, Connections connections) {
    super(handler);
    this.connections = connections;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
    connections.serves(connection);
    try {
      return super.handle(request, response, new Rest(request, callback, connection));
    } catch (Throwable e) {
      connections.served(connection); // nobody else says so
      throw e;
    }
  }

  /** Completes a request once the rest of its body is read, or given up. */
  private final class Rest implements Callback, Invocable.Task {
    private final Request request;
    private final Callback callback;
    private final EndPoint connection;
    private long discarded;
    private Scheduler.@Nullable Task timeout;

    Rest(Request request, Callback callback, EndPoint connection) {
      this.request = request;
      this.callback = callback;
      this.connection = connection;
    }

    @Override
    public InvocationType getInvocationType() {
      return callback.getInvocationType();
    }

    @Override
    public void succeeded() {
      connections.served(connection);
      if (request.getHeaders().contains("Expect")) {
        // The body was perhaps never asked for, and does not come.
        callback.succeeded();
      } else {
        run();
      }
    }

    @Override
    public void failed(Throwable e) {
      connections.served(connection);
      callback.failed(e);
    }

    @Override
    public void run() {
      for (Content.Chunk chunk = request.read(); chunk != null; chunk = request.read()) {
        boolean failed = Content.Chunk.isFailure(chunk);
        discarded += failed ? 0 : chunk.remaining();
        boolean ends = failed || chunk.isLast() || discarded > MOST_BYTES;
        chunk.release();
        if (ends) {
          end();
          return;
        }
      }
      if (timeout == null) {
        timeout =
            request
                .getComponents()
                .getScheduler()
                .schedule(connection::close, MOST_MILLIS, TimeUnit.MILLISECONDS);
      }
      request.demand(this);
    }

    private void end() {
      if (timeout != null) {
        timeout.cancel();
      }
      callback.succeeded();
    }
  }
}
