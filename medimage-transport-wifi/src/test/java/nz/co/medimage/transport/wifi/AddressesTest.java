package nz.co.medimage.transport.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.transport.wifi.Directory.Sighting;

/** What people type and what routes carry. */
class AddressesTest {

  private static void assertTyped(String host, String zone, int port, String text) {
    assertEquals(
        Optional.of(new HostAndPort(host, zone, port)), HostAndPort.parse(text, 5566), text);
  }

  @Example
  void typedAddressesAreUnderstood() {
    assertTyped("pc", "", 5566, "pc");
    assertTyped("pc.lan", "", 80, " pc.lan:80 ");
    assertTyped("192.0.2.7", "", 80, "192.0.2.7:80");
    assertTyped("::1", "", 80, "[::1]:80");
    assertTyped("::1", "", 5566, "[::1]");
    assertTyped("2001:db8::1", "", 80, "[2001:DB8:0::1]:80");
    assertTyped("2001:db8::1", "", 5566, "2001:db8::1");
    assertTyped("192.0.2.7", "", 80, "[::ffff:192.0.2.7]:80");
  }

  @Example
  void typedZoneIsKeptWhereTheAddressNeedsIt() {
    assertTyped("fe80::1", "wlan0", 5566, "[fe80::1%wlan0]:5566");
    assertTyped("fe80::1", "3", 80, "[fe80::1%3]:80");
    assertTyped("fe80::1", "3", 5566, "fe80::1%3");
    assertTyped("fe80::1", "", 5566, "fe80::1");
    assertTyped("2001:db8::1", "", 80, "[2001:db8::1%eth0]:80");
  }

  @Example
  void otherThingsAreNot() {
    for (String other :
        List.of(
            "",
            ":",
            "pc:",
            "pc:0",
            "pc:65536",
            "::1:",
            "http://pc",
            "pc/x",
            "a@b",
            "a b",
            "[x",
            "[pc]:80",
            "[192.0.2.7]:80",
            "pc%eth0",
            "192.0.2.7%eth0",
            "[fe80::1%]:80",
            "fe80:::1",
            "[fe80::1%a%b]:80",
            "[fe80::1%a/b]:80",
            "fe80::1%eth0:80",
            "[fe80::g]:80",
            "%eth0")) {
      assertEquals(Optional.empty(), HostAndPort.parse(other, 5566), other);
    }
  }

  @Property
  void typedAddressesComeBack(
      @ForAll("hosts") String host, @ForAll("zones") String zone, @ForAll("ports") int port) {
    String kept = host.startsWith("fe80:") ? zone : "";
    HostAndPort typed = new HostAndPort(host, kept, port);
    assertEquals(Optional.of(typed), HostAndPort.parse(typed.toString(), 1));
  }

  @Provide
  Arbitrary<String> hosts() {
    return Arbitraries.oneOf(Arbitraries.of("pc", "pc.lan"), literals());
  }

  @Provide
  Arbitrary<Integer> ports() {
    return Arbitraries.integers().between(1, 65535);
  }

  /** As Linux and Windows name network cards, and their numbers. */
  @Provide
  Arbitrary<String> zones() {
    return Arbitraries.of("", "eth0", "wlan1", "br-3f2a", "eth0.10", "ethernet_32769", "3");
  }

  @Provide
  Arbitrary<String> literals() {
    Arbitrary<byte[]> four = Arbitraries.bytes().array(byte[].class).ofSize(4);
    Arbitrary<byte[]> six = Arbitraries.bytes().array(byte[].class).ofSize(16);
    return Arbitraries.oneOf(four, six, six.map(AddressesTest::linkLocal))
        .map(bytes -> IpLiteral.of(address(bytes)));
  }

  private static byte[] linkLocal(byte[] bytes) {
    System.arraycopy(new byte[] {(byte) 0xFE, (byte) 0x80, 0, 0, 0, 0, 0, 0}, 0, bytes, 0, 8);
    return bytes;
  }

