package nz.co.medimage.transport.wifi;

import java.util.List;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.api.transport.TransportProvider;

/** Makes a {@link WifiTransport} for senders that look for their transports. */
public final class WifiTransportProvider implements TransportProvider {

  /** For {@link java.util.ServiceLoader}. */
  public WifiTransportProvider() {}

  @Override
  public String id() {
    return WifiTransport.ID;
  }

  @Override
  public String displayName() {
    return "Local network";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.flag("discovery")
            .defaultValue("true")
            .help("Searches the local network; false tries known and typed addresses only."),
        Setting.duration("connect-timeout")
            .defaultValue("1500ms")
            .help("How long to try a known address."),
        Setting.duration("search-timeout")
            .defaultValue("10s")
            .help("How long to search the network at most."));
  }

  @Override
  public Transport create(AddOnContext context) {
    Settings settings = context.settings();
    WifiTransport.Builder builder =
        WifiTransport.builder()
            .connectTimeout(settings.duration("connect-timeout"))
            .searchTimeout(settings.duration("search-timeout"));
    return (settings.flag("discovery") ? builder : builder.withoutDiscovery()).build();
  }
}
