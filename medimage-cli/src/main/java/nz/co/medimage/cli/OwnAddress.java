package nz.co.medimage.cli;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.stream.Collectors;

/** An address of this machine, as options take it. */
final class OwnAddress {
  /** Virtual machines and containers have many. */
  private static final int MOST_TOLD = 16;

  private OwnAddress() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with a sentence if there is no such address
   */
  static InetAddress parse(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("this is no address; this computer has " + all(), e);
    }
  }

  private static String all() {
    try {
      return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
          .flatMap(card -> Collections.list(card.getInetAddresses()).stream())
          .limit(MOST_TOLD)
          .map(InetAddress::getHostAddress)
          .collect(Collectors.joining(", "));
    } catch (SocketException e) {
      return "none that can be listed";
    }
  }
}
