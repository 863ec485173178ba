package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * The file that a message carries.
 *
 * @param sha256 what it must turn out to be; empty if nobody knows
 */
record PhotoContent(Path file, long length, String mediaType, Optional<String> sha256) {
  static final String ORIGINAL = "original";

  private static final Map<String, String> SUBTYPES =
      Map.of(
          "image/jpeg", "JPEG",
          "image/png", "PNG",
          "image/gif", "GIF",
          "image/tiff", "TIFF",
          "image/heic", "HEIC",
          "image/webp", "WEBP",
          "application/pdf", "PDF");
  private static final Map<String, String> TYPES =
      Map.of("jpg", "jpeg", "jpeg", "jpeg", "png", "png", "gif", "gif", "tif", "tiff");
  private static final int BUFFER = 48 << 10; // whole groups of three bytes

  /**
   * Chooses the file of a photo.
   *
   * @param wanted {@link #ORIGINAL} or the label of a companion; a photo without it goes itself
   */
  static PhotoContent of(StagedPhoto photo, String wanted) throws IOException {
    for (CompanionFile companion : photo.companions()) {
      if (companion.label().equals(wanted)) {
        long length = Files.size(companion.file());
        return new PhotoContent(
            companion.file(), length, mediaType(companion.extension()), Optional.empty());
      }
    }
    return new PhotoContent(
        photo.file(),
        photo.manifest().length(),
        photo.manifest().mediaType(),
        Optional.of(photo.manifest().sha256()));
  }

  private static String mediaType(String extension) {
    String image = TYPES.get(extension);
    return image != null ? "image/" + image : "application/" + extension;
  }

  /** Components 2 to 4 of an ED: HL7 tables 0191, 0291 and 0299. */
  String description(boolean isMediaType) {
    String subtype = SUBTYPES.get(mediaType.toLowerCase(Locale.ROOT));
    boolean isImage = subtype != null && mediaType.startsWith("image/");
    String type = isMediaType ? (isImage ? "image" : "application") : (isImage ? "IM" : "AP");
    return type + "^" + (subtype != null ? subtype : "Octet-stream") + "^Base64";
  }

  /** TXA-3, by HL7 table 0191. */
  String presentation() {
    return description(false).substring(0, 2);
  }

  /**
   * Writes it as base64 in one line.
   *
   * @throws IOException also if it turns out to be another file than was said
   */
  void writeTo(OutputStream out) throws IOException {
    MessageDigest digest = Sha256.newDigest();
    long written = 0;
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.readNBytes(buffer, 0, BUFFER); n > 0; n = in.readNBytes(buffer, 0, BUFFER)) {
        digest.update(buffer, 0, n);
        written += n;
        out.write(Base64.getEncoder().encode(n < BUFFER ? Arrays.copyOf(buffer, n) : buffer));
      }
    }
    if (written != length || !sha256.map(Sha256.hex(digest.digest())::equals).orElse(true)) {
      throw new IOException("the photo's file changed while it was sent; it is tried again");
    }
  }
}
