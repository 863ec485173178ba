package nz.co.medimage.api.transport;

import java.security.MessageDigest;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows a server to be let in: an id and a 256-bit token. A sender's id is that of
 * its pairing, and its token is derived from the pairing's key for one transport; a receiver's id
 * at a relay is that of its mailbox. Servers keep only {@link #tokenHash()}. Immutable; compared by
 * value, in constant time.
 */
public final class Credential {
  private static final int TOKEN_BYTES = 32;

  private final UUID id;
  private final byte[] token;

  /**
   * Makes a credential.
   *
   * @param token 32 secret bytes; copied
   * @throws IllegalArgumentException if there are not 32
   */
  public Credential(UUID id, byte[] token) {
    if (Objects.requireNonNull(token, "token").length != TOKEN_BYTES) {
      throw new IllegalArgumentException("a token has 32 bytes, not " + token.length);
    }
    this.id = Objects.requireNonNull(id, "id");
    this.token = token.clone();
  }

  /** The id of the client, as it claims. */
  public UUID id() {
    return id;
  }

  /** A copy of the 32 bytes of the token. Secret: never log them, never store them at a server. */
  public byte[] token() {
    return token.clone();
  }

  /** The SHA-256 of the token, which is all that a server stores. */
  public TokenHash tokenHash() {
    return TokenHash.ofToken(token);
  }

  /** Shows the id only: the token is a secret. */
  @Override
  public String toString() {
    return "Credential[" + id + "]";
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Credential that
        && id.equals(that.id)
        && MessageDigest.isEqual(token, that.token);
  }
}
