package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import com.google.crypto.tink.subtle.Random;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** The two uses of symmetric keys that all formats share: HKDF-SHA256 and AES-256-GCM. */
public final class Keys {
  /** The length of all keys, in bytes. */
  public static final int KEY_BYTES = 32;

  private Keys() {}

  /** Bytes that nobody can guess. */
  public static byte[] fresh(int size) {
    return Random.randBytes(size);
  }

  /** HKDF-SHA256, RFC 5869. */
  public static byte[] derive(byte[] secret, byte[] salt, byte[] info, int size) {
    try {
      return Hkdf.computeHkdf("HMACSHA256", secret, salt, info, size);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA256", e);
    }
  }

  /** AES-256-GCM: a random nonce of 12 bytes, the ciphertext, the tag of 16 bytes. */
  public static byte[] seal(byte[] key, byte[] plaintext, byte[] associated) {
    try {
      return new AesGcmJce(key).encrypt(plaintext, associated);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has AES/GCM", e);
    }
  }

  /**
   * Opens what {@link #seal} returned.
   *
   * @throws GeneralSecurityException if it is anything else
   */
  public static byte[] open(byte[] key, byte[] sealed, byte[] associated)
      throws GeneralSecurityException {
    return new AesGcmJce(key).decrypt(sealed, associated);
  }

  /** The ASCII bytes of a label. */
  public static byte[] label(String label) {
    return label.getBytes(StandardCharsets.US_ASCII);
  }

  /** One array of several. */
  public static byte[] join(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.write(part, 0, part.length);
    }
    return joined.toByteArray();
  }
}
