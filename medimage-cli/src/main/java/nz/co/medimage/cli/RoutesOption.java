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
      description =
          "Neither search the local network nor be found there. Addresses must be given then.")
  private boolean noDiscovery;

  @Option(
      names = "--proxy",
      paramLabel = "HOST:PORT",
      description = "The HTTP proxy to reach a relay. Default: the system's.")
  private @Nullable String proxy;

  @Option(
      names = "--proxy-user",
      paramLabel = "NAME",
      description = "The user of the proxy, if it asks for one.")
  private @Nullable String proxyUser;

  @Option(
      names = "--proxy-password",
      paramLabel = "PASSWORD",
      description =
          "The user's password. Other users can see it here: use --proxy-password-file instead.")
  private @Nullable String proxyPassword;

  @Option(
      names = "--proxy-password-file",
      paramLabel = "FILE",
      description = {
        "A file whose first line is the password.",
        "Or set MEDIMAGE_PROXY_PASSWORD in the environment."
      })
  private @Nullable Path proxyPasswordFile;

  @Option(
      names = "--trust-store",
      paramLabel = "FILE",
      description = {
        "Certificates in PEM by which to trust a relay, in addition to those of this computer: of",
        "the practice's own authority, or of a network that inspects TLS."
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
