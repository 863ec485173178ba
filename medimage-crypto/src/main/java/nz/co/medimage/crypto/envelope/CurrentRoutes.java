package nz.co.medimage.crypto.envelope;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.transport.Route;

/**
 * The routes to a receiver at one moment. The receiver sends them with receipts, so that paired
 * devices learn of new relays and addresses. Immutable.
 *
 * @param at when the receiver listed them, by its clock; later routes replace earlier ones
 * @param routes in the receiver's order
 */
public record CurrentRoutes(Instant at, List<Route> routes) {
  /** Copies the list. */
  public CurrentRoutes {
    Objects.requireNonNull(at, "at");
    routes = List.copyOf(routes);
  }
}
