package nz.co.medimage.crypto;

import nz.co.medimage.api.Manifest;
import nz.co.medimage.crypto.envelope.BadManifestException;
import nz.co.medimage.crypto.v1.ManifestFormat;

/**
 * Writes and strictly reads the JSON of manifests: {@code spec/envelope-v1.md}, section "Manifest".
 */
public final class ManifestJson {

  /** The maximum length of a manifest, in bytes. */
  public static final int MAX_BYTES = ManifestFormat.MAX_BYTES;

  private ManifestJson() {}

  /**
   * Writes a manifest as JSON in UTF-8, which {@link #read} reads as an equal manifest.
   *
   * @throws IllegalArgumentException if it takes more than {@link #MAX_BYTES}
   */
  public static byte[] write(Manifest manifest) {
    return ManifestFormat.write(manifest);
  }

  /**
   * Reads a manifest, keeping fields that this version does not know.
   *
   * @throws BadManifestException with one sentence for the clinician if the manifest cannot be
   *     used: it is not strict JSON, or a field is missing or has a wrong type or a hostile value
   */
  public static Manifest read(byte[] json) throws BadManifestException {
    return ManifestFormat.read(json);
  }
}
