package nz.co.medimage.sender;

import java.time.Instant;
import java.util.Objects;
import nz.co.medimage.api.PairingId;

/**
 * A receiver that this device is paired with.
 *
 * @param id names the pairing; no secret
 * @param name what to call it when sending; unique among the pairings of one sender
 * @param pairedAt when, by this device's clock
 */
public record PairedReceiver(PairingId id, String name, Instant pairedAt) {

  /** Refuses null. */
  public PairedReceiver {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(pairedAt, "pairedAt");
  }
}
