package nz.co.medimage.cli;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;

/** Looks for a network on which phones could find this computer by multicast. */
final class NetworkCheck {
  private static final String NAME = "network";

  private NetworkCheck() {}

  static Check look() throws SocketException {
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (card.isUp()
          && !card.isLoopback()
          && card.supportsMulticast()
          && card.getInetAddresses().hasMoreElements()) {
        return Check.ok(NAME, "nearby devices can be found over " + card.getDisplayName());
      }
    }
    return Check.mend(
        NAME,
        "no network card is up that can do multicast; connect this computer to the network, or say"
            + " --no-discovery");
  }
}
