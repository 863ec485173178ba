package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.LowLevelCryptoCaller;
import com.google.crypto.tink.hybrid.HpkePrivateKey;
import com.google.crypto.tink.hybrid.subtle.HpkeDecrypt;
import com.google.crypto.tink.subtle.X25519;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;

/**
 * The key pair that opens what {@link Hpke#seal} sealed. Making one takes two multiplications on
 * the curve, each opening one more: keep it. It is a secret. Immutable, for use by several threads.
 */
@AccessesPartialKey
@LowLevelCryptoCaller
public final class HpkeKeyPair {
  private final byte[] privateKey;
  private final byte[] publicKey;
  private final HybridDecrypt decrypt;

  private HpkeKeyPair(byte[] privateKey) throws GeneralSecurityException {
    this.privateKey = privateKey.clone();
    publicKey = X25519.publicFromPrivate(privateKey);
    decrypt =
        HpkeDecrypt.create(
            HpkePrivateKey.create(
                Hpke.publicKey(publicKey),
                SecretBytes.copyFrom(privateKey, InsecureSecretKeyAccess.get())));
  }

  /** A fresh one. */
  public static HpkeKeyPair generate() {
    return of(X25519.generatePrivateKey());
  }

  /**
   * The one of a private key.
   *
   * @param privateKey any 32 bytes
   */
  public static HpkeKeyPair of(byte[] privateKey) {
    try {
      return new HpkeKeyPair(privateKey);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("any 32 bytes are a private key", e);
    }
  }

  /** The private key; a fresh array. */
  public byte[] privateKey() {
    return privateKey.clone();
  }

  /** The public key; a fresh array. */
  public byte[] publicKey() {
    return publicKey.clone();
  }

  /**
   * Opens what {@link Hpke#seal} returned.
   *
   * @throws GeneralSecurityException if it is anything else, or sealed to another key
   */
  byte[] open(byte[] sealed, byte[] info) throws GeneralSecurityException {
    return decrypt.decrypt(sealed, info);
  }
}
