package nz.co.medimage.api.transport;

import java.util.Map;
import java.util.Objects;

/**
 * One route to a receiver: a transport, and what that transport needs to find the receiver and to
 * recognise it. A {@link Listener} makes it, and a sender gets it at pairing and with receipts,
 * authenticated: nobody in between can change it. It contains no secret. Immutable; compared by
 * value.
 *
 * @param transport the id of the transport, such as {@code wifi}
 * @param parameters texts by name, which only that transport understands. The name {@code typed} is
 *     reserved for what a person entered on the sending device; a sender drops it from a route that
 *     a receiver sent
 */
public record Route(String transport, Map<String, String> parameters) {

  /** Copies the map. */
  public Route {
    Objects.requireNonNull(transport, "transport");
    parameters = Map.copyOf(Objects.requireNonNull(parameters, "parameters"));
  }
}
