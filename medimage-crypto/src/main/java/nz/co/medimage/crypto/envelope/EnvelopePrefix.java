package nz.co.medimage.crypto.envelope;

import java.util.Objects;
import java.util.regex.Pattern;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;

/**
 * What everybody can read at the beginning of an envelope: {@code EnvelopeOpener.readPrefix}. It is
 * authentic only once a segment of the envelope was opened; from then on it stands for the whole of
 * the sealed bytes, since all that follows the prefix is sealed under keys that are made of it.
 *
 * @param id the envelope
 * @param pairing whose key opens it
 * @param sha256 of the prefix: 64 hexadecimal digits in small letters. Two sealings, also of one
 *     photo, have different ones
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
