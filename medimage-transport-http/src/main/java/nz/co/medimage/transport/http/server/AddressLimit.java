package nz.co.medimage.transport.http.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets each address make so many requests in a minute, evenly or at once, and refuses more of them
 * with the problem {@link ProblemType#TOO_MANY_REQUESTS}. Addresses of one IPv6 network of 64 bits,
 * which is what one customer gets, are one. It remembers one number an address, and forgets those
 * that were quiet for a minute.
 */
public final class AddressLimit extends Handler.Wrapper {
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  static final int CROWD = 100_000;
  private static final int IPV6_NETWORK = 8;

  private final long nanosPerRequest;
  private final ToLongFunction<Request> cost;
  private final LongSupplier nanos;

  /** Up to when each address has used up its requests; one that is past has used none. */
  private final Map<ByteBuffer, Long> usedUpTo = new ConcurrentHashMap<>();

  /**
   * Wraps what is to be protected.
   *
   * @param perMinute at least 1
   * @param cost how many requests a request counts for, at least 1
   */
  public AddressLimit(Handler handler, int perMinute, ToLongFunction<Request> cost) {
    this(handler, perMinute, cost, System::nanoTime);
  }

  AddressLimit(Handler handler, int perMinute, ToLongFunction<Request> cost, LongSupplier nanos) {
    super(handler);
    this.nanosPerRequest = MINUTE / perMinute;
    this.cost = cost;
    this.nanos = nanos;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    SocketAddress remote = request.getConnectionMetaData().getRemoteSocketAddress();
    long wait =
        remote instanceof InetSocketAddress a
            ? waitOf(a.getAddress(), cost.applyAsLong(request))
            : 0;
    if (wait <= 0) {
      return super.handle(request, response, callback);
    }
    response.getHeaders().put(HttpHeader.RETRY_AFTER, 1 + TimeUnit.NANOSECONDS.toSeconds(wait));
    Answers.fail(
        response,
        callback,
        new ProblemException(
            ProblemType.TOO_MANY_REQUESTS,
            "Too many requests come from this address; it goes on in a moment."));
    return true;
  }

  /** Counts a request in, or gives the nanoseconds after which it would be. */
  long waitOf(InetAddress remote, long requests) {
    long now = nanos.getAsLong();
    if (usedUpTo.size() > CROWD) {
      usedUpTo.values().removeIf(until -> until - now <= 0);
    }
    long[] wait = {0};
    usedUpTo.compute(
        network(remote),
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

  private static ByteBuffer network(InetAddress address) {
    byte[] bytes = address.getAddress();
    return ByteBuffer.wrap(bytes, 0, address instanceof Inet6Address ? IPV6_NETWORK : bytes.length);
  }
}
