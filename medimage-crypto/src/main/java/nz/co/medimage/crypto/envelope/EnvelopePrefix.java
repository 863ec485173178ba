package nz.co.medimage.crypto.envelope;

import java.util.Objects;
import java.util.regex.Pattern;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;

/**
 * The unencrypted beginning of an envelope, which {@code EnvelopeOpener.readPrefix} reads. It is
 * authentic only once a segment of the envelope was opened. From then on it identifies all the
 * sealed bytes, because they are sealed under keys derived from it. Immutable.
 *
 * @param id the id of the envelope
 * @param pairing the pairing whose key opens it
 * @param sha256 the SHA-256 of the prefix, 64 hexadecimal digits in lower case; different for each
 *     sealing, also of the same photo
 */
public record EnvelopePrefix(EnvelopeId id, PairingId pairing, String sha256) {
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /**
   * Refuses null.
   *
   * @throws IllegalArgumentException if {@code sha256} has another form
   */
  public EnvelopePrefix {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(pairing, "pairing");
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("a SHA-256 is 64 hexadecimal digits in small letters");
    }
  }
}
