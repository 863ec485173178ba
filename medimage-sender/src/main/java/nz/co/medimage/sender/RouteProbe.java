package nz.co.medimage.sender;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The result of trying one route to a receiver. Immutable; compared by value. */
public final class RouteProbe {
  private final String receiver;
  private final String transport;
  private final boolean isStoreAndForward;
  private final Optional<IOException> fault;
  private final Optional<Duration> clockDifference;

  RouteProbe(
      String receiver,
      String transport,
      boolean isStoreAndForward,
      Optional<IOException> fault,
      Optional<Duration> clockDifference) {
    this.receiver = Objects.requireNonNull(receiver, "receiver");
    this.transport = Objects.requireNonNull(transport, "transport");
    this.isStoreAndForward = isStoreAndForward;
    this.fault = Objects.requireNonNull(fault, "fault");
    this.clockDifference = Objects.requireNonNull(clockDifference, "clockDifference");
  }

  /** The name of the paired receiver. */
  public String receiver() {
    return receiver;
  }

  /** The id of the transport. */
  public String transport() {
    return transport;
  }

  /** Whether the route ends at a relay. */
  public boolean isStoreAndForward() {
    return isStoreAndForward;
  }

  /**
   * Why the receiver cannot be reached over this route, with one sentence; a {@link
   * nz.co.medimage.api.transport.NotPairedException} if the other end does not know this device.
   * Empty if the route works.
   */
  public Optional<IOException> fault() {
    return fault;
  }

  /**
   * How far the clock at the other end is ahead of this device's, negative if it is behind; empty
   * if the other end cannot be reached or does not tell the time.
   */
  public Optional<Duration> clockDifference() {
    return clockDifference;
  }

  /**
   * Compares clocks: returns one sentence if the clock of this device differs by more than five
   * minutes from that of a receiver or relay that was reached.
   */
  public static Optional<String> clockProblem(List<RouteProbe> probes) {
    ClockDifferences clocks = new ClockDifferences(problem -> {});
    for (RouteProbe probe : probes) {
      probe
          .clockDifference()
          .ifPresent(by -> clocks.told(probe.receiver(), probe.isStoreAndForward(), by));
    }
    return clocks.problem();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RouteProbe that
        && receiver.equals(that.receiver)
        && transport.equals(that.transport)
        && isStoreAndForward == that.isStoreAndForward
        && fault.equals(that.fault)
        && clockDifference.equals(that.clockDifference);
  }

  @Override
  public int hashCode() {
    return Objects.hash(receiver, transport, isStoreAndForward, fault, clockDifference);
  }

  /** Shows the receiver, the transport, and whether there is a fault. */
  @Override
  public String toString() {
    return "RouteProbe[" + receiver + ", " + transport + (fault.isPresent() ? ", fault]" : "]");
  }
}
