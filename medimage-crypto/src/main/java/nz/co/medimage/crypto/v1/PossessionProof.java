package nz.co.medimage.crypto.v1;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import nz.co.medimage.api.PairingId;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;

/**
 * Shows that a receiver holds the private key of the public key that it names: {@code
 * spec/pairing-v1.md}, section "Proof of possession". A public key is not secret, so anybody who
 * shows a code could name another receiver's key. HPKE of RFC 9180 in its auth mode, which Tink
 * does not have.
 */
final class PossessionProof {
  private static final int ENCAPSULATED_BYTES = 32;

  /** Encapsulated key, and the tag of an empty text. */
  static final int BYTES = ENCAPSULATED_BYTES + 16;

  private static final byte[] LABEL = Keys.label("MedImage pairing v1 possession");
  private static final byte[] NOTHING = {};

  private PossessionProof() {}

  /**
   * Makes one.
   *
   * @param challenge the public key that the guest made for this pairing alone
   * @throws GeneralSecurityException if the challenge is not a public key
   */
  static byte[] make(HpkeKeyPair receiver, byte[] challenge, PairingId fresh)
      throws GeneralSecurityException {
    HPKE hpke = hpke();
    try {
      byte[][] sealed =
          hpke.seal(
              hpke.deserializePublicKey(challenge),
              info(fresh),
              NOTHING,
              NOTHING,
              NOTHING,
              NOTHING,
              hpke.deserializePrivateKey(receiver.privateKey(), receiver.publicKey()));
      return Keys.join(sealed[1], sealed[0]);
    } catch (InvalidCipherTextException | RuntimeException e) {
      throw new GeneralSecurityException("the challenge is not a public key", e);
    }
  }

  /** Whether a proof is that of the holder of {@code publicKey}, made for this pairing. */
  static boolean holds(byte[] proof, byte[] publicKey, HpkeKeyPair challenge, PairingId fresh) {
    HPKE hpke = hpke();
    try {
      byte[] opened =
          hpke.open(
              Arrays.copyOf(proof, ENCAPSULATED_BYTES),
              hpke.deserializePrivateKey(challenge.privateKey(), challenge.publicKey()),
              info(fresh),
              NOTHING,
              Arrays.copyOfRange(proof, ENCAPSULATED_BYTES, BYTES),
              NOTHING,
              NOTHING,
              hpke.deserializePublicKey(publicKey));
      return opened.length == 0;
    } catch (InvalidCipherTextException | RuntimeException e) {
      return false;
    }
  }

  private static byte[] info(PairingId fresh) {
    return Keys.join(LABEL, fresh.toBytes());
  }

  private static HPKE hpke() {
    return new HPKE(
        HPKE.mode_auth, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, HPKE.aead_AES_GCM256);
  }
}
