package nz.co.medimage.crypto;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses that a pairing link can carry: {@code spec/pairing-v1.md}, section "Link". */
final class PairingAddress {
  private static final String HOST = "([0-9A-Za-z][0-9A-Za-z.-]{0,252}|\\[[0-9A-Fa-f:.]{2,45}\\])";
  private static final String PORT = ":([0-9]{1,5})";
  private static final Pattern LAN = Pattern.compile(HOST + PORT);
  private static final Pattern RELAY = Pattern.compile("(https?)://" + HOST + "(?:" + PORT + ")?");
  private static final Pattern LOOPBACK =
      Pattern.compile("localhost|\\[::1\\]|127(\\.[0-9]{1,3}){3}");

  private static final Pattern PAGE =
      Pattern.compile(
          "(https?)://" + HOST + "(?:" + PORT + ")?(?:[/?][!-\"$-~]*)?", Pattern.CASE_INSENSITIVE);
  private static final int MAX_PAGE = 500;

  private PairingAddress() {}

  /** Whether this is {@code host:port}, or the origin of a relay. */
  static boolean isOne(String text) {
    Matcher lan = LAN.matcher(text);
    if (lan.matches()) {
      return isPort(lan.group(2));
    }
    return isUrl(RELAY.matcher(text));
  }

  /** Whether this is the URL of a page: in ASCII, without a fragment or a user name. */
  static boolean isPage(String text) {
    return text.length() <= MAX_PAGE && isUrl(PAGE.matcher(text));
  }

  private static boolean isUrl(Matcher url) {
    return url.matches()
        && (url.group(1).length() == "https".length() || isThisMachine(url.group(2)))
        && (url.group(3) == null || isPort(url.group(3)));
  }

  /**
   * Whether a host is this machine, which nobody can listen to on the way. The same rule as that of
   * {@code Loopback} for relays and pages, in a module that knows nothing of HTTP.
   */
  private static boolean isThisMachine(String host) {
    return LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port >= 1 && port <= 0xFFFF;
  }
}
