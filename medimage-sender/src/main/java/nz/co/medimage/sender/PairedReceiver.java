package nz.co.medimage.sender;

import java.time.Instant;
import java.util.Objects;
import nz.co.medimage.api.PairingId;
import org.jspecify.annotations.Nullable;

/** A receiver that this device is paired with. Immutable; compared by value. */
public final class PairedReceiver {
  private final PairingId id;
  private final String name;
  private final Instant pairedAt;

  PairedReceiver(PairingId id, String name, Instant pairedAt) {
    this.id = Objects.requireNonNull(id, "id");
    this.name = Objects.requireNonNull(name, "name");
    this.pairedAt = Objects.requireNonNull(pairedAt, "pairedAt");
  }

  /** The id of the pairing, which is no secret. */
  public PairingId id() {
    return id;
  }

  /** The name of the receiver, to address photos to it; unique among the pairings of one sender. */
  public String name() {
    return name;
  }

  /** When this device paired with it, by this device's clock. */
  public Instant pairedAt() {
    return pairedAt;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PairedReceiver that
        && id.equals(that.id)
        && name.equals(that.name)
        && pairedAt.equals(that.pairedAt);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, name, pairedAt);
  }

  /** Shows the name and the pairing. */
  @Override
  public String toString() {
    return "PairedReceiver[" + name + ", " + id + "]";
  }
}
