package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The addresses of this machine at one moment, by network card. Immutable. */
final class LocalAddresses {
  /**
   * The maximum of one kind on one card. Java does not tell which IPv6 addresses are about to
   * expire.
   */
  private static final int MOST_OF_A_KIND = 2;

  /**
   * The maximum number of cards with only link-local addresses: containers and virtual machines
   * have many.
   */
  private static final int MOST_LINK_LOCAL = 4;

  private static final int UNIQUE_LOCAL = 0xFC;
  private static final int UNIQUE_LOCAL_BITS = 0xFE;

  /** Cards with only link-local addresses come last. */
  private final List<List<InetAddress>> cards;

  /**
   * Makes it of the addresses that were found.
   *
   * @param cards the addresses of each network card
   */
  LocalAddresses(List<List<InetAddress>> cards) {
    List<List<InetAddress>> inUse = new ArrayList<>();
    List<List<InetAddress>> linkLocal = new ArrayList<>();
    for (List<InetAddress> card : cards) {
      List<InetAddress> own = where(card, LocalAddresses::isOfOneHost);
      if (!own.isEmpty()) {
        boolean more = own.stream().anyMatch(address -> !IpLiteral.isLinkLocal(address));
        (more ? inUse : linkLocal).add(own);
      }
    }
    inUse.addAll(linkLocal.subList(0, Math.min(linkLocal.size(), MOST_LINK_LOCAL)));
    this.cards = inUse;
  }

  /** The addresses of all network cards that are up. */
  static LocalAddresses now() throws IOException {
    List<List<InetAddress>> cards = new ArrayList<>();
    for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (card.isUp()) {
        cards.add(Collections.list(card.getInetAddresses()));
      }
    }
    return new LocalAddresses(cards);
  }

  /** Where to search, on loopback too: multicast of IPv6 comes from link-local addresses. */
  List<InetAddress> toSearchOn() {
    List<InetAddress> on = new ArrayList<>();
    for (List<InetAddress> card : cards) {
      List<InetAddress> own = toMulticastOn(card);
      if (!own.isEmpty()) {
        on.add(own.get(0));
      }
      addFirst(on, where(card, IpLiteral::isLinkLocal));
    }
    return on;
  }

  /** Where to announce a server of this machine: on loopback only if there is no network. */
  List<InetAddress> toAnnounceOn() {
    List<InetAddress> on = new ArrayList<>();
    for (List<InetAddress> card : outside()) {
      on.addAll(toMulticastOn(card));
      addFirst(on, where(card, IpLiteral::isLinkLocal));
    }
    return on;
  }

  /**
   * The addresses for a route, by which others reach a server of this machine: the best one of each
   * card first, then the second of each.
   */
  List<String> toTell() {
    List<List<InetAddress>> ranked = new ArrayList<>();
    for (List<InetAddress> card : outside()) {
      ranked.add(ranked(card));
    }
    List<String> told = new ArrayList<>();
    for (int place = 0; !ranked.isEmpty(); place++) {
      int now = place;
      ranked.removeIf(card -> card.size() <= now);
      for (List<InetAddress> card : ranked) {
        told.add(IpLiteral.of(card.get(now)));
      }
    }
    return told;
  }

  private List<List<InetAddress>> outside() {
    List<List<InetAddress>> outside = new ArrayList<>();
    for (List<InetAddress> card : cards) {
      List<InetAddress> reached = where(card, address -> !address.isLoopbackAddress());
      if (!reached.isEmpty()) {
        outside.add(reached);
      }
    }
    return outside.isEmpty() ? cards : outside;
  }

  /**
   * All IPv4 addresses; if there are none, one IPv6 address that is neither link-local nor
   * loopback.
   */
  private static List<InetAddress> toMulticastOn(List<InetAddress> card) {
    List<InetAddress> four = where(card, Inet4Address.class::isInstance);
    if (!four.isEmpty()) {
      return four;
    }
    List<InetAddress> six = new ArrayList<>();
    addFirst(
        six,
        where(card, address -> !IpLiteral.isLinkLocal(address) && !address.isLoopbackAddress()));
    return six;
  }

  private static List<InetAddress> ranked(List<InetAddress> card) {
    List<InetAddress> ranked = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      List<InetAddress> of = where(card, address -> Kind.of(address) == kind);
      of.sort(Comparator.comparing(address -> !isMadeOfTheCard(address)));
      int most = kind == Kind.IPV4 ? of.size() : Math.min(of.size(), MOST_OF_A_KIND);
      ranked.addAll(of.subList(0, most));
    }
    return ranked;
  }

  /**
   * Stable addresses before temporary ones; those of the private network before those of its
   * provider.
   */
  private enum Kind {
    IPV4,
    IPV6_UNIQUE_LOCAL,
    IPV6_LINK_LOCAL,
    IPV6_GLOBAL,
    IPV4_LINK_LOCAL;

    static Kind of(InetAddress address) {
      if (address instanceof Inet4Address) {
        return address.isLinkLocalAddress() ? IPV4_LINK_LOCAL : IPV4;
      }
      if (address.isLinkLocalAddress()) {
        return IPV6_LINK_LOCAL;
      }
      return (address.getAddress()[0] & UNIQUE_LOCAL_BITS) == UNIQUE_LOCAL
          ? IPV6_UNIQUE_LOCAL
          : IPV6_GLOBAL;
    }
  }

  /** By RFC 4291, appendix A: such an address is not temporary (RFC 8981). */
  private static boolean isMadeOfTheCard(InetAddress address) {
    byte[] bytes = address.getAddress();
    return bytes.length == 16 && bytes[11] == (byte) 0xFF && bytes[12] == (byte) 0xFE;
  }

  private static boolean isOfOneHost(InetAddress address) {
    return !address.isAnyLocalAddress() && !address.isMulticastAddress();
  }

  private static void addFirst(List<InetAddress> all, List<InetAddress> some) {
    if (!some.isEmpty()) {
      all.add(some.get(0));
    }
  }

  private static List<InetAddress> where(List<InetAddress> all, Predicate<InetAddress> wanted) {
    List<InetAddress> some = new ArrayList<>(all);
    some.removeIf(wanted.negate());
    return some;
  }
}
