package nz.co.medimage.crypto;

import java.io.IOException;
import nz.co.medimage.crypto.v1.HpkeKeyPair;
import nz.co.medimage.crypto.v1.KeyRecords;

/**
 * The key pair of one receiver, to which envelopes are sealed: HPKE with X25519, RFC 9180. It is a
 * secret; whoever has it can, with a pairing's key, open what that phone sends.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ReceiverIdentity {
  private final HpkeKeyPair keys;

  private ReceiverIdentity(HpkeKeyPair keys) {
    this.keys = keys;
  }

  /** Makes a fresh one. */
  public static ReceiverIdentity generate() {
    return new ReceiverIdentity(HpkeKeyPair.generate());
  }

  /**
   * Reads what {@link #toBytes()} gave.
   *
   * @throws IOException if it is damaged
   */
  public static ReceiverIdentity ofBytes(byte[] bytes) throws IOException {
    return new ReceiverIdentity(HpkeKeyPair.of(KeyRecords.readIdentity(bytes)));
  }

  /** For a {@link SecretStore}; a fresh array. */
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
