package nz.co.medimage.receiver;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.PairingId;
import org.jspecify.annotations.Nullable;

/**
 * A sending device that is paired with this receiver. Immutable; compared by value, except for when
 * it was last seen.
 */
public final class PairedDevice {
  private final PairingId id;
  private final String name;
  private final Instant pairedAt;
  private final @Nullable Instant lastSeen;

  PairedDevice(PairingId id, String name, Instant pairedAt) {
    this(id, name, pairedAt, null);
  }

  private PairedDevice(PairingId id, String name, Instant pairedAt, @Nullable Instant lastSeen) {
    this.id = Objects.requireNonNull(id, "id");
    this.name = Objects.requireNonNull(name, "name");
    this.pairedAt = Objects.requireNonNull(pairedAt, "pairedAt");
    this.lastSeen = lastSeen;
  }

  /** The same, seen then. */
  PairedDevice lastSeen(Optional<Instant> time) {
    return new PairedDevice(id, name, pairedAt, time.orElse(null));
  }

  /** The id of its pairing; if it paired again, of the latest. */
  public PairingId id() {
    return id;
  }

  /**
   * What the device calls itself; with a number after it, such as {@code iPhone 2}, if another
   * device had the name first. Unique among the paired devices.
   */
  public String name() {
    return name;
  }

  /** When it was paired, by this receiver's clock. */
  public Instant pairedAt() {
    return pairedAt;
  }

  /**
   * When it sealed the latest photo that came from it, by its own clock. Empty if none came yet.
   */
  public Optional<Instant> lastSeen() {
    return Optional.ofNullable(lastSeen);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PairedDevice that
        && id.equals(that.id)
        && name.equals(that.name)
        && pairedAt.equals(that.pairedAt);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, name, pairedAt);
  }

  /** Its name and pairing. */
  @Override
  public String toString() {
    return "PairedDevice[" + name + ", " + id + "]";
  }
}
