package nz.co.medimage.transport.relay;

import java.io.IOException;
import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.api.transport.TransportProvider;
import nz.co.medimage.transport.http.HttpProxy;
import nz.co.medimage.transport.http.ServerTrust;

/** Makes a {@link RelayTransport} for senders that look for their transports. */
public final class RelayTransportProvider implements TransportProvider {

  /** For {@link java.util.ServiceLoader}. */
  public RelayTransportProvider() {}

  @Override
  public String id() {
    return RelayTransport.ID;
  }

  @Override
  public String displayName() {
    return "Relay";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.text("proxy")
            .help("The HTTP proxy on the way to a relay, as HOST:PORT. Default: the system's."),
        Setting.text("proxy-user").help("The proxy's user, if it asks for one."),
        Setting.text("proxy-password").secret().help("The password of the proxy's user."),
        Setting.path("trust-store")
            .help("Certificates in PEM to trust a relay by, beside those of the platform."),
        Setting.duration("connect-timeout").defaultValue("5s").help("How long to try to connect."));
  }

  @Override
  public Transport create(AddOnContext context) throws IOException {
    Settings settings = context.settings();
    RelayTransport.Builder builder =
        RelayTransport.builder()
            .proxy(proxy(settings))
            .connectTimeout(settings.duration("connect-timeout"));
    if (settings.contains("trust-store")) {
      builder.trust(ServerTrust.platformAnd(settings.path("trust-store")));
    }
    return builder.build();
  }

  private static HttpProxy proxy(Settings settings) {
    HttpProxy proxy =
        settings.contains("proxy") ? HttpProxy.parse(settings.text("proxy")) : HttpProxy.system();
    if (settings.contains("proxy-user") != settings.contains("proxy-password")) {
      throw new IllegalArgumentException("proxy-user and proxy-password come together.");
    }
    return settings.contains("proxy-user")
        ? proxy.withPassword(settings.text("proxy-user"), settings.text("proxy-password"))
        : proxy;
  }
}
