package nz.co.medimage.transport.http.server;

import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Tells requests of programs of this machine from all others. */
public final class LocalRequests {
  private LocalRequests() {}

  /**
   * Whether a request comes from this machine. What a reverse proxy on it passes on comes from
   * elsewhere, and says so in a header.
   */
  public static boolean isLocal(Request request) {
    HttpFields headers = request.getHeaders();
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress a
        && a.getAddress().isLoopbackAddress()
        && !headers.contains(HttpHeader.X_FORWARDED_FOR)
        && !headers.contains(HttpHeader.FORWARDED);
  }
}
