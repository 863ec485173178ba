package nz.co.medimage.crypto.v1;

import java.time.Instant;
import java.util.Objects;
import nz.co.medimage.api.PairingId;

/** The part of a pairing that both sides store. It is a secret. */
public final class PairingRecord {
  private final PairingId id;
  private final String name;
  private final Instant pairedAt;
  private final byte[] key;

  /**
   * Joins them.
   *
   * @param name of the other side
   */
  public PairingRecord(PairingId id, String name, Instant pairedAt, byte[] key) {
    this.id = Objects.requireNonNull(id, "id");
    this.name = Objects.requireNonNull(name, "name");
    this.pairedAt = Objects.requireNonNull(pairedAt, "pairedAt");
    this.key = key.clone();
  }

  /** Names the pairing. */
  public PairingId id() {
    return id;
  }

  /** The name of the other side. */
  public String name() {
    return name;
  }

  /** When it was made. */
  public Instant pairedAt() {
    return pairedAt;
  }

  /** The key of 32 bytes. */
  public byte[] key() {
    return key.clone();
  }
}
