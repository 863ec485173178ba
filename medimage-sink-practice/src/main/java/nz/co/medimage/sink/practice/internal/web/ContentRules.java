package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;

/**
 * What of a photo a target takes: the section {@code server}, as far as it is about files.
 *
 * @param maxSize in bytes
 */
record ContentRules(long maxSize) {
  private static final Map<String, String> TYPES =
      Map.of(
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "png", "image/png",
          "pdf", "application/pdf",
          "txt", "text/plain");

  static ContentRules read(ProfileNode server) throws IOException {
    return new ContentRules(server.size("max-size", Long.MAX_VALUE));
  }

  /** The file of a photo that is meant: itself, or a companion. */
  static Content chosen(StagedPhoto photo, Optional<String> label)
      throws IOException, PhotoRejectedException {
    Manifest manifest = photo.manifest();
    if (label.isEmpty()) {
      return new Content(
          photo.file(),
          manifest.fileName(),
          manifest.mediaType(),
          manifest.length(),
          manifest.sha256());
    }
    for (CompanionFile each : photo.companions()) {
      if (each.label().equals(label.get())) {
        return companion(manifest, each);
      }
    }
    throw new PhotoRejectedException(
        "No filter made the copy '"
            + label.get()
            + "' of this photo, which the practice system is to get.");
  }

  private static Content companion(Manifest manifest, CompanionFile companion) throws IOException {
    String name = manifest.fileName();
    int dot = name.lastIndexOf('.');
    String stem = dot > 0 ? name.substring(0, dot) : name;
    return new Content(
        companion.file(),
        stem + "." + companion.label() + "." + companion.extension(),
        TYPES.getOrDefault(companion.extension(), "application/octet-stream"),
        java.nio.file.Files.size(companion.file()),
        Sha256.hex(Sha256.of(companion.file())));
  }
}
