package nz.co.medimage.receiver.filter.internal.metadata;

import java.util.Optional;
import nz.co.medimage.receiver.filter.internal.content.ContentType;

/** Which format is cleaned by what. */
public final class MetadataCleaners {
  private MetadataCleaners() {}

  /**
   * The cleaner of a type.
   *
   * @param type nothing if it is not known; such files cannot be cleaned
   */
  public static MetadataCleaner of(Optional<ContentType> type) {
    return type.map(MetadataCleaners::of)
        .orElse(uncleanable("Location data cannot be removed from this file."));
  }

  private static MetadataCleaner of(ContentType type) {
    return switch (type) {
      case JPG -> JpegCleaner::clean;
      case PNG -> PngCleaner::clean;
      case WEBP -> WebpCleaner::clean;
      case GIF -> GifCleaner::clean;
      // Text is all content: there is nothing in it that its author did not put there to be read.
      case CSV, JSON -> (photo, cleaned) -> false;
      case HEIC, HEIF, M4A, M4V, MOV, MP4 -> IsoCleaner::clean;
      case MP3 -> Mp3Cleaner::clean;
      case DCM, PDF, TIF ->
          uncleanable("Location data cannot be removed from ." + type.extension() + " files.");
    };
  }

  private static MetadataCleaner uncleanable(String sentence) {
    return (photo, cleaned) -> {
      throw new UncleanableException(sentence);
    };
  }
}
