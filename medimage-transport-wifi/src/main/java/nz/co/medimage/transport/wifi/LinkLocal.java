package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Finds the network cards of this machine by which link-local IPv6 addresses can be reached. */
final class LinkLocal {
  /** Virtual machines and containers add one each. */
  private static final int MOST_CARDS = 8;

  private static final int MOST_NAMED = 16;

  private LinkLocal() {}

  /**
   * The cards that are up and have such an address; cards that also have other addresses come
   * first.
   */
  static List<NetworkInterface> cards() throws SocketException {
    List<NetworkInterface> cards = new ArrayList<>();
    int inUse = 0;
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      List<InetAddress> addresses = Collections.list(card.getInetAddresses());
      long own = addresses.stream().filter(IpLiteral::isLinkLocal).count();
      if (own == 0 || card.isLoopback() || !card.isUp()) {
        continue;
      }
      cards.add(addresses.size() > own ? inUse++ : cards.size(), card);
    }
    return cards.subList(0, Math.min(cards.size(), MOST_CARDS));
  }

  /**
   * The card that a person means.
   *
   * @param zone its name or its number
   * @throws IOException with one sentence if there is none
   */
  static NetworkInterface card(String zone) throws IOException {
    NetworkInterface named = NetworkInterface.getByName(zone);
    if (named == null && zone.matches("[0-9]{1,9}")) {
      named = NetworkInterface.getByIndex(Integer.parseInt(zone));
    }
    if (named == null) {
      throw new IOException("This device has no network card " + zone + "; it has " + all());
    }
    return named;
  }

  private static String all() throws SocketException {
    List<String> names = new ArrayList<>();
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      names.add(card.getName() + " (" + card.getIndex() + ")");
    }
    if (names.size() > MOST_NAMED) {
      return String.join(", ", names.subList(0, MOST_NAMED)) + " and more";
    }
    return names.isEmpty() ? "none" : String.join(", ", names);
  }
}
