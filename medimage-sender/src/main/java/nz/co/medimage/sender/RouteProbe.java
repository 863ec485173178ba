package nz.co.medimage.sender;

import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a receiver can be reached by one of its routes now.
 *
 * @param receiver the name of the paired receiver
 * @param transport the id of the transport
 * @param leadsToRelay whether the route ends at a relay
 * @param fault why it cannot, with one sentence; a {@link
 *     nz.co.medimage.api.spi.NotPairedException} if the other end does not know this device; empty
 *     if it can
 */
public record RouteProbe(
    String receiver, String transport, boolean leadsToRelay, Optional<IOException> fault) {

  /** Refuses null. */
  public RouteProbe {
    Objects.requireNonNull(receiver, "receiver");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(fault, "fault");
  }
}
