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
 * Opens envelopes that were sealed for one receiver, in constant memory. Safe for use by several
 * threads.
 *
 * <p>Source: {@code spec/envelope-v1.md}.
 */
public final class EnvelopeOpener {

  private final ReceiverIdentity identity;

  /** Makes an opener with the keys of a receiver. */
  public EnvelopeOpener(ReceiverIdentity identity) {
    this.identity = Objects.requireNonNull(identity, "identity");
  }

  /**
   * Reads only the prefix of an envelope, which needs no key.
   *
   * @param sealed the stream, at the first byte of the envelope; not closed
   * @throws IOException if {@code sealed} fails
   * @throws DamagedEnvelopeException if this is not an envelope, or it ends too soon
   * @throws UnsupportedEnvelopeException if it has a later version or an unknown suite
   */
  public static EnvelopePrefix readPrefix(InputStream sealed)
      throws IOException, EnvelopeException {
    return prefix(Prefix.read(sealed));
  }

  static EnvelopePrefix prefix(byte[] prefix) throws DamagedEnvelopeException {
    String sha256 = Sha256.hex(Sha256.of(prefix));
    return new EnvelopePrefix(Prefix.id(prefix), Prefix.pairing(prefix), sha256);
  }

  /**
   * Opens one envelope. Blocks as long as the streams do; closes neither.
   *
   * @param sealed the stream, at the first byte of the envelope and with nothing after its last
   *     byte
   * @param pairing the pairing that the {@link EnvelopePrefix} names
   * @param content receives the photo. It is authentic only once this method has returned: if the
   *     method throws, delete what was written
   * @return the manifest; its length and SHA-256 are those of the content
   * @throws IOException if a stream fails
   * @throws DamagedEnvelopeException if the envelope is cut off, changed, forged, or sealed for
   *     another receiver or under another pairing
   * @throws UnsupportedEnvelopeException if it has a later version or an unknown suite
   * @throws BadManifestException if it is authentic, but the manifest cannot be used or contradicts
   *     the content
   */
  public Manifest open(InputStream sealed, ReceiverPairing pairing, OutputStream content)
      throws IOException, EnvelopeException {
    try (EnvelopeReader reader = reader(pairing, content)) {
      reader.writeAll(sealed);
      return reader.finish();
    }
  }

  /**
   * Begins to open an envelope whose bytes are still to come.
   *
   * @param pairing the pairing that the {@link EnvelopePrefix} names
   * @param content receives the photo, perhaps from another thread. It is authentic only once
   *     {@link EnvelopeOpening#finish} has returned; never closed
   * @return the opening, which the caller closes
   */
  public EnvelopeOpening begin(ReceiverPairing pairing, OutputStream content) {
    return new EnvelopeOpening(reader(pairing, content));
  }

  private EnvelopeReader reader(ReceiverPairing pairing, OutputStream content) {
    return new EnvelopeReader(identity.keys(), pairing.id(), pairing.key(), content);
  }

  /**
   * The maximum number of bytes that {@link #openManifest} reads of an envelope: a little more than
   * 1 MiB.
   */
  public static final int MANIFEST_WITHIN = EnvelopeSizes.WITH_MANIFEST;

  /**
   * Opens only the manifest, from at most the first {@link #MANIFEST_WITHIN} bytes. The manifest is
   * authentic, because the whole first segment was verified. Only {@link #open} verifies the rest.
   *
   * @param sealed the stream, at the first byte of the envelope; not closed
   * @param pairing the pairing that the {@link EnvelopePrefix} names
   * @throws IOException if {@code sealed} fails
   * @throws DamagedEnvelopeException if the envelope ends too soon, or is changed, forged, or
   *     sealed for another receiver or under another pairing
   * @throws UnsupportedEnvelopeException if it has a later version or an unknown suite
   * @throws BadManifestException if it is authentic, but the manifest cannot be used
   */
  public Manifest openManifest(InputStream sealed, ReceiverPairing pairing)
      throws IOException, EnvelopeException {
    return EnvelopeReader.readManifest(sealed, identity.keys(), pairing.id(), pairing.key());
  }

  /**
   * Returns the maximum size of an envelope with this much content, in bytes, for any manifest.
   *
   * @param contentLength the length of the content in bytes, at least 0
   */
  public static long maxSealedSize(long contentLength) {
    return EnvelopeSizes.sealed(ManifestFormat.MAX_BYTES, contentLength);
  }
}
