package nz.co.medimage.sink.practice.internal.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.StagedPhoto;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a photo are filed, and what is known of each: the keys {@code files} and {@code
 * path} of the section {@code photo}.
 */
public final class PhotoFiles {
  private static final String ORIGINAL = "original";
  private static final Pattern LABEL = Pattern.compile("[a-z0-9-]{1,20}");
  private static final Map<String, String> MEDIA_TYPES =
      Map.of(
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "png", "image/png",
          "pdf", "application/pdf",
          "txt", "text/plain");

  private final List<String> labels;
  private final @Nullable WorkstationPath path;

  private PhotoFiles(List<String> labels, @Nullable WorkstationPath path) {
    this.labels = labels;
    this.path = path;
  }

  /**
   * One file that is to be filed.
   *
   * @param file the content
   * @param facts those of the photo, with the length, SHA-256, media type, name and path of this
   *     file; {@code photo} is different for each file of a photo
   */
  public record PhotoFile(Path file, PhotoFacts facts) {
    /** Shows the class only. */
    @Override
    public String toString() {
      return "PhotoFile";
    }
  }

  /** Reads the keys of the section {@code photo}. */
  public static PhotoFiles read(ProfileNode photo) throws IOException {
    List<String> labels = photo.texts("files");
    for (String label : labels) {
      if (!LABEL.matcher(label).matches()) {
        throw photo.fail("files", "names original, or the labels of companions such as small");
      }
    }
    if (labels.stream().distinct().count() < labels.size()) {
      throw photo.fail("files", "names one of them twice");
    }
    WorkstationPath path = WorkstationPath.read(photo).orElse(null);
    return new PhotoFiles(labels.isEmpty() ? List.of(ORIGINAL) : labels, path);
  }

  /** How workstations see files, if the profile says so. */
  public Optional<WorkstationPath> path() {
    return Optional.ofNullable(path);
  }

  /** The labels of the companions that are filed, in order. */
  public List<String> companions() {
    return labels.stream().filter(label -> !label.equals(ORIGINAL)).toList();
  }

  /**
   * The files of one photo, in the order of the profile, at least one: a photo that has none of the
   * companions that are wanted is filed as it is. The first has the photo's own id.
   *
   * @param facts those of the photo
   * @throws IOException if the path is not known, or a companion cannot be read
   */
  public List<PhotoFile> of(StagedPhoto photo, PhotoFacts facts) throws IOException {
    List<PhotoFile> files = new ArrayList<>();
    for (String label : labels) {
      Optional<CompanionFile> companion =
          photo.companions().stream().filter(each -> each.label().equals(label)).findFirst();
      if (label.equals(ORIGINAL)) {
        files.add(original(photo, files.isEmpty() ? facts : facts.ofFile(photo.id(), label)));
      } else if (companion.isPresent()) {
        files.add(companion(photo, facts, companion.get(), files.isEmpty()));
      }
    }
    return files.isEmpty() ? List.of(original(photo, facts)) : List.copyOf(files);
  }

  private PhotoFile original(StagedPhoto photo, PhotoFacts facts) throws IOException {
    return new PhotoFile(photo.file(), path == null ? facts : facts.with("path", path.of(photo)));
  }

  private PhotoFile companion(
      StagedPhoto photo, PhotoFacts facts, CompanionFile companion, boolean isFirst)
      throws IOException {
    PhotoFacts own =
        facts
            .with("length", Files.size(companion.file()))
            .with("sha256", Sha256.hex(Sha256.of(companion.file())))
            .with("file-name", WorkstationPath.beside(photo.manifest().fileName(), companion))
            .with(
                "media-type",
                MEDIA_TYPES.getOrDefault(companion.extension(), "application/octet-stream"));
    if (!isFirst) {
      own = own.ofFile(photo.id(), companion.label());
    }
    return new PhotoFile(
        companion.file(), path == null ? own : own.with("path", path.of(photo, companion)));
  }
}
