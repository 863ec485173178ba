package nz.co.medimage.crypto.envelope;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.transport.Route;

/**
 * The routes to a receiver at one moment, as it tells them in receipts: so a device that is paired
 * already learns of a relay that was added or of another address.
 *
 * @param at when the receiver told them, by its clock; of two the later one counts
 * @param routes in the receiver's order
 */
public record CurrentRoutes(Instant at, List<Route> routes) {
  /** Copies the list. */
  public CurrentRoutes {
    Objects.requireNonNull(at, "at");
    routes = List.copyOf(routes);
  }
}
