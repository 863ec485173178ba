package nz.co.medimage.receiver.filter.internal.content;

import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types that can be told by content. */
public enum ContentType {
  /** Plain text in records of fields, RFC 4180. */
  CSV("text/csv", "csv"),
  /** DICOM, part 10 files. */
  DCM("application/dicom", "dcm", "dicom"),
  /** GIF. */
  GIF("image/gif", "gif"),
  /** HEIF coded with HEVC, as phones take pictures. */
  HEIC("image/heic", "heic", "heif", "hif"),
  /** HEIF of another coding. */
  HEIF("image/heif", "heif", "hif"),
  /** JPEG. */
  JPG("image/jpeg", "jpg", "jpeg", "jpe"),
  /** JSON, RFC 8259. */
  JSON("application/json", "json"),
  /** Sound in MPEG-4. */
  M4A("audio/mp4", "m4a"),
  /** Video in MPEG-4, as Apple names it. */
  M4V("video/mp4", "m4v"),
  /** QuickTime. */
  MOV("video/quicktime", "mov", "qt"),
  /** MPEG layer III. */
  MP3("audio/mpeg", "mp3"),
  /** MPEG-4. */
  MP4("video/mp4", "mp4"),
  /** PDF. */
  PDF("application/pdf", "pdf"),
  /** PNG. */
  PNG("image/png", "png"),
  /** TIFF. */
  TIF("image/tiff", "tif", "tiff"),
  /** WebP. */
  WEBP("image/webp", "webp");

  private final String mediaType;

  @SuppressWarnings("ImmutableEnumChecker") // from List.of
  private final List<String> extensions;

  ContentType(String mediaType, String... extensions) {
    this.mediaType = mediaType;
    this.extensions = List.of(extensions);
  }

  /** Such as {@code image/jpeg}. */
  public String mediaType() {
    return mediaType;
  }

  /** The usual extension, in lower case. */
  public String extension() {
    return extensions.get(0);
  }

  /** Whether a file of this type may have this extension. */
  public boolean fits(String extension) {
    return extensions.contains(extension);
  }

  /** The type that has this extension: usually, else at times. */
  public static Optional<ContentType> of(String extension) {
    return Stream.of(values())
        .filter(type -> type.extension().equals(extension))
        .findFirst()
        .or(() -> Stream.of(values()).filter(type -> type.fits(extension)).findFirst());
  }

  /** The usual extensions of all types, in their order. */
  public static SortedSet<String> usualExtensions() {
    return Stream.of(values())
        .map(ContentType::extension)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Whether any type may have this extension. */
  public static boolean isKnown(String extension) {
    return Stream.of(values()).anyMatch(type -> type.fits(extension));
  }
}
