package nz.co.medimage.crypto;

import java.io.IOException;

/**
 * The key pair of one receiver, to which envelopes are sealed: HPKE with X25519, RFC 9180. It is a
 * secret; whoever has it can, with a pairing's key, open what that phone sends.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ReceiverIdentity {
  private ReceiverIdentity() {}

  /** Makes a fresh one. */
  public static ReceiverIdentity generate() {
    return Unfinished.value();
  }

  /**
   * Reads what {@link #toBytes()} gave.
   *
   * @throws IOException if it is damaged
   */
  public static ReceiverIdentity ofBytes(byte[] bytes) throws IOException {
    return Unfinished.value();
  }

  /** For a {@link SecretStore}; a fresh array. */
  public byte[] toBytes() {
    return Unfinished.value();
  }
}
