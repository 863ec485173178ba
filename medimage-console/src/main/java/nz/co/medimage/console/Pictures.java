package nz.co.medimage.console;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.Manifest;

/** What a browser shows as a picture. */
final class Pictures {
  /** More than this a browser on a small PC may not bear; such photos are opened otherwise. */
  static final long LARGEST = 64L << 20;

  private static final Map<String, String> BY_EXTENSION =
      Map.of(
          "jpg", "image/jpeg",
          "jpeg", "image/jpeg",
          "png", "image/png",
          "gif", "image/gif",
          "webp", "image/webp");

  private Pictures() {}

  /** By the name alone, of a file whose extension the receiver has made sure of. */
  static Optional<String> type(String fileName) {
    return Optional.ofNullable(BY_EXTENSION.get(extension(fileName)));
  }

  /**
   * By what its device says of a photo; nothing if it is none, or too large. If that is not true, a
   * browser shows nothing, and takes it for nothing else.
   */
  static Optional<String> type(Manifest photo) {
    String said = photo.mediaType();
    Optional<String> type =
        BY_EXTENSION.containsValue(said) ? Optional.of(said) : type(photo.fileName());
    return type.filter(any -> photo.length() <= LARGEST);
  }

  static String extension(String fileName) {
    return fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
