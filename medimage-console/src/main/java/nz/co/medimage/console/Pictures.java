package nz.co.medimage.console;

import java.util.Map;

/** What a browser shows as a picture. */
final class Pictures {
  /** More than this a browser on a small PC may not bear; such photos are opened otherwise. */
  static final long LARGEST = 64L << 20;

  /** By the extension that the receiver has made sure of. */
  static final Map<String, String> BY_EXTENSION =
      Map.of(
          "jpg", "image/jpeg",
          "png", "image/png",
          "gif", "image/gif",
          "webp", "image/webp");

  private Pictures() {}

  /** Whether a photo is shown, by what its device says of it. */
  static boolean isShown(String mediaType, long length) {
    return length <= LARGEST && BY_EXTENSION.containsValue(mediaType);
  }
}
