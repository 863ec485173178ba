package nz.co.medimage.transport.http.server;

import org.eclipse.jetty.server.Handler;

/**
 * Pages that a server shows to browsers on its own computer, by plain HTTP on the port on which
 * senders reach it by TLS. See {@link ServerSettings.Builder#localPages}.
 */
@FunctionalInterface
public interface LocalPages {

  /**
   * Makes the handler of the pages. Called once for each server that shows them. All its requests
   * come by plain HTTP over a connection from this computer; a program here may have forwarded
   * them, see {@link LocalRequests#isLocal}. What the handler does not handle is answered with 404.
   */
  Handler handler();
}
