package nz.co.medimage.filter.resize;

import java.awt.AWTError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.StagedPhoto;

/** Replaces photos by smaller ones, or adds a smaller copy. Safe for use by several threads. */
final class ResizeFilter implements PhotoFilter {
  private static final int MAX_NAME = 255;
  private static final int MAX_LABEL = 20;

  private final String id;
  private final boolean replaces;
  private final String label;
  private final FittingCopy copies;
  private final Notices notices;

  ResizeFilter(String id, boolean replaces, String label, FittingCopy copies, Notices notices) {
    this.id = id;
    this.replaces = replaces;
    this.label = label;
    this.copies = copies;
    this.notices = notices;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void start() throws IOException {
    try {
      new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics().dispose();
    } catch (LinkageError | AWTError e) {
      throw new IOException(
          "Java cannot draw pictures on this computer; run it with -Djava.awt.headless=true, or"
              + " take a Java that has the module java.desktop.",
          e);
    }
  }

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException {
    if (!photo.manifest().mediaType().startsWith("image/")) {
      return photo;
    }
    return resize(photo);
  }

  private StagedPhoto resize(StagedPhoto photo) throws IOException {
    // The same photo may be at another sink's filters at this moment.
    Path copy =
        photo
            .file()
            .resolveSibling(photo.file().getFileName() + "-" + id + "-" + UUID.randomUUID());
    boolean kept = false;
    try {
      boolean made = copies.write(photo.file(), copy, replaces);
      StagedPhoto result = made ? with(photo, copy) : photo;
      kept = made;
      return result;
    } catch (PassedPhotoException e) {
      notices.passed(photo, e);
      return photo;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw interrupted(e);
      }
      throw e;
    } finally {
      if (!kept) {
        Files.deleteIfExists(copy);
      }
    }
  }

  private static InterruptedIOException interrupted(Exception cause) {
    InterruptedIOException e = new InterruptedIOException("a photo was not made smaller in time");
    e.initCause(cause);
    return e;
  }

  private StagedPhoto with(StagedPhoto photo, Path copy) throws IOException {
    if (!replaces) {
      return photo.withCompanion(new CompanionFile(freeLabel(photo), "jpg", copy));
    }
    StagedPhoto smaller = photo.withContent(copy);
    Manifest manifest = smaller.manifest();
    return smaller.withManifest(
        manifest.toBuilder()
            .mediaType("image/jpeg")
            .fileName(jpegName(manifest.fileName()))
            .build());
  }

  /** Another filter may have taken the label, for a copy of another size perhaps. */
  private String freeLabel(StagedPhoto photo) {
    List<String> taken = photo.companions().stream().map(CompanionFile::label).toList();
    String free = label;
    for (int i = 2; taken.contains(free); i++) {
      String end = "-" + i;
      free = label.substring(0, Math.min(label.length(), MAX_LABEL - end.length())) + end;
    }
    return free;
  }

  /** The name with the extension of what the file has become. */
  private static String jpegName(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".jpg") || lower.endsWith(".jpeg")) {
      return name;
    }
    int dot = name.lastIndexOf('.');
    String renamed = (dot > 0 ? name.substring(0, dot) : name) + ".jpg";
    return renamed.length() <= MAX_NAME ? renamed : name;
  }
}
