package nz.co.medimage.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.v1.EnvelopeSizes;
import nz.co.medimage.crypto.v1.EnvelopeWriter;
import nz.co.medimage.crypto.v1.ManifestFormat;

/**
 * Seals photos for one receiver, in constant memory. Not even the sealer can open an envelope
 * again. Safe for use by several threads.
 *
 * <p>Source: {@code spec/envelope-v1.md}.
 */
public final class EnvelopeSealer {

  private final SenderPairing pairing;

  /** Makes a sealer for the receiver of a pairing. */
  public EnvelopeSealer(SenderPairing pairing) {
    this.pairing = Objects.requireNonNull(pairing, "pairing");
  }

  /**
   * Returns the exact size of the envelope that {@link #seal} will write, in bytes.
   *
   * @throws IllegalArgumentException if the manifest takes more than 64 KiB
   */
  public static long sealedSize(Manifest manifest) {
    return EnvelopeSizes.sealed(ManifestFormat.write(manifest).length, manifest.length());
  }

  /**
   * Writes one envelope. Blocks as long as the streams do; closes neither.
   *
   * @param content the photo, with the length that the manifest states; its SHA-256 is not checked
   *     here
   * @param sealed receives {@link #sealedSize} bytes, in pieces of up to 1 MiB
   * @return what {@link EnvelopeOpener#readPrefix} reads of it
   * @throws IOException if a stream fails, or {@code content} has another length than the manifest
   *     states; the bytes written by then are not an envelope
   * @throws IllegalArgumentException if the manifest takes more than 64 KiB
   */
  public EnvelopePrefix seal(
      EnvelopeId id, Manifest manifest, InputStream content, OutputStream sealed)
      throws IOException {
    byte[] prefix =
        EnvelopeWriter.write(
            id,
            pairing.id(),
            pairing.receiverKey(),
            pairing.key(),
            ManifestFormat.write(manifest),
            manifest.length(),
            content,
            sealed);
    return new EnvelopePrefix(id, pairing.id(), Sha256.hex(Sha256.of(prefix)));
  }
}
