package nz.co.medimage.api.transport;

import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.UuidText;
import org.jspecify.annotations.Nullable;

/**
 * What a client shows a server to be let in: an id and a 256-bit token. A sender's id is that of
 * its pairing, and its token is derived from the pairing's key for this one purpose; a receiver's
 * id at a relay is that of its mailbox. Servers keep {@link #tokenHash()} and compare in constant
 * time.
 */
public final class Credential {
  private static final int TOKEN_BYTES = 32;

  private final UUID id;
  private final byte[] token;

  /**
   * Joins the two.
   *
   * @param token 32 secret bytes; copied
   * @throws IllegalArgumentException if they are not 32
   */
  public Credential(UUID id, byte[] token) {
    if (token.length != TOKEN_BYTES) {
      throw new IllegalArgumentException("a token has 32 bytes, not " + token.length);
    }
    this.id = Objects.requireNonNull(id, "id");
    this.token = token.clone();
  }

  /** Reads what {@link #toHeader()} gives; empty if it is anything else. */
  public static Optional<Credential> parse(String header) {
    String[] parts = header.split(" ", -1);
    if (parts.length != 2 || !parts[0].equalsIgnoreCase("Bearer")) {
      return Optional.empty();
    }
    int dot = parts[1].indexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    try {
      String token = parts[1].substring(dot + 1);
      Credential credential =
          new Credential(
              UuidText.parse(parts[1].substring(0, dot), "an id"),
              Base64.getUrlDecoder().decode(token));
      // A token has one written form: no padding, no stray bits at its end.
      return credential.toHeader().endsWith("." + token)
          ? Optional.of(credential)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The value of an {@code Authorization} header, RFC 6750 section 2.1. Secret: never log it. */
  public String toHeader() {
    return "Bearer " + id + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(token);
  }

  /** Whose it is, or claims to be. */
  public UUID id() {
    return id;
  }

  /** The SHA-256 of the token; all that a server stores. */
  public TokenHash tokenHash() {
    return TokenHash.ofToken(token);
  }

  /** Says whose it is; the token is a secret. */
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
