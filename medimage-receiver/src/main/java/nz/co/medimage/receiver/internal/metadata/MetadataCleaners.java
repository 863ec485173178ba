package nz.co.medimage.receiver.internal.metadata;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.receiver.internal.content.ContentType;

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
        .orElse(uncleanable("What this file says of places cannot be removed from it."));
  }

  private static MetadataCleaner of(ContentType type) {
    return switch (type) {
      case JPG -> MetadataCleaners::cleanJpeg;
      // Text is all content: there is nothing in it that its author did not put there to be read.
      case CSV, JSON -> (photo, cleaned) -> false;
      case DCM, GIF, HEIC, HEIF, M4A, M4V, MOV, MP3, MP4, PDF, PNG, TIF, WEBP ->
          uncleanable(
              "What a ." + type.extension() + " file says of places cannot be removed from it.");
    };
  }

  private static MetadataCleaner uncleanable(String sentence) {
    return (photo, cleaned) -> {
      throw new UncleanableException(sentence);
    };
  }

  private static boolean cleanJpeg(FileChannel photo, FileChannel cleaned)
      throws IOException, UncleanableException {
    List<Patch> patches;
    try {
      patches = GpsFinder.find(photo);
    } catch (UnsafeExifException e) {
      throw new UncleanableException("The Exif data of this photo is damaged.");
    }
    photo.position(0);
    long size = photo.size();
    for (long at = 0; at < size; ) {
      at += photo.transferTo(at, size - at, cleaned);
    }
    for (Patch patch : patches) {
      patch.writeTo(cleaned);
    }
    return !patches.isEmpty();
  }
}
