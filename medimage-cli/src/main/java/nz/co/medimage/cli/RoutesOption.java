package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import nz.co.medimage.transport.http.HttpProxy;
import nz.co.medimage.transport.http.ServerTrust;
import nz.co.medimage.transport.relay.RelayListener;
import nz.co.medimage.transport.relay.RelayTransport;
import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How this end uses the local network, and how it reaches a relay. */
final class RoutesOption {
  @Option(
      names = "--no-discovery",
      description = "Neither search the local network nor be found there: give addresses instead.")
  private boolean noDiscovery;

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      description = "The HTTP proxy on the way to a relay. Default: the system's.")
  private @Nullable String proxy;

  @Option(names = "--proxy-user", paramLabel = "NAME", description = "Its user, if it asks.")
  private @Nullable String proxyUser;

  @Option(
      names = "--proxy-password",
      paramLabel = "PASSWORD",
      description = "The user's password; others can read it here, so better one of the next two.")
  private @Nullable String proxyPassword;

  @Option(
      names = "--proxy-password-file",
      paramLabel = "FILE",
      description = {
        "A file whose first line is that password.",
        "Or set MEDIMAGE_PROXY_PASSWORD in the environment."
      })
  private @Nullable Path proxyPasswordFile;

  @Option(
      names = "--trust-store",
      paramLabel = "FILE",
      description = {
        "Certificates in PEM to trust a relay by, beside those that this computer trusts: of the",
        "practice's own authority, or of a network that looks into TLS."
      })
  private @Nullable Path trustStore;

  boolean discovers() {
    return !noDiscovery;
  }

  WifiTransport transport() {
    WifiTransport.Builder builder = WifiTransport.builder();
    return (noDiscovery ? builder.withoutDiscovery() : builder).build();
  }

  WifiListener listener(WifiListener.Builder builder) {
    return (noDiscovery ? builder.withoutDiscovery() : builder).build();
  }

  RelayTransport relay() throws IOException {
    return RelayTransport.builder().proxy(proxy()).trust(trust()).build();
  }

  /**
   * What collects from a relay.
   *
   * @param key for enrolment, if there is one
   * @throws BadInputException if it is no URL of a relay
   */
  RelayListener relay(String url, @Nullable String key) throws IOException {
    return Errors.sayWhatIsWrong(
        () -> {
          RelayListener.Builder builder = RelayListener.at(url);
          return relay(key == null ? builder : builder.enrolmentKey(key));
        });
  }

  private RelayListener relay(RelayListener.Builder builder) throws IOException {
    return builder.proxy(proxy()).trust(trust()).build();
  }

  private ServerTrust trust() throws IOException {
    return trustStore == null ? ServerTrust.platform() : ServerTrust.platformAnd(trustStore);
  }

  private HttpProxy proxy() throws IOException {
    HttpProxy chosen =
        proxy == null ? HttpProxy.system() : Errors.sayWhatIsWrong(() -> HttpProxy.parse(proxy));
    String password = SecretFile.or(proxyPasswordFile, proxyPassword);
    if ((proxyUser == null) != (password == null)) {
      throw new BadInputException("--proxy-user and its password come together");
    }
    return proxyUser == null || password == null
        ? chosen
        : chosen.withPassword(proxyUser, password);
  }
}
