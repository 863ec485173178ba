package nz.co.medimage.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.regex.Pattern;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.crypto.v1.Prefix;

/**
 * What everybody can read at the beginning of an envelope. It is authentic only once a segment of
 * the envelope was opened; from then on it stands for the whole of the sealed bytes, since all that
 * follows the prefix is sealed under keys that are made of it.
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

  /**
   * Reads the prefix of an envelope, and no further.
   *
   * @param sealed at its first byte; not closed
   * @throws IOException if {@code sealed} fails
   * @throws DamagedEnvelopeException if it is no envelope or ends too soon
   * @throws UnsupportedEnvelopeException if it is one of a later version or another suite
   */
  public static EnvelopePrefix read(InputStream sealed) throws IOException, EnvelopeException {
    byte[] prefix = Prefix.read(sealed);
    String sha256 = Sha256.hex(Sha256.of(prefix));
    return new EnvelopePrefix(Prefix.id(prefix), Prefix.pairing(prefix), sha256);
  }
}
