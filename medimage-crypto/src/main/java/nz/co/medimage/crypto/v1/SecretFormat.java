package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import nz.co.medimage.api.file.Sha256;

/** The format of a secret in its file: {@code spec/pairing-v1.md}, section "Keys at rest". */
public final class SecretFormat {
  private static final byte CLEAR = 1;
  private static final byte SEALED = 2;
  private static final int SUM_BYTES = 32;
  private static final byte[] LABEL = Keys.label("MedImage secret v1");

  private SecretFormat() {}

  /** With a checksum, to distinguish damage from a key that just does not work. */
  public static byte[] clear(byte[] secret) {
    return Keys.join(new byte[] {CLEAR}, Sha256.of(secret), secret);
  }

  /** Sealed under a key, and bound to its name. */
  public static byte[] sealed(byte[] secret, String name, byte[] key) {
    return Keys.join(new byte[] {SEALED}, Keys.seal(key, secret, associated(name)));
  }

  /** Whether a file holds a secret in clear. */
  public static boolean isClear(byte[] file) {
    return file.length > 0 && file[0] == CLEAR;
  }

  /**
   * Reads what {@link #clear} gave.
   *
   * @throws IOException if it is anything else
   */
  public static byte[] readClear(byte[] file) throws IOException {
    if (isClear(file) && file.length > SUM_BYTES) {
      byte[] secret = Arrays.copyOfRange(file, 1 + SUM_BYTES, file.length);
      if (Arrays.equals(Sha256.of(secret), Arrays.copyOfRange(file, 1, 1 + SUM_BYTES))) {
        return secret;
      }
    }
    throw new IOException("the checksum is wrong");
  }

  /**
   * Reads what {@link #sealed} gave.
   *
   * @throws IOException if it is anything else, of another name or under another key
   */
  public static byte[] readSealed(byte[] file, String name, byte[] key) throws IOException {
    if (file.length == 0 || file[0] != SEALED) {
      throw new IOException("the first byte is wrong");
    }
    try {
      return Keys.open(key, Arrays.copyOfRange(file, 1, file.length), associated(name));
    } catch (GeneralSecurityException e) {
      throw new IOException("the seal is broken", e);
    }
  }

  private static byte[] associated(String name) {
    return Keys.join(LABEL, Keys.label(name));
  }
}
