package nz.co.medimage.transport.wifi;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address as a person types it.
 *
 * @param host a name or an address, without brackets and zone
 * @param zone the network card of this machine by which a link-local address of IPv6 is reached:
 *     its name or number; empty if none was typed
 */
record HostAndPort(String host, String zone, int port) {
  private static final Pattern TYPED =
      Pattern.compile("(?:\\[([^\\[\\]\\s]+)]|([^\\s:/\\[\\]@%]+))(?::([0-9]{1,5}))?");

  private static final Pattern ZONED = Pattern.compile("([^%]+)%([^\\s:/@%,]{1,64})");

  /**
   * Reads {@code host}, {@code host:port}, {@code [address]:port} or an address of IPv6 alone, with
   * or without a zone; empty for anything else.
   */
  static Optional<HostAndPort> parse(String text, int usualPort) {
    String trimmed = text.trim();
    Optional<HostAndPort> bare = ofIpv6(trimmed, usualPort);
    if (bare.isPresent()) {
      return bare;
    }
    Matcher typed = TYPED.matcher(trimmed);
    if (!typed.matches()) {
      return Optional.empty();
    }
    int port = typed.group(3) == null ? usualPort : Integer.parseInt(typed.group(3));
    if (port < 1 || port > 0xFFFF) {
      return Optional.empty();
    }
    return typed.group(1) == null
        ? Optional.of(new HostAndPort(typed.group(2), "", port))
        : ofIpv6(typed.group(1), port);
  }

  /** A zone is ignored if the address needs none. */
  private static Optional<HostAndPort> ofIpv6(String text, int port) {
    Matcher zoned = ZONED.matcher(text);
    boolean hasZone = zoned.matches();
    String literal = hasZone ? zoned.group(1) : text;
    if (literal.indexOf(':') < 0) {
      return Optional.empty();
    }
    Optional<InetAddress> address = IpLiteral.parse(literal);
    if (!address.isPresent()) {
      return Optional.empty();
    }
    String zone = hasZone && IpLiteral.isLinkLocal(address.get()) ? zoned.group(2) : "";
    return Optional.of(new HostAndPort(IpLiteral.of(address.get()), zone, port));
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    String full = zone.isEmpty() ? host : host + "%" + zone;
    return (full.indexOf(':') < 0 ? full : "[" + full + "]") + ":" + port;
  }
}
