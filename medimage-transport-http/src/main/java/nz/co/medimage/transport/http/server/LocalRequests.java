package nz.co.medimage.transport.http.server;

import java.net.InetSocketAddress;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;

/** Distinguishes requests from this machine from all others. */
public final class LocalRequests {
  private LocalRequests() {}

  /**
   * Whether a request comes from a program on this machine. A request that a reverse proxy on this
   * machine forwards does not, and a header shows that: {@code Via}, {@code Forwarded}, {@code
   * X-Real-IP}, or one whose name begins with {@code X-Forwarded}.
   */
  public static boolean isLocal(Request request) {
    return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress a
        && a.getAddress().isLoopbackAddress()
        && !isForwarded(request.getHeaders());
  }

  private static boolean isForwarded(HttpFields headers) {
    return headers.stream().anyMatch(field -> tellsOfAProxy(field.getLowerCaseName()));
  }

  private static boolean tellsOfAProxy(String name) {
    return name.equals("via")
        || name.equals("forwarded")
        || name.equals("x-real-ip")
        || name.startsWith("x-forwarded");
  }
}
