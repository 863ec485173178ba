package nz.co.medimage.transport.http.server;

import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;

/** Distinguishes requests from this machine from all others. */
public final class LocalRequests {
  private LocalRequests() {}

  /**
   * Whether a request comes from a program on this machine. A request that a reverse proxy on this
   * machine forwards does not, and a header shows that.
   */
  public static boolean isLocal(Request request) {
    HttpFields headers = request.getHeaders();
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress a
        && a.getAddress().isLoopbackAddress()
        && !headers.contains(HttpHeader.X_FORWARDED_FOR)
        && !headers.contains(HttpHeader.FORWARDED);
  }
}
