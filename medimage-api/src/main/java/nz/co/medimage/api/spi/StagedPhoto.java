package nz.co.medimage.api.spi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Sha256;

/**
 * A photo that came out of its envelope whole and authentic, on its way through filters and sinks.
 *
 * @param id by which sinks are idempotent: the envelope and the pairing together
 * @param from the name of the paired device that sent it, as the receiver lists it
 * @param manifest what is known of it; length and SHA-256 are those of {@code file}
 * @param file the content. It and its folder belong to the receiver, which deletes both afterwards:
 *     copy it, never move or change it. A filter may make new files beside it.
 */
public record StagedPhoto(PhotoId id, String from, Manifest manifest, Path file) {

  /** Refuses null. */
  public StagedPhoto {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(manifest, "manifest");
    Objects.requireNonNull(file, "file");
  }

  /** The same photo, of which more is known. */
  public StagedPhoto withManifest(Manifest manifest) {
    return new StagedPhoto(id, from, manifest, file);
  }

  /**
   * The same photo with other content, of which length and SHA-256 are taken here.
   *
   * @param rewritten a file in the folder of {@link #file()}
   * @throws IOException if it cannot be read
   */
  public StagedPhoto withContent(Path rewritten) throws IOException {
    Manifest changed =
        manifest.toBuilder().content(Files.size(rewritten), Sha256.of(rewritten)).build();
    return new StagedPhoto(id, from, changed, rewritten);
  }

  /** Names the envelope alone: the rest is about a patient. */
  @Override
  public String toString() {
    return "StagedPhoto[" + id + "]";
  }
}
