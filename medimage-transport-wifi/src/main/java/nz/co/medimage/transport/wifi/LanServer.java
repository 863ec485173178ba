package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import nz.co.medimage.api.transport.ListenerContext;
import nz.co.medimage.transport.http.server.IntakeHandler;
import nz.co.medimage.transport.http.server.RunHandler;
import nz.co.medimage.transport.http.server.ServerSettings;
import nz.co.medimage.transport.http.server.WireServer;
import org.eclipse.jetty.server.Handler;

/**
 * All that a listener needs of Jetty, in a class that nobody loads before it is known to be there.
 */
final class LanServer {
  private LanServer() {}

  static WireServer start(
      InetSocketAddress at,
      SSLContext tls,
      ListenerContext context,
      Clock clock,
      ServerSettings settings)
      throws IOException {
    Handler handler =
        new Handler.Sequence(
            new IntakeHandler(context.intake(), clock), new RunHandler(context.run()));
    return WireServer.start(at, tls, handler, settings);
  }
}
