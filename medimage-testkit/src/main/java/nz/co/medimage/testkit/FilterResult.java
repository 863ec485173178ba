package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * What a filter made of a photo, apart from the names of files, which may differ each time.
 *
 * @param content SHA-256 of the file
 * @param companions label, extension and SHA-256 of each, in order
 * @param rejection the code, empty if the photo passed
 */
record FilterResult(Manifest manifest, String content, List<String> companions, String rejection) {

  /** Lets a filter look at a photo. */
  static FilterResult of(PhotoFilter filter, StagedPhoto photo) throws IOException {
    try {
      return of(Objects.requireNonNull(filter.apply(photo), "what apply returned"));
    } catch (PhotoRejectedException e) {
      return new FilterResult(photo.manifest(), "", List.of(), e.code().name());
    }
  }

  static FilterResult of(StagedPhoto passed) throws IOException {
    List<String> companions = new ArrayList<>();
    for (CompanionFile each : passed.companions()) {
      companions.add(each.label() + "." + each.extension() + " " + hash(each.file()));
    }
    return new FilterResult(passed.manifest(), hash(passed.file()), companions, "");
  }

  private static String hash(Path file) throws IOException {
    return Sha256.hex(Sha256.of(Files.readAllBytes(file)));
  }

  /** Says what is in it without the patient. */
  @Override
  public String toString() {
    return rejection.isEmpty()
        ? manifest.fileName() + " " + content + " " + companions
        : "rejected as " + rejection;
  }
}
