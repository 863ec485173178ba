package nz.co.medimage.cli;

import nz.co.medimage.transport.http.HttpProxy;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The way out of a network to a relay. */
final class ProxyOption {
  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      description = "The HTTP proxy on the way to a relay; the system's if not given.")
  private @Nullable String proxy;

  @Option(names = "--proxy-user", paramLabel = "NAME", description = "Its user, if it asks.")
  private @Nullable String user;

  @Option(
      names = "--proxy-password",
      paramLabel = "PASSWORD",
      description = "The user's password; the environment variable MEDIMAGE_PROXY_PASSWORD too.")
  private @Nullable String password;

  HttpProxy proxy() {
    HttpProxy chosen = HttpProxy.system();
    if (proxy != null) {
      int colon = proxy.lastIndexOf(':');
      try {
        chosen =
            HttpProxy.at(proxy.substring(0, colon), Integer.parseInt(proxy.substring(colon + 1)));
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new BadInputException("a proxy is a host and a port, such as 192.0.2.1:3128");
      }
    }
    @Nullable String secret =
        password == null ? System.getenv("MEDIMAGE_PROXY_PASSWORD") : password;
    return user == null || secret == null ? chosen : chosen.withPassword(user, secret);
  }
}
