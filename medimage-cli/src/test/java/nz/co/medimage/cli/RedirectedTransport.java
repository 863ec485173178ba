package nz.co.medimage.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.transport.wifi.WifiTransport;

/** The LAN transport, led to another port than the one that the receiver told. */
final class RedirectedTransport implements Transport {
  private final WifiTransport wifi = WifiTransport.builder().withoutDiscovery().build();
  private final int port;

  RedirectedTransport(int port) {
    this.port = port;
  }

  @Override
  public String id() {
    return wifi.id();
  }

  @Override
  public Link connect(Route route, Credential credential) throws IOException {
    Map<String, String> parameters = new HashMap<>(route.parameters());
    parameters.put("port", Integer.toString(port));
    return wifi.connect(new Route(route.transport(), parameters), credential);
  }

  @Override
  public List<PairingLink> findOffers(String nameplate) throws IOException {
    return wifi.findOffers(nameplate);
  }

  @Override
  public List<PairingLink> offersAt(String address, String nameplate) throws IOException {
    return wifi.offersAt(address, nameplate);
  }

  @Override
  public void close() {
    wifi.close();
  }
}
