package nz.co.medimage.transport.wifi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import nz.co.medimage.api.transport.Route;

/**
 * The content of a {@link Route} of this transport. No address in it has a zone, wherever it comes
 * from.
 *
 * @param service the random id under which DNS-SD knows the receiver
 * @param fingerprint the SHA-256 of its certificate, in hexadecimal digits
 * @param port the port on which it last listened
 * @param addresses its last addresses, the best first; texts that are not the address of a single
 *     host are dropped
 * @param typed {@code host:port} as a person typed it at pairing, such as an address that a router
 *     forwards; empty if none was typed. Its zone is one of this device, and only this device
 *     stores it.
 */
record LanRoute(
    String service, String fingerprint, int port, List<String> addresses, String typed) {
  private static final int MOST_ADDRESSES = 8;
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");

  LanRoute {
    addresses = IpLiteral.firstOf(addresses, MOST_ADDRESSES);
  }

  /** A route as the receiver knows it. */
  LanRoute(String service, String fingerprint, int port, List<String> addresses) {
    this(service, fingerprint, port, addresses, "");
  }

  /**
   * Reads a route.
   *
   * @throws IOException with one sentence if parts are missing or malformed
   */
  static LanRoute of(Route route) throws IOException {
    Map<String, String> parameters = route.parameters();
    String service = parameters.getOrDefault("service", "");
    String fingerprint = parameters.getOrDefault("fingerprint", "");
    String port = parameters.getOrDefault("port", "");
    if (service.isEmpty()
        || !FINGERPRINT.matcher(fingerprint).matches()
        || !PORT.matcher(port).matches()
        || Integer.parseInt(port) > 0xFFFF) {
      throw new IOException("The route over the LAN cannot be read; pair again");
    }
    List<String> addresses = new ArrayList<>();
    for (String address : parameters.getOrDefault("addresses", "").split(",")) {
      if (!address.isEmpty()) {
        addresses.add(address);
      }
    }
    return new LanRoute(
        service,
        fingerprint,
        Integer.parseInt(port),
        addresses,
        parameters.getOrDefault("typed", ""));
  }

  /** The same receiver, seen at this address. */
  LanRoute at(String address, int newPort) {
    Set<String> known = new LinkedHashSet<>();
    known.add(address);
    known.addAll(addresses);
    return new LanRoute(service, fingerprint, newPort, new ArrayList<>(known), typed);
  }

  /** The same receiver, which a person found at {@code host:port}. */
  LanRoute typedAs(String hostAndPort) {
    return new LanRoute(service, fingerprint, port, addresses, hostAndPort);
  }

  Route toRoute() {
    return new Route(
        WifiTransport.ID,
        Map.of(
            "service",
            service,
            "fingerprint",
            fingerprint,
            "port",
            Integer.toString(port),
            "addresses",
            String.join(",", addresses),
            "typed",
            typed));
  }
}
