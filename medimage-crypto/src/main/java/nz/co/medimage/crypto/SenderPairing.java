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
    throw new UnsupportedOperationException();
  }

  /** Names the pairing. */
  public PairingId id() {
    throw new UnsupportedOperationException();
  }

  /** The name that the receiver gave itself. */
  public String receiverName() {
    throw new UnsupportedOperationException();
  }

  /** When they paired, by the phone's clock. */
  public Instant pairedAt() {
    throw new UnsupportedOperationException();
  }

  /** The ways to the receiver, in the receiver's order. */
  public List<Route> routes() {
    throw new UnsupportedOperationException();
  }

  /** The same pairing with other routes, as when an address was learnt. */
  public SenderPairing withRoutes(List<Route> routes) {
    throw new UnsupportedOperationException();
  }

  /** What to show a server to be let in. */
  public Credential credential() {
    throw new UnsupportedOperationException();
  }

  /** For a {@link SecretStore}; a fresh array. */
  public byte[] toBytes() {
    throw new UnsupportedOperationException();
  }
}
