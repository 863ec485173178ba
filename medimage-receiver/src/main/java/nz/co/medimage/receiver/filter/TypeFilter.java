package nz.co.medimage.receiver.filter;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.TextCut;
import nz.co.medimage.api.spi.PhotoFilter;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.receiver.filter.internal.content.ContentSniffer;
import nz.co.medimage.receiver.filter.internal.content.ContentType;
import nz.co.medimage.receiver.filter.internal.content.TextForms;

/**
 * Lets only files pass whose content is of an allowed type, whatever their name says. Media type
 * and extension are corrected to match the content. Safe for use by several threads.
 *
 * <p>Types are recognised by their first bytes; {@code csv} and {@code json} by being valid text of
 * that form in UTF-8, and only if they are named so. A PDF may have a byte order mark and white
 * space before its header, or if it is named so other bytes, as readers allow within the first
 * 1,024.
 */
public final class TypeFilter implements PhotoFilter {

  /** The types that a receiver accepts by default, as extensions. */
  public static final Set<String> DEFAULT_TYPES =
      Set.of("jpg", "pdf", "mp4", "m4v", "mp3", "m4a", "csv", "json", "heic", "heif");

  private static final String MORE = "+";
  private static final int MAX_NAME = 255;

  private final Set<ContentType> allowed = EnumSet.noneOf(ContentType.class);
  private final TreeSet<String> names = new TreeSet<>();
  private final UnaryOperator<String> advice;

  /** Allows {@link #DEFAULT_TYPES}. */
  public TypeFilter() {
    this(DEFAULT_TYPES);
  }

  /**
   * Allows some types.
   *
   * @param extensions at least one of {@link #DEFAULT_TYPES} and {@code dcm}, {@code gif}, {@code
   *     mov}, {@code png}, {@code tif}, {@code webp}; other names for them, such as {@code jpeg},
   *     {@code tiff} and {@code dicom}, are accepted as well
   * @throws IllegalArgumentException if there is none, or one whose content cannot be recognised
   */
  public TypeFilter(Set<String> extensions) {
    this(extensions, type -> "");
  }

  /**
   * Allows some types, and tells senders how the receiver can be set up to allow another.
   *
   * @param extensions as for {@link #TypeFilter(Set)}
   * @param advice gets the extension of a type that is rejected but could be allowed, such as
   *     {@code png}; returns the sentence that the sender reads after the one that says what is
   *     wrong, or an empty one
   * @throws IllegalArgumentException as {@link #TypeFilter(Set)} does
   */
  public TypeFilter(Set<String> extensions, UnaryOperator<String> advice) {
    if (extensions.isEmpty()) {
      throw new IllegalArgumentException("at least one type must be allowed");
    }
    for (String extension : extensions) {
      ContentType type = ContentType.of(extension).orElseThrow(() -> unknown(extension));
      allowed.add(type);
      names.add(type.extension());
    }
    this.advice = Objects.requireNonNull(advice, "advice");
  }

  /**
   * What a user chose, as extensions: types alone, such as {@code jpg}, {@code png}, or with a
   * {@code +} in front as well as {@link #DEFAULT_TYPES}, such as {@code +png}, {@code mov}.
   *
   * @param choice at least one; case, blanks and a dot in front do not matter
   * @throws IllegalArgumentException with one sentence for the user if only a later one has a
   *     {@code +}, as it is then not clear what is meant
   */
  public static Set<String> extensions(List<String> choice) {
    boolean more = choice.get(0).strip().startsWith(MORE);
    Set<String> extensions = new TreeSet<>(more ? DEFAULT_TYPES : Set.of());
    for (String type : choice) {
      String name = type.strip().toLowerCase(Locale.ROOT);
      if (name.startsWith(MORE)) {
        if (!more) {
          throw new IllegalArgumentException(
              "types are either named alone, such as jpg,png, or with a + as well as the usual"
                  + " ones, such as +png,mov");
        }
        name = name.substring(MORE.length());
      }
      extensions.add(name.startsWith(".") ? name.substring(1) : name);
    }
    return extensions;
  }

  private static IllegalArgumentException unknown(String extension) {
    return new IllegalArgumentException(
        "the content of '"
            + extension
            + "' files cannot be recognised; a receiver can take "
            + String.join(", ", ContentType.usualExtensions()));
  }

  /** {@code type}. */
  @Override
  public String id() {
    return "type";
  }

  @Override
  public StagedPhoto apply(StagedPhoto photo) throws IOException, PhotoRejectedException {
    Manifest manifest = photo.manifest();
    Optional<ContentType> type = ContentSniffer.sniff(photo.file(), manifest.extension());
    if (type.isEmpty() || !allowed.contains(type.get())) {
      throw new PhotoRejectedException(RejectionCode.TYPE_NOT_ALLOWED, sentence(photo, type));
    }
    String name = nameFor(manifest, type.get());
    String mediaType = type.get().mediaType();
    return name.equals(manifest.fileName()) && mediaType.equals(manifest.mediaType())
        ? photo
        : photo.withManifest(manifest.toBuilder().fileName(name).mediaType(mediaType).build());
  }

  /** A wrong extension of a known kind is replaced, any other end of the name is kept. */
  private static String nameFor(Manifest manifest, ContentType type) {
    String name = manifest.fileName();
    if (type.fits(manifest.extension())) {
      return name;
    }
    String stem =
        ContentType.isKnown(manifest.extension()) ? name.substring(0, name.lastIndexOf('.')) : name;
    String end = "." + type.extension();
    return TextCut.head(stem, MAX_NAME - end.length()) + end;
  }

  private String sentence(StagedPhoto photo, Optional<ContentType> type) throws IOException {
    String extension = photo.manifest().extension();
    if (type.isEmpty() && ContentType.isKnown(extension)) {
      return "The file is named ."
          + extension
          + ", but its content is "
          + (TextForms.isText(photo.file()) ? "text." : "something else.");
    }
    String what = type.map(ContentType::extension).orElse(extension);
    String refused =
        "This receiver does not take ." + what + " files, only " + String.join(", ", names) + ".";
    String more = type.map(known -> advice.apply(known.extension())).orElse("");
    return more.isEmpty() ? refused : refused + " " + more;
  }
}
