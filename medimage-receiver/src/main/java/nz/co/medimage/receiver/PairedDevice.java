package nz.co.medimage.receiver;

import java.time.Instant;
import java.util.Objects;
import nz.co.medimage.api.PairingId;

/**
 * A sending device that is paired with this receiver.
 *
 * @param id its pairing
 * @param name what it calls itself, with a number after it if another had the name first
 * @param pairedAt when it was paired, by this receiver's clock
 */
public record PairedDevice(PairingId id, String name, Instant pairedAt) {

  /** Refuses null. */
  public PairedDevice {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(pairedAt, "pairedAt");
  }
}
