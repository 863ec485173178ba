package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.crypto.generators.SCrypt;

/** How a passphrase becomes a key: {@code spec/pairing-v1.md}, section "Keys at rest". */
public final class PassphraseFormat {
  private static final long FORMAT = 1;
  private static final int N = 1 << 15;
  private static final int R = 8;
  private static final int P = 1;
  private static final int SALT_BYTES = 16;
  private static final int CHECK_BYTES = 28;
  private static final long MAX_MEMORY = 1L << 30;
  private static final byte[] CHECK_LABEL = Keys.label("MedImage passphrase v1");

  private final byte[] file;
  private final byte[] key;

  private PassphraseFormat(byte[] file, byte[] key) {
    this.file = file;
    this.key = key;
  }

  /** Chooses a salt for a new passphrase. */
  public static PassphraseFormat create(char[] passphrase) {
    byte[] salt = Keys.fresh(SALT_BYTES);
    byte[] key = scrypt(passphrase, salt, N, R, P);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.put("n", N);
    fields.put("r", R);
    fields.put("p", P);
    fields.put("salt", Base64.getEncoder().encodeToString(salt));
    byte[] check = Keys.seal(key, new byte[0], CHECK_LABEL);
    fields.put("check", Base64.getEncoder().encodeToString(check));
    return new PassphraseFormat(SecretFormat.clear(StrictJson.write(fields)), key);
  }

  /**
   * Makes the key again.
   *
   * @return nothing if the passphrase is another one
   * @throws IOException if {@code file} is damaged
   */
  public static Optional<byte[]> open(byte[] file, char[] passphrase) throws IOException {
    Fields fields = Fields.read(SecretFormat.readClear(file));
    long n = fields.wholeNumber("n");
    long r = fields.wholeNumber("r");
    long p = fields.wholeNumber("p");
    if (n < 2
        || Long.bitCount(n) != 1
        || r < 1
        || p < 1
        || p > 16
        || r > 64
        || n > MAX_MEMORY / (128 * r)) {
      throw new IOException("the parameters of scrypt are out of bounds");
    }
    byte[] salt = fields.base64("salt", SALT_BYTES);
    byte[] key = scrypt(passphrase, salt, (int) n, (int) r, (int) p);
    try {
      Keys.open(key, fields.base64("check", CHECK_BYTES), CHECK_LABEL);
      return Optional.of(key);
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  /** What to store. */
  public byte[] file() {
    return file.clone();
  }

  /** The key of all secrets under this passphrase. */
  public byte[] key() {
    return key.clone();
  }

  private static byte[] scrypt(char[] passphrase, byte[] salt, int n, int r, int p) {
    String text = Normalizer.normalize(CharBuffer.wrap(passphrase), Normalizer.Form.NFC);
    return SCrypt.generate(text.getBytes(StandardCharsets.UTF_8), salt, n, r, p, Keys.KEY_BYTES);
  }
}
