package nz.co.medimage.transport.http.server;

import java.net.InetAddress;
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
 * Limits how many requests an address makes in a minute, evenly or at once, and refuses more with
 * {@link ProblemType#TOO_MANY_REQUESTS}. The addresses of one /64 network of IPv6, which is what
 * one customer gets, count as one. What a browser asks ahead for a {@link PageOrigin} of the server
 * is counted for itself, and may be as much again.
 */
public final class AddressLimit extends Handler.Wrapper {
  static final int CROWD = AddressCounts.CROWD;

  private final ToLongFunction<Request> cost;
  private final AddressCounts counts;
  private final AddressCounts preflights;

  /**
   * Protects a handler.
   *
   * @param handler serves the requests within the limit
   * @param perMinute the number of requests a minute, at least 1
   * @param cost how many requests a request counts for, at least 1
   */
  public AddressLimit(Handler handler, int perMinute, ToLongFunction<Request> cost) {
    this(handler, perMinute, cost, System::nanoTime);
  }

  AddressLimit(Handler handler, int perMinute, ToLongFunction<Request> cost, LongSupplier nanos) {
    super(handler);
    this.cost = cost;
    this.counts = new AddressCounts(perMinute, nanos);
    this.preflights = new AddressCounts(perMinute, nanos);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    long wait =
        CrossOrigin.isPreflight(request)
            ? preflights.waitOf(request, 1) // the request that follows costs what it costs
            : counts.waitOf(request, cost.applyAsLong(request));
    if (wait <= 0) {
      return super.handle(request, response, callback);
    }
    Responses.fail(response, callback, refusal(response, wait));
    return true;
  }

  /** The answer to a refused request, with the time to wait in the headers. */
  static ProblemException refusal(Response response, long waitNanos) {
    long seconds = 1 + TimeUnit.NANOSECONDS.toSeconds(waitNanos);
    response.getHeaders().put(HttpHeader.RETRY_AFTER, seconds);
    return new ProblemException(
        ProblemType.TOO_MANY_REQUESTS,
        "Too many requests come from this address; it continues in a moment.");
  }

  /** Counts a request, or returns the nanoseconds after which it would be accepted. */
  long waitOf(InetAddress remote, long requests) {
    return counts.waitOf(remote, requests);
  }

  /** How many addresses it remembers. */
  int remembered() {
    return counts.remembered();
  }
}
