package nz.co.medimage.transport.wifi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import nz.co.medimage.api.Route;

/** What people type and what routes carry. */
class AddressesTest {

  @Example
  void typedAddressesAreUnderstood() {
    assertEquals(Optional.of(new HostAndPort("pc", 5566)), HostAndPort.parse("pc", 5566));
    assertEquals(
        Optional.of(new HostAndPort("pc.lan", 80)), HostAndPort.parse(" pc.lan:80 ", 5566));
    assertEquals(Optional.of(new HostAndPort("::1", 80)), HostAndPort.parse("[::1]:80", 5566));
    assertEquals(Optional.of(new HostAndPort("::1", 5566)), HostAndPort.parse("[::1]", 5566));
  }

  @Example
  void otherThingsAreNot() {
    for (String other :
        List.of(
            "", ":", "pc:", "pc:0", "pc:65536", "::1", "http://pc", "pc/x", "a@b", "a b", "[x")) {
      assertEquals(Optional.empty(), HostAndPort.parse(other, 5566), other);
    }
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
      assertEquals(
          "What is known of the way over the LAN cannot be used; pair again", e.getMessage());
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
