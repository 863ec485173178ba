package nz.co.medimage.crypto;

import nz.co.medimage.api.Manifest;
import nz.co.medimage.crypto.envelope.BadManifestException;
import nz.co.medimage.crypto.v1.ManifestFormat;

/**
 * The written form of a manifest, strictly read: {@code spec/envelope-v1.md}, section "Manifest".
 */
public final class ManifestJson {

  /** The longest written form that is read, in bytes. */
  public static final int MAX_BYTES = ManifestFormat.MAX_BYTES;

  private ManifestJson() {}

  /**
   * Writes JSON in UTF-8 that {@link #read} gives back as an equal manifest.
   *
   * @throws IllegalArgumentException if it takes more than {@link #MAX_BYTES}
   */
  public static byte[] write(Manifest manifest) {
    return ManifestFormat.write(manifest);
  }

  /**
   * Reads a manifest, keeping fields that this version does not know.
   *
   * @throws BadManifestException with one sentence for the clinician if it is no manifest that can
   *     be used: no strict JSON, a field missing, of a wrong type or of a hostile value
   */
  public static Manifest read(byte[] json) throws BadManifestException {
    return ManifestFormat.read(json);
  }
}
