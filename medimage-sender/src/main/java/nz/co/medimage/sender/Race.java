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
 * The ways that one photo may take over one network: as RFC 8305, section 5, has it for addresses,
 * each has a head start over the next, and whichever opens first is taken. Of one thread.
 */
final class Race {
  private final LinkPool links;
  private final int network;
  private final List<RouteRef> ways;
  private final Optional<RouteRef> relay;
  private final Map<RouteRef, Shared> entered = new HashMap<>();
  private final Map<RouteRef, Failure> failures = new HashMap<>();
  private final Set<RouteRef> stale = new HashSet<>();
  private @Nullable RouteRef only;

  /**
   * Prepares it.
   *
   * @param network the one for which the ways were chosen
   * @param ways in the order in which they are preferred
   * @param relay the way to the relay where the photo lies; no other is tried before that failed
   */
  Race(LinkPool links, int network, List<RouteRef> ways, Optional<RouteRef> relay) {
    this.links = links;
    this.network = network;
    this.ways = ways;
    this.relay = relay;
  }

  /** Whether this is still the network of now. */
  boolean isOn() {
    return links.outlook().network() == network;
  }

  /**
   * Waits for the next way to be open, or to have failed.
   *
   * @return one for {@link LinkPool#over}, which must follow; nothing if no way is left
   */
  Optional<Shared> next() throws IOException {
    List<RouteRef> left = ways.stream().filter(this::isLeft).collect(Collectors.toList());
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(links.first(network, left, relay.orElse(null), entered));
  }

  private boolean isLeft(RouteRef way) {
    boolean unpaired = failures.values().stream().anyMatch(Failure::isUnpairing);
    return !failures.containsKey(way)
        && (!unpaired || isAtRelay(way))
        && (only == null || way.equals(only));
  }

  private boolean isAtRelay(RouteRef way) {
    return relay.equals(Optional.of(way));
  }

  /** A way failed; one that had served before gets one more chance. */
  void failed(RouteRef way, IOException why) {
    entered.remove(way);
    if (!(why instanceof StaleException) || !stale.add(way)) {
      failures.put(way, new Failure(way, why));
    }
  }

  /** The photo is at the end of this way, so it takes no other. */
  void keepTo(RouteRef way) {
    only = way;
  }

  /** Another way opened: those that could not be reached get one more chance. */
  void resume() {
    failures.values().removeIf(failure -> failure.why() instanceof UnreachableException);
  }

  /** Why the ways failed, in their order. */
  List<Failure> failures() {
    return ways.stream()
        .filter(failures::containsKey)
        .map(failures::get)
        .collect(Collectors.toList());
  }

  /** Whether what lay at the relay is not there now, or not for this device. */
  boolean lostAtRelay() {
    return failures.values().stream().anyMatch(f -> isAtRelay(f.way()) && f.isLoss());
  }
}
