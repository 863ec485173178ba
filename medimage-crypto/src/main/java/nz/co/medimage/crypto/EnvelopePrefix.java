package nz.co.medimage.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.v1.Prefix;

/**
 * What everybody can read at the beginning of an envelope. It is authentic only once the envelope
 * was opened.
 *
 * @param id the envelope
 * @param pairing whose key opens it
 */
public record EnvelopePrefix(EnvelopeId id, PairingId pairing) {

  /** Refuses null. */
  public EnvelopePrefix {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(pairing, "pairing");
  }

  /**
   * Reads the beginning of an envelope, and no further than needed.
   *
   * @param sealed at its first byte; not closed
   * @throws IOException if {@code sealed} fails
   * @throws DamagedEnvelopeException if it is no envelope or ends too soon
   * @throws UnsupportedEnvelopeException if it is one of a later version or another suite
   */
  public static EnvelopePrefix read(InputStream sealed) throws IOException, EnvelopeException {
    byte[] head = Prefix.readHead(sealed);
    return new EnvelopePrefix(Prefix.id(head), Prefix.pairing(head));
  }
}
