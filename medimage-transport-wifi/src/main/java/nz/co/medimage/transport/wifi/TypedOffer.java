package nz.co.medimage.transport.wifi;

import java.io.IOException;
import nz.co.medimage.api.transport.PairingLink;
import nz.co.medimage.api.transport.Route;

/**
 * An offer at an address that a person typed. The address is stored in the route, because the
 * receiver cannot know it, for example if a router forwards it.
 */
record TypedOffer(PairingLink link, HostAndPort typed) implements PairingLink {

  @Override
  public byte[] exchange(byte[] message) throws IOException {
    return link.exchange(message);
  }

  @Override
  public Route reached(Route told) {
    try {
      return told.transport().equals(WifiTransport.ID)
          ? LanRoute.of(told).typedAs(typed.toString()).toRoute()
          : told;
    } catch (IOException e) {
      return told; // a route that cannot be used is refused when it is taken
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
