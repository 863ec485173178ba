package nz.co.medimage.crypto;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import nz.co.medimage.api.Credential;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.Route;

/**
 * What a phone keeps of one receiver. It is a secret: it holds the pairing's key. It cannot open
 * what it sealed.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SenderPairing {
  private SenderPairing() {}

  /**
   * Reads what {@link #toBytes()} gave.
   *
   * @throws IOException if it is damaged
   */
  public static SenderPairing ofBytes(byte[] bytes) throws IOException {
    return Unfinished.value();
  }

  /** Names the pairing. */
  public PairingId id() {
    return Unfinished.value();
  }

  /** The name that the receiver gave itself. */
  public String receiverName() {
    return Unfinished.value();
  }

  /** When they paired, by the phone's clock. */
  public Instant pairedAt() {
    return Unfinished.value();
  }

  /** The ways to the receiver, in the receiver's order. */
  public List<Route> routes() {
    return Unfinished.value();
  }

  /** The same pairing with other routes, as when an address was learnt. */
  public SenderPairing withRoutes(List<Route> routes) {
    return Unfinished.value();
  }

  /** What to show a server to be let in. */
  public Credential credential() {
    return Unfinished.value();
  }

  /** For a {@link SecretStore}; a fresh array. */
  public byte[] toBytes() {
    return Unfinished.value();
  }
}
