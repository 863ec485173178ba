package nz.co.medimage.transport.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Objects;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxy through which a network lets programs out, if it has one. Only servers that are
 * known by their names are reached through it, so none on the LAN. Immutable.
 */
public final class HttpProxy {
  private static final String AUTHORIZATION = "Proxy-Authorization";

  private final @Nullable Proxy proxy;
  private final @Nullable String authorization;

  private HttpProxy(@Nullable Proxy proxy, @Nullable String authorization) {
    this.proxy = proxy;
    this.authorization = authorization;
  }

  /** What the platform says, such as by {@code https.proxyHost}. */
  public static HttpProxy system() {
    return new HttpProxy(null, null);
  }

  /** A proxy of a host and a port; its name is looked up when it is used. */
  public static HttpProxy at(String host, int port) {
    return new HttpProxy(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)), null);
  }

  /** The same, for one that asks for a password ("Basic", RFC 7617). */
  public HttpProxy withPassword(String user, String password) {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    return new HttpProxy(proxy, Credentials.basic(user, password));
  }

  void apply(OkHttpClient.Builder client) {
    if (proxy != null) {
      client.proxy(proxy);
    }
    if (authorization != null) {
      client.proxyAuthenticator(
          (route, response) ->
              // One that is refused would be refused again.
              response.request().header(AUTHORIZATION) == null
                  ? response.request().newBuilder().header(AUTHORIZATION, authorization).build()
                  : null);
    }
  }

  /** Names the proxy, not the password. */
  @Override
  public String toString() {
    return "HttpProxy[" + (proxy == null ? "system" : proxy.address()) + "]";
  }
}
