package nz.co.medimage.receiver.filter;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.filter.internal.content.ContentSniffer;
import nz.co.medimage.receiver.filter.internal.content.ContentType;
import nz.co.medimage.receiver.filter.internal.metadata.MetadataCleaner;
import nz.co.medimage.receiver.filter.internal.metadata.MetadataCleaners;
import nz.co.medimage.receiver.filter.internal.metadata.UncleanableException;

/**
 * Removes whatever may tell where a photo was taken.
 *
 * <p>A JPEG, PNG, WebP or GIF keeps its coded image byte for byte, and its colour profile,
 * orientation, times, maker and model; it loses everything else. HEIF, MP4, QuickTime and MP3 files
 * keep picture and sound, and lose the rest. CSV and JSON pass unchanged. Other types, and files
 * that cannot be read for this, cannot be cleaned.
 *
 * <p>Safe for use by several threads. A receiver adds this filter by {@link
 * nz.co.medimage.receiver.Receiver.Builder#removeMetadata}.
 */
public final class MetadataFilter implements PhotoFilter {
  private final Uncleanable then;
  private final Notice notice;

  /** Called for files that cannot be cleaned. */
  @FunctionalInterface
  public interface Notice {
    /**
     * A file cannot be cleaned.
     *
     * @param type the type of the content as an extension, such as {@code pdf}, or {@code unknown}
     * @param why one sentence
     * @param then what becomes of the file
     */
    void notCleaned(PhotoId id, String type, String why, Uncleanable then);
  }

  /**
   * Makes the filter.
   *
   * @param then what becomes of a file that cannot be cleaned
   * @param notice called for each such file, on the thread of {@link #apply}
   */
  public MetadataFilter(Uncleanable then, Notice notice) {
    this.then = Objects.requireNonNull(then, "then");
    this.notice = Objects.requireNonNull(notice, "notice");
  }

  /** {@code metadata}. */
  @Override
  public String id() {
    return "metadata";
  }

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException {
    Optional<ContentType> type = ContentSniffer.sniff(photo.file(), photo.manifest().extension());
    Path cleaned = photo.file().resolveSibling(photo.file().getFileName() + "-cleaned");
    try {
      if (clean(MetadataCleaners.of(type), photo.file(), cleaned)) {
        return photo.withContent(cleaned);
      }
      Files.delete(cleaned);
      return photo;
    } catch (UncleanableException e) {
      String why = String.valueOf(e.getMessage());
      String name = type.map(ContentType::extension).orElse("unknown");
      notice.notCleaned(photo.id(), name, why, then);
      if (then == Uncleanable.PASS) {
        return photo;
      }
      throw new PhotoRejectedException(
          RejectionCode.NOT_CLEANED,
          why + " The receiver holds it, and a person there decides whether it is filed as it is.");
    }
  }

  private static boolean clean(MetadataCleaner cleaner, Path photo, Path cleaned)
      throws IOException, UncleanableException {
    DurableFiles.createPrivate(cleaned).close();
    try (FileChannel in = FileChannel.open(photo, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(cleaned, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return cleaner.clean(in, out);
    }
  }
}
