package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Jetty;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Makes sure that Jetty serves. With jars of several versions it listens all the same, and breaks
 * off every connection. Asks it, rather than compare versions: those are lost in shaded jars.
 */
final class JettyCheck {
  private static final String REQUEST =
      "GET / HTTP/1.1\r\nHost: local\r\nConnection: close\r\n\r\n";
  private static final long LONGEST_SECONDS = 30;

  private JettyCheck() {}

  /**
   * Has a server of its own serve a request in memory.
   *
   * @throws IOException with one sentence that names the versions, if it does not
   */
  static void require() throws IOException {
    try {
      if (!serves()) {
        throw new IOException(sentence());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the server started", e);
    } catch (IOException e) {
      throw e;
    } catch (Exception | LinkageError e) {
      throw new IOException(sentence(), e);
    }
  }

  private static boolean serves() throws Exception {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("medimage-wire-check");
    threads.setDaemon(true);
    Scheduler timer = new ScheduledExecutorScheduler("medimage-wire-check-timer", true);
    Server server = new Server(threads, timer, null);
    LocalConnector connector = new LocalConnector(server);
    server.addConnector(connector);
    server.setHandler(new NoContent());
    try {
      server.start();
      String answer = connector.getResponse(REQUEST, LONGEST_SECONDS, TimeUnit.SECONDS);
      return answer != null && answer.contains(" " + HttpStatus.NO_CONTENT_204 + " ");
    } finally {
      server.stop();
    }
  }

  private static String sentence() {
    return "Jetty serves no request, probably because its jars are of several versions ("
        + versions()
        + "); import one org.eclipse.jetty:jetty-bom before medimage-bom, and give no single jar"
        + " of Jetty a version";
  }

  private static String versions() {
    return String.join(
        ", ",
        version("jetty-server", Server.class),
        version("jetty-http", HttpHeader.class),
        version("jetty-io", EndPoint.class),
        version("jetty-util", Jetty.class));
  }

  /** The name of a jar, and its version if the jar still tells it. */
  private static String version(String jar, Class<?> type) {
    String path = "/META-INF/maven/org.eclipse.jetty/" + jar + "/pom.properties";
    Properties properties = new Properties();
    try (var in = type.getResourceAsStream(path)) {
      if (in != null) {
        properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // as if it did not tell
    }
    return jar + " " + properties.getProperty("version", "of unknown version");
  }

  private static final class NoContent extends Handler.Abstract.NonBlocking {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.setStatus(HttpStatus.NO_CONTENT_204);
      callback.succeeded();
      return true;
    }
  }
}
