package nz.co.medimage.console;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts wrong passwords, of each address and in all, in a quarter of an hour. The addresses of one
 * /64 network of IPv6 count as one.
 */
final class Attempts {
  static final int OF_ADDRESS = 10;
  static final int IN_ALL = 200;
  private static final Duration PERIOD = Duration.ofMinutes(15);

  private final Clock clock;
  private final Map<String, Integer> wrong = new HashMap<>();
  private Instant since = Instant.MIN;
  private int all;

  Attempts(Clock clock) {
    this.clock = clock;
  }

  /** Counts an attempt before it is made, so that many at once gain nothing. */
  synchronized boolean mayTry(InetAddress from) {
    Instant now = clock.instant();
    if (since.equals(Instant.MIN) || now.isAfter(since.plus(PERIOD)) || now.isBefore(since)) {
      since = now;
      wrong.clear();
      all = 0;
    }
    int ofAddress = wrong.getOrDefault(network(from), 0);
    if (ofAddress >= OF_ADDRESS || all >= IN_ALL) {
      return false;
    }
    wrong.put(network(from), ofAddress + 1);
    all++;
    return true;
  }

  /** The attempt was right, and does not count. */
  synchronized void right(InetAddress from) {
    wrong.computeIfPresent(network(from), (network, count) -> count > 1 ? count - 1 : null);
    all = Math.max(0, all - 1);
  }

  private static String network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return Arrays.toString(bytes.length > 4 ? Arrays.copyOf(bytes, 8) : bytes);
  }
}
