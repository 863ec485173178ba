package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.LowLevelCryptoCaller;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import com.google.crypto.tink.hybrid.subtle.HpkeEncrypt;
import com.google.crypto.tink.util.Bytes;
import java.security.GeneralSecurityException;

/** HPKE of RFC 9180 in its base mode, with X25519, HKDF-SHA256 and AES-256-GCM. */
@AccessesPartialKey
@LowLevelCryptoCaller
public final class Hpke {
  private Hpke() {}

  /**
   * Seals a short secret: the encapsulated key (32 bytes), then the ciphertext (16 bytes more than
   * the secret).
   *
   * @throws GeneralSecurityException if the public key is not valid
   */
  public static byte[] seal(byte[] publicKey, byte[] secret, byte[] info)
      throws GeneralSecurityException {
    return HpkeEncrypt.create(publicKey(publicKey)).encrypt(secret, info);
  }

  static HpkePublicKey publicKey(byte[] bytes) throws GeneralSecurityException {
    HpkeParameters parameters =
        HpkeParameters.builder()
            .setKemId(HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256)
            .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
            .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
            .setVariant(HpkeParameters.Variant.NO_PREFIX)
            .build();
    return HpkePublicKey.create(parameters, Bytes.copyFrom(bytes), null);
  }
}
