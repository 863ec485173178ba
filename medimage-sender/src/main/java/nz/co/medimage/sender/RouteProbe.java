package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whether a receiver can be reached by one of its routes now.
 *
 * @param receiver the name of the paired receiver
 * @param transport the id of the transport
 * @param isStoreAndForward whether the route ends at a relay
 * @param fault why it cannot, with one sentence; a {@link
 *     nz.co.medimage.api.transport.NotPairedException} if the other end does not know this device;
 *     empty if it can
 * @param clockDifference how far the clock at its end is ahead of this device's, negative if it is
 *     behind; empty if it cannot be reached or does not tell
 */
public record RouteProbe(
    String receiver,
    String transport,
    boolean isStoreAndForward,
    Optional<IOException> fault,
    Optional<Duration> clockDifference) {

  /** Refuses null. */
  public RouteProbe {
    Objects.requireNonNull(receiver, "receiver");
    Objects.requireNonNull(transport, "transport");
    Objects.requireNonNull(fault, "fault");
    Objects.requireNonNull(clockDifference, "clockDifference");
  }

  /** One sentence if the clock of this device is over five minutes from one that was reached. */
  public static Optional<String> clockProblem(List<RouteProbe> probes) {
    ClockDifferences clocks = new ClockDifferences(problem -> {});
    for (RouteProbe probe : probes) {
      probe
          .clockDifference()
          .ifPresent(by -> clocks.told(probe.receiver(), probe.isStoreAndForward(), by));
    }
    return clocks.problem();
  }
}