  private static InetAddress address(byte[] bytes) {
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  @Property
  void literalsComeBack(@ForAll("literals") String literal) {
    assertEquals(literal, IpLiteral.of(IpLiteral.parse(literal).orElseThrow()));
  }

  @Property
  void noOtherTextIsAnAddress(@ForAll String text) {
    assertEquals(Optional.empty(), IpLiteral.parse(text), text);
  }

  /** Whatever a route is made of: what the receiver found, what it told, what a home held. */
  @Property
  void noZoneIsEverInARoute(@ForAll("told") List<String> told, @ForAll("told") List<String> seen)
      throws IOException {
    LanRoute route = new LanRoute("service", "ab".repeat(32), 1, told);
    for (String address : seen) {
      route = route.at(address, 2);
    }
    Map<String, String> kept = new HashMap<>(route.toRoute().parameters());
    assertOnlyAddresses(kept.get("addresses"));
    kept.put("addresses", String.join(",", told));
    assertOnlyAddresses(
        LanRoute.of(new Route("wifi", kept)).toRoute().parameters().get("addresses"));
    Sighting sighting = new Sighting("service", told, 1, Set.of());
    assertOnlyAddresses(String.join(",", sighting.addresses()));
  }

  private static void assertOnlyAddresses(String addresses) {
    for (String address : addresses.isEmpty() ? new String[0] : addresses.split(",")) {
      assertTrue(address.matches("[0-9a-f:.]+"), addresses);
      assertTrue(IpLiteral.parse(address).isPresent(), addresses);
    }
  }

  @Provide
  Arbitrary<List<String>> told() {
    Arbitrary<String> zoned =
        Combinators.combine(literals(), zones()).as((literal, zone) -> literal + "%" + zone);
    Arbitrary<String> hostile =
        Arbitraries.of(
            "localhost",
            "https://192.0.2.7/",
            "192.0.2.7:80",
            "[::1]",
            "0.0.0.0",
            "::",
            "ff02::1",
            "224.0.0.251",
            "1",
            "0x7f.1",
            "192.0.2.07",
            "user@192.0.2.7",
            "fe80::1%25eth0",
            "");
    return Arbitraries.oneOf(literals(), zoned, hostile, Arbitraries.strings())
        .list()
        .ofMaxSize(12);
  }

  @Example
  void zonesThatEarlierVersionsKeptAreCutOffAndOtherThingsDropped() throws IOException {
    Route kept =
        new Route(
            "wifi",
            Map.of(
                "service",
                "s",
                "fingerprint",
                "ab".repeat(32),
                "port",
                "1",
                "addresses",
                "192.0.2.1,fd00:0:0:0:0:0:0:2%eth0,fd00::2,pc.lan,https://192.0.2.2/,0.0.0.0"));
    assertEquals(List.of("192.0.2.1", "fd00::2"), LanRoute.of(kept).addresses());
  }

  @Property
  void whateverIsTypedIsAnAddressOrNone(@ForAll String text) {
    HostAndPort.parse(text, 5566)
        .ifPresent(typed -> assertTrue(typed.port() > 0 && !typed.host().isEmpty()));
  }

  @Property
  void routesComeBack(
      @ForAll("addresses") List<String> addresses, @ForAll @IntRange(max = 65535) int port)
      throws IOException {
    LanRoute route = new LanRoute("service", "ab".repeat(32), port, addresses);
    assertEquals(route, LanRoute.of(route.toRoute()));
    LanRoute moved = route.at("192.0.2.9", 1);
    assertEquals("192.0.2.9", moved.addresses().get(0));
    assertTrue(moved.addresses().size() <= 8);
    assertEquals(moved, moved.at("192.0.2.9", 1));
  }

  @Provide
  Arbitrary<List<String>> addresses() {
    return Arbitraries.of("192.0.2.1", "192.0.2.2", "2001:db8::1", "192.0.2.9")
        .list()
        .uniqueElements()
        .ofMaxSize(4);
  }

  @Property
  void otherRoutesAreReadOrRefused(@ForAll("parameters") Map<String, String> parameters) {
    try {
      assertNotNull(LanRoute.of(new Route("wifi", parameters)).toRoute());
    } catch (IOException e) {
      assertEquals("The route over the LAN cannot be read; pair again", e.getMessage());
    }
  }

  @Provide
  Arbitrary<Map<String, String>> parameters() {
    Arbitrary<String> values =
        Arbitraries.oneOf(
            Arbitraries.of("1", "65536", "ab".repeat(32), ",,", "x,y"), Arbitraries.strings());
    return Arbitraries.maps(Arbitraries.of("service", "fingerprint", "port", "addresses"), values)
        .map(HashMap::new);
  }
}
