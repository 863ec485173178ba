package nz.co.medimage.transport.http.server;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.jetty.server.Request;

/**
 * Counts what each address asks for: so much in a minute, evenly or at once. Addresses of one IPv6
 * network of 64 bits, which is what one customer gets, are one. It remembers one number an address,
 * and forgets those that were quiet for a minute.
 */
final class AddressCounts {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  static final int CROWD = 100_000;

  private final long nanosPerRequest;
  private final LongSupplier nanos;

  /** Up to when each address has used up its requests; one that is past has used none. */
  private final Map<ByteBuffer, Long> usedUpTo = new ConcurrentHashMap<>();

  AddressCounts(int perMinute, LongSupplier nanos) {
    this.nanosPerRequest = MINUTE / perMinute;
    this.nanos = nanos;
  }

  /** Counts requests of the address that a request comes from, as {@link #waitOf} does. */
  long waitOf(Request request, long requests) {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    return remote instanceof InetSocketAddress a ? waitOf(a.getAddress(), requests) : 0;
  }

  /** Counts requests in, or gives the nanoseconds after which they would be. */
  long waitOf(InetAddress remote, long requests) {
    long now = nanos.getAsLong();
    if (usedUpTo.size() > CROWD) {
      usedUpTo.values().removeIf(until -> until - now <= 0);
    }
    long[] wait = {0};
    usedUpTo.compute(
        Network.of(remote),
        (network, until) -> {
          long from = until == null || until - now < 0 ? now : until;
          long next = from + requests * nanosPerRequest;
          wait[0] = next - now - MINUTE;
          return wait[0] > 0 ? from : next;
        });
    return wait[0];
  }

  /** How many addresses it remembers. */
  int remembered() {
    return usedUpTo.size();
  }
}
