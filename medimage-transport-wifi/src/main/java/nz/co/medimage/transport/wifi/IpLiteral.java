package nz.co.medimage.transport.wifi;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/**
 * IP addresses as text: four decimal numbers, or for IPv6 the form of RFC 5952. A zone (RFC 4007),
 * as in {@code fe80::1%eth0}, is never part of it, because it names a network card of one machine.
 */
final class IpLiteral {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  /** Matches nothing that would be looked up as a name. */
  private static final Pattern SIGNS =
      Pattern.compile(OCTET + "(\\." + OCTET + "){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private static final int LONGEST = 45;

  private IpLiteral() {}

  /** Reads an address without a zone; looks nothing up. Empty for anything else. */
  static Optional<InetAddress> parse(String text) {
    if (text.length() > LONGEST || !SIGNS.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByName(canonical(text)));
    } catch (IllegalArgumentException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  /** Writes an address, without its zone. */
  static String of(InetAddress address) {
    try {
      return canonical(InetAddress.getByAddress(address.getAddress()).getHostAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /**
   * Returns an address that a route may contain: that of a single host, without the zone that
   * earlier versions appended. Empty for names, URLs, and addresses of many hosts or of none.
   */
  private static Optional<String> ofOneHost(String text) {
    int zone = text.indexOf('%');
    return parse(zone < 0 ? text : text.substring(0, zone))
        .filter(address -> !address.isAnyLocalAddress() && !address.isMulticastAddress())
        .map(IpLiteral::of);
  }

  /** The first addresses that a route may contain, without duplicates. */
  static List<String> firstOf(List<String> texts, int most) {
    Set<String> addresses = new LinkedHashSet<>();
    for (String text : texts) {
      if (addresses.size() < most) {
        ofOneHost(text).ifPresent(addresses::add);
      }
    }
    return List.copyOf(addresses);
  }

  /** Whether the address is valid on one network card only. */
  static boolean isLinkLocal(InetAddress address) {
    return address instanceof Inet6Address && address.isLinkLocalAddress();
  }

  /** Also makes IPv4 of an address that is mapped into IPv6. */
  private static String canonical(String literal) {
    return new HttpUrl.Builder().scheme("https").host(literal).build().host();
  }
}
