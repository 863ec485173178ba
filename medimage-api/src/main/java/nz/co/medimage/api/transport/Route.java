package nz.co.medimage.api.transport;

import java.util.Map;
import java.util.Objects;

/**
 * One route to a receiver, as handed over at pairing: a transport and what that transport needs to
 * find the receiver and to recognise it. It contains no secret.
 *
 * @param transport the id of the transport, such as {@code wifi}
 * @param parameters what only that transport understands; {@code typed} is what a person entered on
 *     the sending device, and is dropped from what a receiver sends
 */
public record Route(String transport, Map<String, String> parameters) {

  /** Copies the map. */
  public Route {
    Objects.requireNonNull(transport, "transport");
    parameters = Map.copyOf(Objects.requireNonNull(parameters, "parameters"));
  }
}
