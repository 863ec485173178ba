package nz.co.medimage.api.transport;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a {@link Listener} is connected to what it collects from, such as a relay. Immutable. */
public final class ConnectionState {
  private final String to;
  private final boolean isConnected;
  private final Instant since;
  private final String why;
  private final @Nullable Allowance allowance;

  private ConnectionState(
      String to, boolean isConnected, Instant since, String why, @Nullable Allowance allowance) {
    this.to = Objects.requireNonNull(to, "to");
    this.isConnected = isConnected;
    this.since = Objects.requireNonNull(since, "since");
    this.why = Objects.requireNonNull(why, "why");
    this.allowance = allowance;
  }

  /**
   * It is connected.
   *
   * @param to what it collects from, as people know it, such as a relay's URL
   * @param since when it connected
   */
  public static ConnectionState connected(String to, Instant since) {
    return new ConnectionState(to, true, since, "", null);
  }

  /**
   * It is not connected.
   *
   * @param to what it would collect from, as people know it, such as a relay's URL
   * @param since when it lost its connection, or began to try
   * @param why one sentence; empty if it has only begun to try
   */
  public static ConnectionState away(String to, Instant since, String why) {
    return new ConnectionState(to, false, since, why, null);
  }

  /** The same, with what may be left there. */
  public ConnectionState with(Allowance allowance) {
    return new ConnectionState(
        to, isConnected, since, why, Objects.requireNonNull(allowance, "allowance"));
  }

  /** What it collects from, as people know it, such as a relay's URL. */
  public String to() {
    return to;
  }

  /** Whether it is connected now. */
  public boolean isConnected() {
    return isConnected;
  }

  /** Since when it is connected, or is not, by the system's clock. */
  public Instant since() {
    return since;
  }

  /** Why it is not connected, in one sentence; empty if it is, or has only begun to try. */
  public String why() {
    return why;
  }

  /** How much may be left there, as it was told last; empty if that is not known. */
  public Optional<Allowance> allowance() {
    return Optional.ofNullable(allowance);
  }

  /** Leaves nothing out: it has nothing about a patient. */
  @Override
  public String toString() {
    return "ConnectionState["
        + to
        + (isConnected ? ", connected" : ", away")
        + " since "
        + since
        + "]";
  }

  /**
   * How much a relay takes for a receiver.
   *
   * @param taken how many bytes it has taken so far; what is not delivered is given back
   * @param allowed how many it takes in all, until its operator grants more
   */
  public record Allowance(long taken, long allowed) {
    /** Refuses what is negative. */
    public Allowance {
      if (taken < 0 || allowed < 0) {
        throw new IllegalArgumentException("bytes are not negative");
      }
    }
  }
}
