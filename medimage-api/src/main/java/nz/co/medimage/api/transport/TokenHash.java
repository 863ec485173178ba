package nz.co.medimage.api.transport;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of a {@link Credential}'s token, which is all that a server keeps of it. Immutable;
 * compared by value, in constant time.
 */
public final class TokenHash {
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  private final byte[] value;

  private TokenHash(byte[] value) {
    this.value = value;
  }

  static TokenHash ofToken(byte[] token) {
    return new TokenHash(Sha256.of(token));
  }

  /**
   * Reads what {@link #hex()} returns.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static TokenHash parse(String hex) {
    if (!HEX.matcher(Objects.requireNonNull(hex, "hex")).matches()) {
      throw new IllegalArgumentException("the hash of a token has 64 hexadecimal digits");
    }
    byte[] value = new byte[hex.length() / 2];
    for (int i = 0; i < value.length; i++) {
      value[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
    }
    return new TokenHash(value);
  }

  /** The hash as 64 hexadecimal digits in lower case. */
  public String hex() {
    return Sha256.hex(value);
  }

  @Override
  public String toString() {
    return hex();
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TokenHash that && MessageDigest.isEqual(value, that.value);
  }
}
