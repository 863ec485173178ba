package nz.co.medimage.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;
import nz.co.medimage.crypto.v1.Hpke;
import nz.co.medimage.crypto.v1.KeyRecords;

/**
 * The key pair of one receiver, to which envelopes are sealed: HPKE with X25519, RFC 9180. It is a
 * secret; whoever has it can, with a pairing's key, open what that phone sends.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class ReceiverIdentity {
  private final byte[] privateKey;

  private ReceiverIdentity(byte[] privateKey) {
    this.privateKey = privateKey;
  }

  /** Makes a fresh one. */
  public static ReceiverIdentity generate() {
    return new ReceiverIdentity(Hpke.generatePrivateKey());
  }

  /**
   * Reads what {@link #toBytes()} gave.
   *
   * @throws IOException if it is damaged
   */
  public static ReceiverIdentity ofBytes(byte[] bytes) throws IOException {
    return new ReceiverIdentity(KeyRecords.readIdentity(bytes));
  }

  /** For a {@link SecretStore}; a fresh array. */
  public byte[] toBytes() {
    return KeyRecords.writeIdentity(privateKey);
  }

  byte[] privateKey() {
    return privateKey;
  }

  byte[] publicKey() {
    try {
      return Hpke.publicKeyOf(privateKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("any 32 bytes are a private key", e);
    }
  }
}
