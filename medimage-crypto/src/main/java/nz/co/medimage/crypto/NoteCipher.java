package nz.co.medimage.crypto;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import nz.co.medimage.crypto.v1.Keys;

/**
 * Encrypts short notes that stay on this device and can be about a patient, with AES-256-GCM under
 * a key derived from a secret of its home. Safe for use by several threads.
 */
public final class NoteCipher {
  private static final byte[] LABEL = Keys.label("MedImage note v1");

  private final byte[] key;

  private NoteCipher(byte[] key) {
    this.key = key;
  }

  /**
   * Makes a cipher.
   *
   * @param secret 32 bytes that nobody can guess; using it elsewhere too does not weaken this use
   * @throws IllegalArgumentException if the secret has another length
   */
  public static NoteCipher of(byte[] secret) {
    if (secret.length != Keys.KEY_BYTES) {
      throw new IllegalArgumentException("a secret has 32 bytes, not " + secret.length);
    }
    return new NoteCipher(Keys.derive(secret, new byte[0], LABEL, Keys.KEY_BYTES));
  }

  /**
   * Seals a note.
   *
   * @param name what the note is, such as {@code receipt/<id>}; it opens only under this name
   */
  public byte[] seal(String name, byte[] note) {
    return Keys.seal(key, note, associated(name));
  }

  /**
   * Opens what {@link #seal} returned.
   *
   * @throws IOException if it is anything else, or was sealed under another name or secret
   */
  public byte[] open(String name, byte[] sealed) throws IOException {
    try {
      return Keys.open(key, sealed, associated(name));
    } catch (GeneralSecurityException e) {
      throw new IOException("the seal of a note is broken", e);
    }
  }

  private static byte[] associated(String name) {
    return Keys.join(LABEL, name.getBytes(StandardCharsets.UTF_8));
  }
}
