package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/** A running server of the wire protocol, {@code spec/wire-v1.md}. */
@SuppressWarnings({"UnusedVariable", "DoNotCallSuggester"})
public final class WireServer implements AutoCloseable {
  private WireServer() {}

  /**
   * Starts to listen, on threads of its own.
   *
   * @param address the port may be 0 for any
   * @param tls null for a server behind something that does TLS for it, and for tests
   * @param handler what to serve, such as {@link ReceptionHandler}
   * @throws BindException with one sentence for the user if the port is taken
   * @throws IOException if it cannot listen for another reason
   */
  public static WireServer start(
      InetSocketAddress address, @Nullable SSLContext tls, Handler handler) throws IOException {
    throw new UnsupportedOperationException("not yet");
  }

  /** The port that it listens on. */
  public int port() {
    return 0;
  }

  /**
   * Stops listening, breaks off uploads, which can be resumed later, and waits until no request is
   * being handled any more.
   */
  @Override
  public void close() {}
}
