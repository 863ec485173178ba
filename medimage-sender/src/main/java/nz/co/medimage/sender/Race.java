package nz.co.medimage.sender;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nz.co.medimage.sender.LinkPool.Shared;
import org.jspecify.annotations.Nullable;

/**
 * The routes that one photo may take over one network. As in RFC 8305, section 5, each has a head
 * start over the next, and the first that opens is taken. For use by one thread.
 */
final class Race {
  private final LinkPool links;
  private final int network;
  private final List<RouteRef> routes;
  private final Optional<RouteRef> relay;
  private final Map<RouteRef, Shared> entered = new HashMap<>();
  private final Map<RouteRef, Failure> failures = new HashMap<>();
  private final Set<RouteRef> stale = new HashSet<>();
  private @Nullable RouteRef only;

  /**
   * Prepares it.
   *
   * @param network the one for which the routes were chosen
   * @param routes in the order in which they are preferred
   * @param relay the route to the relay where the photo lies; no other is tried before that failed
   */
  Race(LinkPool links, int network, List<RouteRef> routes, Optional<RouteRef> relay) {
    this.links = links;
    this.network = network;
    this.routes = routes;
    this.relay = relay;
  }

  /** Whether this is still the network of now. */
  boolean isOn() {
    return links.outlook().network() == network;
  }

  /**
   * Waits for the next route to be open, or to have failed.
   *
   * @return one for {@link LinkPool#over}, which must follow; nothing if no route is left
   */
  Optional<Shared> next() throws IOException {
    List<RouteRef> left = routes.stream().filter(this::isLeft).collect(Collectors.toList());
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(links.first(network, left, relay.orElse(null), entered));
  }

  private boolean isLeft(RouteRef route) {
    boolean unpaired = failures.values().stream().anyMatch(Failure::isUnpairing);
    return !failures.containsKey(route)
        && (!unpaired || isAtRelay(route))
        && (only == null || route.equals(only));
  }

  private boolean isAtRelay(RouteRef route) {
    return relay.equals(Optional.of(route));
  }

  /** A route failed; one that had served before gets one more chance. */
  void failed(RouteRef route, IOException why) {
    entered.remove(route);
    if (!(why instanceof StaleException) || !stale.add(route)) {
      failures.put(route, new Failure(route, why));
    }
  }

  /** The photo is at the end of this route, so it takes no other. */
  void keepTo(RouteRef route) {
    only = route;
  }

  /** Another route opened: those that could not be reached get one more chance. */
  void resume() {
    failures.values().removeIf(failure -> failure.why() instanceof UnreachableException);
  }

  /** Why the routes failed, in their order. */
  List<Failure> failures() {
    return routes.stream()
        .filter(failures::containsKey)
        .map(failures::get)
        .collect(Collectors.toList());
  }

  /** Whether what lay at the relay is not there now, or not for this device. */
  boolean lostAtRelay() {
    return failures.values().stream().anyMatch(f -> isAtRelay(f.route()) && f.isLoss());
  }
}
