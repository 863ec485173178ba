package nz.co.medimage.crypto;

import java.io.IOException;
import java.time.Instant;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.PairingId;

/**
 * What a receiver keeps of one paired phone. It is a secret: it holds the pairing's key.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ReceiverPairing {
  private ReceiverPairing() {}

  /**
   * Reads what {@link #toBytes()} gave.
   *
   * @throws IOException if it is damaged
   */
  public static ReceiverPairing ofBytes(byte[] bytes) throws IOException {
    return Unfinished.value();
  }

  /** Names the pairing. */
  public PairingId id() {
    return Unfinished.value();
  }

  /** The name that the phone gave itself, or was given by {@link #withDeviceName}. */
  public String deviceName() {
    return Unfinished.value();
  }

  /** When they paired, by the receiver's clock. */
  public Instant pairedAt() {
    return Unfinished.value();
  }

  /** The same pairing under another name, as when the phone's own name is taken. */
  public ReceiverPairing withDeviceName(String deviceName) {
    return Unfinished.value();
  }

  /** Whether {@code credential} is this phone's; in constant time. */
  public boolean accepts(Credential credential) {
    return Unfinished.value();
  }

  /** For a {@link SecretStore}; a fresh array. */
  public byte[] toBytes() {
    return Unfinished.value();
  }
}
