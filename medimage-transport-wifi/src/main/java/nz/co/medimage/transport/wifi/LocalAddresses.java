package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The addresses of this machine. */
final class LocalAddresses {
  private LocalAddresses() {}

  /** Where others reach a server of this machine: on loopback only if there is no network. */
  static List<InetAddress> toListenOn() throws IOException {
    List<InetAddress> all = all();
    List<InetAddress> outside = new ArrayList<>();
    for (InetAddress address : all) {
      if (!address.isLoopbackAddress()) {
        outside.add(address);
      }
    }
    return outside.isEmpty() ? all : outside;
  }

  /** One address of each network card that is up, and of loopback, IPv4 where there is one. */
  static List<InetAddress> toSearchOn() throws IOException {
    List<InetAddress> one = new ArrayList<>();
    for (NetworkInterface card : up()) {
      List<InetAddress> addresses = addresses(card);
      if (!addresses.isEmpty()) {
        one.add(addresses.get(0));
      }
    }
    return one;
  }

  /** As text, without those that mean something on one network card alone. */
  static List<String> usable(List<InetAddress> addresses) {
    List<String> usable = new ArrayList<>();
    for (InetAddress address : addresses) {
      if (isUsable(address)) {
        usable.add(address.getHostAddress());
      }
    }
    return usable;
  }

  private static List<InetAddress> all() throws IOException {
    List<InetAddress> all = new ArrayList<>();
    for (NetworkInterface card : up()) {
      all.addAll(addresses(card));
    }
    return all;
  }

  private static List<NetworkInterface> up() throws IOException {
    List<NetworkInterface> up = new ArrayList<>();
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (card.isUp()) {
        up.add(card);
      }
    }
    return up;
  }

  /** IPv4 first. */
  private static List<InetAddress> addresses(NetworkInterface card) {
    List<InetAddress> addresses = new ArrayList<>();
    for (InetAddress address : Collections.list(card.getInetAddresses())) {
      if (isUsable(address)) {
        addresses.add(address instanceof Inet6Address ? addresses.size() : 0, address);
      }
    }
    return addresses;
  }

  private static boolean isUsable(InetAddress address) {
    return !(address instanceof Inet6Address && address.isLinkLocalAddress())
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress();
  }
}
