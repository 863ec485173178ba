package nz.co.medimage.transport.http.v1;

import java.util.Locale;
import java.util.regex.Pattern;

/** The hosts that are this machine, to which nobody can listen on the way, so that HTTP will do. */
public final class Loopback {
  private static final Pattern HOST = Pattern.compile("localhost|\\[::1\\]|127(\\.[0-9]{1,3}){3}");

  private Loopback() {}

  /**
   * Whether a host is this machine, by its name alone.
   *
   * @param host as in a URL: {@code localhost}, {@code 127.x.x.x} or {@code [::1]} is
   */
  public static boolean isHost(String host) {
    return HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}
