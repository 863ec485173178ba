package nz.co.medimage.transport.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import nz.co.medimage.api.transport.Route;

/** What a route to a relay says comes back, and nothing else is taken for one. */
class RelayRouteTest {
  private static final String SENTENCE = "a relay is a URL such as https://relay.example";

  @Property
  void routesComeBack(@ForAll("urls") String url, @ForAll long mailbox) throws IOException {
    RelayRoute route = new RelayRoute(RelayRoute.url(url), new UUID(mailbox, ~mailbox));
    assertEquals(route, RelayRoute.of(route.toRoute()));
  }

  @Provide
  Arbitrary<String> urls() {
    return Combinators.combine(
            Arbitraries.of("https://", "HTTPS://"),
            Arbitraries.of("relay.example", "Relay.Example", "192.0.2.7", "[2001:db8::7]"),
            Arbitraries.of("", ":1", ":443", ":65535"),
            Arbitraries.of("", "/"))
        .as((scheme, host, port, end) -> scheme + host + port + end);
  }

  @Example
  void aListenersAddressIsTheRelaysUrl() {
    RelayListener listener = RelayListener.at("HTTPS://Relay.Example:443/").build();
    assertEquals(List.of("https://relay.example"), listener.addresses());
    listener.close();
  }

  @Property
  void anythingIsReadOrRefused(@ForAll("texts") String text) {
    try {
      assertNotNull(RelayRoute.of(new Route("relay", Map.of("url", text, "mailbox", text))));
    } catch (IOException e) {
      assertNotNull(e.getMessage());
    }
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> parts =
        Arbitraries.oneOf(
            Arbitraries.of("https:", "http:", "//", "/", "a", ":", "@", "[", "]", "?", "#", "1"),
            Arbitraries.strings().ofMaxLength(5));
    return parts.list().ofMaxSize(8).map(list -> String.join("", list));
  }

  @Example
  void onlyBareUrlsAreTaken() {
    for (String url :
        new String[] {
          "",
          "relay.example",
          "ftp://relay.example",
          "https://",
          "https://a/b",
          "https://a?b",
          "https://a#b",
          "https://user@a",
          "https://a:65536",
          "https:a",
          "https://a b"
        }) {
      assertEquals(
          SENTENCE,
          assertThrows(IllegalArgumentException.class, () -> RelayRoute.url(url), url)
              .getMessage());
    }
  }

  @Example
  void plainHttpIsForThisMachineAlone() {
    for (String url : new String[] {"http://localhost:1", "http://127.0.0.1", "http://[::1]:9"}) {
      assertEquals(URI.create(url), RelayRoute.url(url));
    }
    for (String url :
        new String[] {"http://192.0.2.7", "http://127.0.0.1.example", "http://localhost.example"}) {
      assertEquals(
          "a relay on another machine must be reached over https, not http",
          assertThrows(IllegalArgumentException.class, () -> RelayRoute.url(url)).getMessage());
    }
  }
}
