package nz.co.medimage.transport.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a computer tells of itself, and where it uses multicast. */
class LocalAddressesTest {
  private static final List<InetAddress> LOOPBACK = card(0, "127.0.0.1", "::1");

  private static List<InetAddress> card(int number, String... addresses) {
    List<InetAddress> card = new ArrayList<>();
    try {
      for (String text : addresses) {
        InetAddress address = InetAddress.getByName(text);
        card.add(
            number > 0 && address instanceof Inet6Address
                ? Inet6Address.getByAddress(null, address.getAddress(), number)
                : address);
      }
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
    return card;
  }

  private static List<String> texts(List<InetAddress> addresses) {
    return addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.toList());
  }

  @Test
  void tellsNoZoneAndTheBestOfEachCardFirst() {
    LocalAddresses here =
        new LocalAddresses(
            List.of(
                LOOPBACK,
                card(5, "fe80::5"),
                card(2, "fe80::2", "2001:db8::2", "fd00::2", "192.0.2.2"),
                card(3, "169.254.1.1", "fe80::3", "2001:db8:1::3")));
    assertEquals(
        List.of(
            "192.0.2.2",
            "fe80::3",
            "fe80::5",
            "fd00::2",
            "2001:db8:1::3",
            "fe80::2",
            "169.254.1.1",
            "2001:db8::2"),
        here.toTell());
  }

  @Test
  void tellsTwoOfAKindAndThoseMadeOfTheCardFirst() {
    LocalAddresses here =
        new LocalAddresses(
            List.of(card(2, "2001:db8::a", "2001:db8::b", "2001:db8::c", "2001:db8::12ff:fe34:5")));
    assertEquals(List.of("2001:db8::12ff:fe34:5", "2001:db8::a"), here.toTell());
  }

  @Test
  void isNotDrownedByTheCardsOfContainers() {
    List<List<InetAddress>> cards = new ArrayList<>();
    for (int i = 10; i < 50; i++) {
      cards.add(card(i, "fe80::" + i));
    }
    cards.add(card(2, "fe80::2", "192.0.2.2"));
    LocalAddresses here = new LocalAddresses(cards);
    assertEquals(
        List.of("192.0.2.2", "fe80::10", "fe80::11", "fe80::12", "fe80::13", "fe80::2"),
        here.toTell());
    assertEquals(2 + 4, here.toSearchOn().size());
    assertEquals(2 + 4, here.toAnnounceOn().size());
  }

  @Test
  void usesMulticastOnIpv4AndOnTheLinkLocalAddressOfIpv6() {
    LocalAddresses here =
        new LocalAddresses(
            List.of(LOOPBACK, card(2, "2001:db8::2", "fe80::2", "192.0.2.2", "198.51.100.2")));
    assertEquals(
        List.of("127.0.0.1", "192.0.2.2", "fe80:0:0:0:0:0:0:2%2"), texts(here.toSearchOn()));
    assertEquals(
        List.of("192.0.2.2", "198.51.100.2", "fe80:0:0:0:0:0:0:2%2"), texts(here.toAnnounceOn()));
  }

  @Test
  void usesLinkLocalAddressesWhereThereIsNothingElse() {
    LocalAddresses here = new LocalAddresses(List.of(LOOPBACK, card(2, "fe80::2")));
    assertEquals(List.of("127.0.0.1", "fe80:0:0:0:0:0:0:2%2"), texts(here.toSearchOn()));
    assertEquals(List.of("fe80:0:0:0:0:0:0:2%2"), texts(here.toAnnounceOn()));
    assertEquals(List.of("fe80::2"), here.toTell());
  }

  @Test
  void staysOnLoopbackWhereThereIsNoNetwork() {
    LocalAddresses here = new LocalAddresses(List.of(LOOPBACK));
    assertEquals(List.of("127.0.0.1"), texts(here.toAnnounceOn()));
    assertEquals(List.of("127.0.0.1", "::1"), here.toTell());
  }
}
