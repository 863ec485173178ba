package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import nz.co.medimage.transport.http.v1.Problem;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server of the wire protocol, {@code spec/wire-v1.md}. */
public final class WireServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WireServer.class);
  private static final Duration TO_BE_DONE = Duration.ofSeconds(1);
  private static final Duration TO_FINISH = Duration.ofSeconds(20);
  private static final int MOST_THREADS = 200;
  private static final int BUFFER = 64 * 1024;
  private static final int ACCEPT_QUEUE = 1024;
  private static final long MOST_BETWEEN_SWEEPS = 1_000;

  private final Server server;
  private final ServerConnector connector;
  private final GracefulHandler handler;

  private WireServer(Server server, ServerConnector connector, GracefulHandler handler) {
    this.server = server;
    this.connector = connector;
    this.handler = handler;
  }

  /**
   * Starts a server, which listens on daemon threads of its own. The caller closes it.
   *
   * @param address where to listen; port 0 for any free port
   * @param tls null for a server behind a proxy that does TLS, and for tests
   * @param handler what to serve, such as {@link IntakeHandler}
   * @throws BindException with one sentence for the user if the port is taken
   * @throws IOException if it cannot listen for another reason; with one sentence that names the
   *     versions, if Jetty cannot serve because its jars are of several versions
   */
  public static WireServer start(
      InetSocketAddress address, @Nullable SSLContext tls, Handler handler) throws IOException {
    return start(address, tls, handler, ServerSettings.standard());
  }

  /** Starts a server with settings. */
  public static WireServer start(
      InetSocketAddress address, @Nullable SSLContext tls, Handler handler, ServerSettings settings)
      throws IOException {
    JettyCheck.require();
    Server server = server(settings);
    Connections connections =
        new Connections(
            settings.mostConnections(),
            settings.limitOfAddress(),
            settings.header(),
            settings.idle(),
            System::nanoTime);
    ServerConnector connector = connector(server, tls, settings, connections);
    InetAddress host = address.getAddress();
    connector.setHost(host.isAnyLocalAddress() ? null : host.getHostAddress());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(settings.idle().toMillis());
    server.addConnector(connector);
    GracefulHandler graceful =
        new GracefulHandler(new Lingering(withLocalPages(handler, tls, settings), connections));
    server.setHandler(graceful);
    WireServer started = new WireServer(server, connector, graceful);
    started.begin(address);
    return started;
  }

  private static Handler withLocalPages(
      Handler handler, @Nullable SSLContext tls, ServerSettings settings) {
    LocalPages pages = settings.localPages();
    return tls == null || pages == null
        ? new Handler.Sequence(handler, new Nothing())
        : new Handler.Sequence(new PlainOrTls.PlainPages(pages.handler()), handler, new Nothing());
  }

  private static Server server(ServerSettings settings) {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
    threads.setName("medimage-wire");
    threads.setDaemon(true);
    // Jetty waits half of this time for requests in progress, then interrupts them.
    threads.setStopTimeout(TO_FINISH.toMillis());
    // Jetty's own timer thread is not a daemon and would keep an embedder's process alive.
    Scheduler timer = new ScheduledExecutorScheduler("medimage-wire-timer", true);
    Server server = new Server(threads, timer, null);
    if (settings.accessLog() != null) {
      server.setRequestLog(settings.accessLog());
    }
    CrossOrigin crossOrigin = new CrossOrigin(settings.pageOrigins());
    server.setErrorHandler(
        (request, response, callback) -> {
          crossOrigin.customize(request, response.getHeaders());
          return refused(response, callback);
        });
    return server;
  }

  /** A request that Jetty itself refuses ends the connection, and the client must know that. */
  private static boolean refused(Response response, Callback callback) {
    int status = response.getStatus();
    response.getHeaders().put(HttpFields.CONNECTION_CLOSE);
    Responses.problem(response, callback, Problem.plain(status, HttpStatus.getMessage(status), ""));
    return true;
  }

  private static ServerConnector connector(
      Server server, @Nullable SSLContext tls, ServerSettings settings, Connections connections) {
    long sweep = Math.min(MOST_BETWEEN_SWEEPS, Math.max(1, settings.header().toMillis() / 4));
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    if (settings.behindProxy()) {
      configuration.addCustomizer(new ProxiedAddress());
    }
    configuration.addCustomizer(new CrossOrigin(settings.pageOrigins()));
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    http.setInputBufferSize(BUFFER);
    if (tls == null) {
      return limited(new LimitedConnector(server, connections, sweep, http));
    }
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setSslContext(tls);
    SslConnectionFactory ssl = new SslConnectionFactory(context, http.getProtocol());
    // Senders know the certificate, not a host name, so there is no name to compare.
    ssl.setEnsureSecureRequestCustomizer(false);
    return limited(
        settings.localPages() == null
            ? new LimitedConnector(server, connections, sweep, ssl, http)
            : new LimitedConnector(
                server, connections, sweep, new PlainOrTls(ssl, http), ssl, http));
  }

  /** A flood of connections must not fill the queue of the operating system. */
  private static ServerConnector limited(LimitedConnector connector) {
    connector.setAcceptQueueSize(ACCEPT_QUEUE);
    return connector;
  }

  private void begin(InetSocketAddress address) throws IOException {
    try {
      connector.open();
      server.start();
    } catch (Exception e) {
      close();
      if (e instanceof BindException || e.getCause() instanceof BindException) {
        throw explained(address, e);
      }
      throw e instanceof IOException io
          ? io
          : new IOException("The server could not be started: " + e.getMessage(), e);
    }
  }

  private static BindException explained(InetSocketAddress address, Exception e)
      throws IOException {
    InetAddress host = address.getAddress();
    boolean ours = host.isAnyLocalAddress() || NetworkInterface.getByInetAddress(host) != null;
    BindException explained =
        new BindException(
            ours
                ? "Port " + address.getPort() + " is in use by another program; choose another port"
                : "This computer does not have the address " + host.getHostAddress());
    explained.initCause(e);
    return explained;
  }

  /** The port that this server listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Answers requests that wait, gives the others a second to finish, then breaks off uploads, which
   * can be resumed later. Blocks until no request is being handled any more.
   */
  @Override
  public void close() {
    try {
      Graceful.shutdown(handler).get(TO_BE_DONE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.debug("Some requests are broken off");
    } catch (ExecutionException e) {
      LOG.warn("The handlers did not shut down in order", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      server.stop();
    } catch (Exception e) {
      LOG.warn("The server did not stop in order", e);
    }
  }

  /** Answers on every path that the handler does not know. */
  private static final class Nothing extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Responses.problem(
          response,
          callback,
          Problem.plain(
              HttpStatus.NOT_FOUND_404,
              HttpStatus.getMessage(HttpStatus.NOT_FOUND_404),
              "There is nothing here"));
      return true;
    }
  }
}
