package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.filter.resize.JpegFacts;
import nz.co.medimage.filter.resize.SizedCopy;
import org.jspecify.annotations.Nullable;

/** Makes of a photo the file that a target takes. Safe for use by several threads. */
final class ContentMaker {
  private static final String JPEG = "image/jpeg";
  private static final String PDF = "application/pdf";
  private static final Map<String, String> TYPES =
      Map.of("jpg", JPEG, "jpeg", JPEG, "png", "image/png", "pdf", PDF, "txt", "text/plain");

  private final ContentRules rules;
  private final @Nullable String label;
  private final Path folder;
  private final SizedCopy copies = new SizedCopy();

  /**
   * Makes one, and removes what an earlier one left after a crash.
   *
   * @param label of the companion that is sent; null for the photo itself
   * @param folder for files that exist while they are sent; nobody else's
   */
  ContentMaker(ContentRules rules, @Nullable String label, Path folder) throws IOException {
    this.rules = rules;
    this.label = label;
    this.folder = folder;
    if (Files.exists(folder)) {
      DurableFiles.deleteTree(folder);
    }
    DurableFiles.createPrivateFolders(folder);
  }

  /** A file to send, which is removed afterwards if it was made for that. */
  static final class Made implements AutoCloseable {
    private final Content content;
    private final List<Path> files;

    private Made(Content content, List<Path> files) {
      this.content = content;
      this.files = files;
    }

    Content content() {
      return content;
    }

    @Override
    public void close() throws IOException {
      delete(files);
    }
  }

  /** The most bytes that a target takes before it has said anything itself. */
  long limit() {
    return rules.maxSize();
  }

  /** A smaller limit, as the target did not take a file. */
  long below(long length) throws PhotoRejectedException {
    if (!rules.shrinks()) {
      throw tooLarge();
    }
    return Math.max(1, length / 2);
  }

  /**
   * Makes the file.
   *
   * @param limit the most bytes that it may have
   * @throws PhotoRejectedException if it cannot be made
   */
  Made make(StagedPhoto photo, long limit) throws IOException, PhotoRejectedException {
    List<Path> files = new ArrayList<>();
    boolean isMade = false;
    try {
      Content content = sized(chosen(photo), limit, files);
      isMade = true;
      return new Made(content, files);
    } finally {
      if (!isMade) {
        delete(files);
      }
    }
  }

  private static void delete(List<Path> files) throws IOException {
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  private Content sized(Content chosen, long limit, List<Path> files)
      throws IOException, PhotoRejectedException {
    if (!rules.isPdf() || chosen.mediaType().equals(PDF)) {
      return chosen.length() <= limit ? chosen : smaller(chosen, limit, files);
    }
    long forJpeg = limit - PhotoPdf.OVERHEAD;
    Optional<JpegFacts> facts = JpegFacts.read(chosen.file());
    boolean isFit = facts.isPresent() && PhotoPdf.takes(facts.get()) && chosen.length() <= forJpeg;
    return page(isFit ? chosen : smaller(chosen, forJpeg, files), files);
  }

  private Content smaller(Content from, long limit, List<Path> files)
      throws IOException, PhotoRejectedException {
    if (!rules.shrinks() && from.length() > limit) {
      throw tooLarge();
    }
    Path copy = fresh(files);
    if (limit <= 0 || !copies.write(from.file(), copy, limit)) {
      throw tooLarge();
    }
    return made(copy, stem(from.fileName()) + ".jpg", JPEG);
  }

  private Content page(Content jpeg, List<Path> files) throws IOException, PhotoRejectedException {
    Optional<JpegFacts> facts = JpegFacts.read(jpeg.file());
    if (facts.isEmpty()) {
      throw tooLarge();
    }
    Path pdf = fresh(files);
    PhotoPdf.write(jpeg.file(), facts.get(), pdf);
    return made(pdf, stem(jpeg.fileName()) + ".pdf", PDF);
  }

  private Path fresh(List<Path> files) {
    Path file = folder.resolve(UUID.randomUUID().toString());
    files.add(file);
    return file;
  }

  private static Content made(Path file, String name, String type) throws IOException {
    return new Content(file, name, type, Files.size(file), Sha256.hex(Sha256.of(file)));
  }

  private Content chosen(StagedPhoto photo) throws IOException, PhotoRejectedException {
    Manifest manifest = photo.manifest();
    if (label == null) {
      return new Content(
          photo.file(),
          manifest.fileName(),
          manifest.mediaType(),
          manifest.length(),
          manifest.sha256());
    }
    for (CompanionFile each : photo.companions()) {
      if (each.label().equals(label)) {
        return made(
            each.file(),
            stem(manifest.fileName()) + "." + each.label() + "." + each.extension(),
            TYPES.getOrDefault(each.extension(), "application/octet-stream"));
      }
    }
    throw new PhotoRejectedException(
        "No filter made the copy '"
            + label
            + "' of this photo, which the practice system is to get.");
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static PhotoRejectedException tooLarge() {
    return new PhotoRejectedException(
        "This file cannot be made into one that the practice system takes: it is too large, or no"
            + " picture.");
  }
}
