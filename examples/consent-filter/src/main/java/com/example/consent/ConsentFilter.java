package com.example.consent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * Rejects photos to which the patient did not agree, and files a note beside the others.
 *
 * <p>Consent is a word of the tag or, from an app that asks for it, the attribute {@code consent}.
 */
final class ConsentFilter implements PhotoFilter {
  static final RejectionCode NO_CONSENT = RejectionCode.of("EXAMPLE.NO_CONSENT");

  private final String id;
  private final String word;

  ConsentFilter(String id, String word) {
    this.id = id;
    this.word = word;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException {
    Manifest manifest = photo.manifest();
    String consent = manifest.attributes().getOrDefault("consent", "");
    if (consent.isBlank() && manifest.tag().words().stream().noneMatch(word::equalsIgnoreCase)) {
      throw new PhotoRejectedException(
          NO_CONSENT, "No consent: ask the patient, and send it again with the word " + word + ".");
    }
    // Nothing of today is in it: the receiver may repeat a filter, which must give the same again.
    String note =
        """
        Consent: %s
        Taken:   %s
        By:      %s
        SHA-256: %s
        """
            .formatted(
                consent.isBlank() ? word : consent,
                manifest.capturedAt(),
                photo.from(),
                manifest.sha256());
    Path file = photo.file().resolveSibling(photo.id() + "-consent.txt");
    Files.writeString(file, note);
    return photo.withCompanion(new CompanionFile("consent", "txt", file));
  }
}
