package nz.co.medimage.transport.relay;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;

/**
 * Tells by which addresses this machine can be reached now. If they change, it is on another
 * network.
 */
@FunctionalInterface
interface Network {

  Set<InetAddress> addresses();

  /** The addresses of this machine; none while they cannot be determined. */
  static Network system() {
    return () -> {
      Set<InetAddress> all = new HashSet<>();
      try {
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
          for (InetAddress address : Collections.list(card.getInetAddresses())) {
            if (!address.isLoopbackAddress() && !address.isLinkLocalAddress()) {
              all.add(address);
            }
          }
        }
      } catch (SocketException e) {
        all.clear();
      }
      return all;
    };
  }
}
