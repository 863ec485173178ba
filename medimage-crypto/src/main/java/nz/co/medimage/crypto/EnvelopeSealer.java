package nz.co.medimage.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.crypto.v1.EnvelopeSizes;
import nz.co.medimage.crypto.v1.EnvelopeWriter;
import nz.co.medimage.crypto.v1.ManifestFormat;

/**
 * Seals photos for one receiver, in constant memory. Once sealed, the sealer itself cannot open an
 * envelope again. The format is {@code spec/envelope-v1.md}. Safe for use by several threads.
 */
public final class EnvelopeSealer {

  private final SenderPairing pairing;

  /** Seals for the receiver of this pairing. */
  public EnvelopeSealer(SenderPairing pairing) {
    this.pairing = Objects.requireNonNull(pairing, "pairing");
  }

  /**
   * The exact size of the envelope that {@link #seal} will write.
   *
   * @throws IllegalArgumentException if the manifest takes more than 64 KiB
   */
  public static long sealedSize(Manifest manifest) {
    return EnvelopeSizes.sealed(ManifestFormat.write(manifest).length, manifest.length());
  }

  /**
   * Writes one envelope. Blocks as long as the streams do; closes neither.
   *
   * @param content as many bytes as the manifest says; it is not hashed again here
   * @param sealed gets {@link #sealedSize} bytes, in pieces of up to 1 MiB
   * @throws IOException if a stream fails, or {@code content} has another length than the manifest
   *     says; what was written then is no envelope
   * @throws IllegalArgumentException if the manifest takes more than 64 KiB
   */
  public void seal(EnvelopeId id, Manifest manifest, InputStream content, OutputStream sealed)
      throws IOException {
    EnvelopeWriter.write(
        id,
        pairing.id(),
        pairing.receiverKey(),
        pairing.key(),
        ManifestFormat.write(manifest),
        manifest.length(),
        content,
        sealed);
  }
}
