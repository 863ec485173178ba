package nz.co.medimage.transport.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import okhttp3.Challenge;
import okhttp3.Credentials;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.Route;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP proxy through which programs on this network reach the Internet, if there is one. Only
 * servers that are recognised by their names are reached through it, so none on the LAN. Immutable.
 */
public final class HttpProxy {
  private static final String AUTHORIZATION = "Proxy-Authorization";

  /** How OkHttp marks the question that it asks before it has asked the proxy. */
  private static final String AHEAD = "OkHttp-Preemptive";

  private final @Nullable Proxy proxy;

  /** As proxies understand it that name no character encoding. */
  private final @Nullable String authorization;

  private final @Nullable String authorizationInUtf8;

  private HttpProxy(
      @Nullable Proxy proxy, @Nullable String authorization, @Nullable String authorizationInUtf8) {
    this.proxy = proxy;
    this.authorization = authorization;
    this.authorizationInUtf8 = authorizationInUtf8;
  }

  /** Returns the platform's setting, such as {@code https.proxyHost}. */
  public static HttpProxy system() {
    return new HttpProxy(null, null, null);
  }

  /** Returns the proxy at a host and port; the name is resolved when the proxy is used. */
  public static HttpProxy at(String host, int port) {
    return new HttpProxy(
        new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(host, port)), null, null);
  }

  /**
   * Returns the proxy at {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException with one sentence if the text has another form
   */
  public static HttpProxy parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      return at(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new IllegalArgumentException("a proxy is a host and a port, such as 192.0.2.1:3128", e);
    }
  }

  /**
   * Returns the same proxy with a login ("Basic", RFC 7617). It is encoded in ISO 8859-1 if all
   * characters are in that and the proxy does not ask for UTF-8, otherwise in UTF-8.
   */
  public HttpProxy withPassword(String user, String password) {
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
    String utf8 = Credentials.basic(user, password, StandardCharsets.UTF_8);
    boolean latin = StandardCharsets.ISO_8859_1.newEncoder().canEncode(user + password);
    return new HttpProxy(proxy, latin ? Credentials.basic(user, password) : utf8, utf8);
  }

  void apply(OkHttpClient.Builder client) {
    if (proxy != null) {
      client.proxy(proxy);
    }
    client.proxyAuthenticator((route, response) -> answer(route, response));
  }

  /** Shows the password once in each encoding: the proxy would refuse it again. */
  private @Nullable Request answer(@Nullable Route route, Response response) throws Refused {
    Request request = response.request();
    boolean utf8 =
        response.challenges().stream()
            .anyMatch(challenge -> challenge.charset().equals(StandardCharsets.UTF_8));
    String next = utf8 ? authorizationInUtf8 : authorization;
    if (next != null && !next.equals(request.header(AUTHORIZATION))) {
      return request.newBuilder().header(AUTHORIZATION, next).build();
    }
    if (response.challenges().stream().anyMatch(challenge -> challenge.scheme().equals(AHEAD))) {
      return null;
    }
    String which = route == null ? "The proxy" : "The proxy " + address(route);
    Set<String> schemes =
        response.challenges().stream().map(Challenge::scheme).collect(Collectors.toSet());
    if (!schemes.isEmpty() && schemes.stream().noneMatch("Basic"::equalsIgnoreCase)) {
      throw new Refused(
          which
              + " asks for a login by "
              + names(schemes)
              + ", which is not supported: ask whoever runs it for Basic, or for an exception for"
              + " the relay's host");
    }
    throw new Refused(
        authorization == null
            ? which + " asks for a user name and a password"
            : which + " does not accept the user name or the password");
  }

  private static String names(Set<String> schemes) {
    List<String> known =
        Stream.of("NTLM", "Negotiate", "Kerberos", "Digest")
            .filter(name -> schemes.stream().anyMatch(name::equalsIgnoreCase))
            .collect(Collectors.toList());
    return known.isEmpty() ? "a scheme of its own" : String.join(" or ", known);
  }

  private static String address(Route route) {
    return route.proxy().address() instanceof InetSocketAddress at
        ? at.getHostString() + ":" + at.getPort()
        : String.valueOf(route.proxy().address());
  }

  /** Thrown if the proxy demands another login. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;

    Refused(String sentence) {
      super(sentence);
    }
  }

  /** Shows the proxy, not the password. */
  @Override
  public String toString() {
    return "HttpProxy[" + (proxy == null ? "system" : proxy.address()) + "]";
  }
}
