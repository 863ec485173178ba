package nz.co.medimage.cli;

import nz.co.medimage.transport.wifi.WifiListener;
import nz.co.medimage.transport.wifi.WifiTransport;
import picocli.CommandLine.Option;

/** How this end uses the local network. */
final class LanOption {
  @Option(
      names = "--no-discovery",
      description = "Neither search the local network nor be found there; addresses do.")
  private boolean noDiscovery;

  WifiTransport transport() {
    WifiTransport.Builder builder = WifiTransport.builder();
    return (noDiscovery ? builder.withoutDiscovery() : builder).build();
  }

  WifiListener listener(WifiListener.Builder builder) {
    return (noDiscovery ? builder.withoutDiscovery() : builder).build();
  }
}
