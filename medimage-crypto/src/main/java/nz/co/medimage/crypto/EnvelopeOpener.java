package nz.co.medimage.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.crypto.envelope.BadManifestException;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;
import nz.co.medimage.crypto.v1.EnvelopeReader;
import nz.co.medimage.crypto.v1.EnvelopeSizes;
import nz.co.medimage.crypto.v1.ManifestFormat;
import nz.co.medimage.crypto.v1.Prefix;

/**
 * Opens what was sealed for one receiver, in constant memory. The format is {@code
 * spec/envelope-v1.md}. Safe for use by several threads.
 */
public final class EnvelopeOpener {

  private final ReceiverIdentity identity;

  /** Opens with the keys of this receiver. */
  public EnvelopeOpener(ReceiverIdentity identity) {
    this.identity = Objects.requireNonNull(identity, "identity");
  }

  /**
   * Reads the prefix of an envelope, and no further. It needs no key.
   *
   * @param sealed at its first byte; not closed
   * @throws IOException if {@code sealed} fails
   * @throws DamagedEnvelopeException if it is no envelope or ends too soon
   * @throws UnsupportedEnvelopeException if it is one of a later version or another suite
   */
  public static EnvelopePrefix readPrefix(InputStream sealed)
      throws IOException, EnvelopeException {
    byte[] prefix = Prefix.read(sealed);
    String sha256 = Sha256.hex(Sha256.of(prefix));
    return new EnvelopePrefix(Prefix.id(prefix), Prefix.pairing(prefix), sha256);
  }

  /**
   * Opens one envelope. Blocks as long as the streams do; closes neither.
   *
   * @param sealed at its first byte, and with nothing behind its last
   * @param pairing the one that the {@link EnvelopePrefix} names
   * @param content gets the photo. It is good only once this method has returned: when it throws,
   *     throw away what was written
   * @return the manifest; length and SHA-256 in it are those of the content
   * @throws IOException if a stream fails
   * @throws DamagedEnvelopeException if it is cut off, changed, forged, or sealed for another
   *     receiver or under another pairing
   * @throws UnsupportedEnvelopeException if it is one of a later version or another suite
   * @throws BadManifestException if it is authentic, but the manifest cannot be used or contradicts
   *     the content
   */
  public Manifest open(InputStream sealed, ReceiverPairing pairing, OutputStream content)
      throws IOException, EnvelopeException {
    return EnvelopeReader.read(sealed, identity.keys(), pairing.id(), pairing.key(), content);
  }

  /**
   * How many bytes of an envelope, from its first one, {@link #openManifest} reads at most: 1 MiB
   * and a little.
   */
  public static final int MANIFEST_WITHIN = EnvelopeSizes.WITH_MANIFEST;

  /**
   * Opens no more than the manifest, which needs no more than the first {@link #MANIFEST_WITHIN}
   * bytes. What it says comes from the paired sender, for the whole first segment is authentic
   * then; whether the rest is there, and right, only {@link #open} tells.
   *
   * @param sealed at its first byte; not closed
   * @param pairing the one that the {@link EnvelopePrefix} names
   * @throws IOException if {@code sealed} fails
   * @throws DamagedEnvelopeException if it ends too soon, or is changed, forged, or sealed for
   *     another receiver or under another pairing
   * @throws UnsupportedEnvelopeException if it is one of a later version or another suite
   * @throws BadManifestException if it is authentic, but the manifest cannot be used
   */
  public Manifest openManifest(InputStream sealed, ReceiverPairing pairing)
      throws IOException, EnvelopeException {
    return EnvelopeReader.readManifest(sealed, identity.keys(), pairing.id(), pairing.key());
  }

  /**
   * The size that no envelope with so much content exceeds, whatever its manifest.
   *
   * @param contentLength in bytes, at least 0
   */
  public static long maxSealedSize(long contentLength) {
    return EnvelopeSizes.sealed(ManifestFormat.MAX_BYTES, contentLength);
  }
}
