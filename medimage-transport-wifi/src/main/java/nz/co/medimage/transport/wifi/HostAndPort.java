package nz.co.medimage.transport.wifi;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address as a person types it.
 *
 * @param host a name or an address, without brackets
 */
record HostAndPort(String host, int port) {
  private static final Pattern TYPED =
      Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\s:/\\[\\]@]+))(?::([0-9]{1,5}))?");

  /** Reads {@code host}, {@code host:port} or {@code [address]:port}; empty for anything else. */
  static Optional<HostAndPort> parse(String text, int usualPort) {
    Matcher typed = TYPED.matcher(text.trim());
    if (!typed.matches()) {
      return Optional.empty();
    }
    int port = typed.group(3) == null ? usualPort : Integer.parseInt(typed.group(3));
    if (port < 1 || port > 0xFFFF) {
      return Optional.empty();
    }
    String host = typed.group(1) == null ? typed.group(2) : typed.group(1);
    return Optional.of(new HostAndPort(host, port));
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
