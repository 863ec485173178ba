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
 * Passes only files whose content is of an allowed type, whatever their name says, and rejects the
 * others as {@code TYPE_NOT_ALLOWED}. Corrects media type and extension to match the content. Safe
 * for use by several threads.
 *
 * <p>A type is recognised by the first bytes of the file. {@code csv} and {@code json} must have
 * that extension and be valid UTF-8 text of that form. A PDF may have a byte order mark and white
 * space before its header; if its extension is {@code pdf}, the header may begin anywhere in the
 * first 1,024 bytes.
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
   * Allows these types and no others.
   *
   * @param extensions at least one: of {@link #DEFAULT_TYPES}, {@code dcm}, {@code gif}, {@code
   *     mov}, {@code png}, {@code tif} and {@code webp}, or another name for one of them, such as
   *     {@code jpeg}, {@code tiff} or {@code dicom}
   * @throws IllegalArgumentException if there is none, or one whose content cannot be recognised
   */
  public TypeFilter(Set<String> extensions) {
    this(extensions, type -> "");
  }

  /**
   * Allows these types, and tells senders how the receiver can be set up to allow another.
   *
   * @param extensions as for {@link #TypeFilter(Set)}
   * @param advice gets the extension of a rejected type that could be allowed, such as {@code png};
   *     returns a sentence that is added to the rejection, or an empty string
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
   * The extensions that a user chose. Types such as {@code jpg}, {@code png} mean these alone. If
   * the first has a {@code +} in front, as in {@code +png}, {@code mov}, they are added to {@link
   * #DEFAULT_TYPES}.
   *
   * @param choice at least one; case, spaces around it and a leading dot do not matter
   * @throws IllegalArgumentException with one sentence for the user if a later one has a {@code +}
   *     and the first has not
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
