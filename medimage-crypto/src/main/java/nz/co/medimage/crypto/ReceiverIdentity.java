package nz.co.medimage.crypto;

import java.io.IOException;
import nz.co.medimage.crypto.v1.HpkeKeyPair;
import nz.co.medimage.crypto.v1.KeyRecords;

/**
 * The key pair of one receiver, for which envelopes are sealed: HPKE with X25519, RFC 9180. It is a
 * secret: with it and a pairing's key, anybody can open what that phone sends.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ReceiverIdentity {
  private final HpkeKeyPair keys;

  private ReceiverIdentity(HpkeKeyPair keys) {
    this.keys = keys;
  }

  /** Generates a new key pair. */
  public static ReceiverIdentity generate() {
    return new ReceiverIdentity(HpkeKeyPair.generate());
  }

  /**
   * Reads what {@link #toBytes()} returned.
   *
   * @throws IOException if the bytes are damaged
   */
  public static ReceiverIdentity ofBytes(byte[] bytes) throws IOException {
    return new ReceiverIdentity(HpkeKeyPair.of(KeyRecords.readIdentity(bytes)));
  }

  /** Returns the secret bytes for a {@link SecretStore}, in a new array. */
  public byte[] toBytes() {
    return KeyRecords.writeIdentity(keys.privateKey());
  }

  HpkeKeyPair keys() {
    return keys;
  }

  byte[] publicKey() {
    return keys.publicKey();
  }
}
