package nz.co.medimage.transport.http.v1;

import java.util.Base64;
import java.util.Optional;
import nz.co.medimage.api.transport.Credential;

/** Writes and reads a credential in an {@code Authorization} header, RFC 6750 section 2.1. */
public final class BearerToken {
  private BearerToken() {}

  /** Returns the value of the header. It is secret: never log it. */
  public static String header(Credential credential) {
    return "Bearer "
        + credential.id()
        + "."
        + Base64.getUrlEncoder().withoutPadding().encodeToString(credential.token());
  }

  /** Reads what {@link #header} returns; empty if the text has another form. */
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
              CanonicalUuid.parse(parts[1].substring(0, dot), "an id"),
              Base64.getUrlDecoder().decode(token));
      // A token has one written form: no padding, and no stray bits at its end.
      return header(credential).endsWith("." + token) ? Optional.of(credential) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
