package nz.co.medimage.sink.folders;

import java.text.Normalizer;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The path of a photo below its root, or of a companion of one, and those it takes if that one is
 * taken: {@code arm-2.jpg} for a photo, {@code arm.small-2.jpg} for its companion.
 *
 * @param folders single names, outermost first, possibly none
 * @param stem the name of the photo without its extension
 * @param label of the companion; empty for a photo
 * @param extension without the dot
 */
record PhotoName(List<String> folders, String stem, String label, String extension) {
  private static final Pattern CHOICE = Pattern.compile("(-[1-9][0-9]*)?");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9-]{1,20}");
  private static final int LONGEST_PLAIN = 80;

  /** The time and a number are at the end. */
  private static final int END_KEPT = 30;

  PhotoName(List<String> folders, String stem, String extension) {
    this(folders, stem, "", extension);
  }

  /** The name that another root gave: the first choice for a copy. */
  static PhotoName ofRelative(String relative) {
    List<String> names = List.of(relative.split("/", -1));
    String file = names.get(names.size() - 1);
    int dot = file.lastIndexOf('.');
    return new PhotoName(
        names.subList(0, names.size() - 1), file.substring(0, dot), file.substring(dot + 1));
  }

  /** The name of a companion of the photo of this name. */
  PhotoName companion(String label, String extension) {
    return new PhotoName(folders, stem, label, extension);
  }

  /**
   * The name that a companion of the photo of this name has, if it was given beside a photo of
   * another name.
   */
  PhotoName companion(PhotoName beside, PhotoName companion) {
    String prefix = beside.stem + ".";
    return companion.stem.startsWith(prefix)
        ? companion(companion.stem.substring(prefix.length()), companion.extension)
        : companion;
  }

  /**
   * The nearest stem that ends in nothing which could be the label of a companion: {@code a.small}
   * becomes {@code a-small}.
   */
  static String unlikeCompanion(String stem) {
    String safe = stem;
    int dot = safe.lastIndexOf('.');
    while (dot >= 0 && LABEL.matcher(Intents.fold(safe.substring(dot + 1))).matches()) {
      safe = safe.substring(0, dot) + "-" + safe.substring(dot + 1);
      dot = safe.lastIndexOf('.');
    }
    return safe;
  }

  /**
   * The path with {@code /}.
   *
   * @param choice 1 for the plain name; 2 and on are appended
   */
  String relative(int choice) {
    return relative(file(choice));
  }

  /** The file name alone. */
  String file(int choice) {
    return whole() + (choice > 1 ? "-" + choice : "") + "." + extension;
  }

  private String whole() {
    return label.isEmpty() ? stem : stem + "." + label;
  }

  /** The path with {@code /} of a file in the folder of this photo. */
  String relative(String file) {
    StringBuilder path = new StringBuilder();
    folders.forEach(folder -> path.append(folder).append('/'));
    return path.append(file).toString();
  }

  /**
   * The same in the same folders, with a file name that any disk takes: short and in ASCII. {@code
   * māngai-10-Aug-2017-09-21-45} becomes {@code mangai-10-Aug-2017-09-21-45}.
   */
  PhotoName plain() {
    String bare = Normalizer.normalize(stem, Normalizer.Form.NFD).replaceAll("\\p{M}+", "");
    String ascii = bare.replaceAll("[^A-Za-z0-9._-]", "_");
    int cut = ascii.length() - LONGEST_PLAIN;
    String end = ascii.substring(Math.max(0, ascii.length() - END_KEPT));
    String whole = cut <= 0 ? ascii : ascii.substring(0, LONGEST_PLAIN - END_KEPT) + end;
    return new PhotoName(folders, unlikeCompanion(whole), label, extension);
  }

  /** Whether a file in the folder of this photo has a name that it takes, by whatever choice. */
  boolean mayBe(String file) {
    String name = Intents.fold(file);
    String start = Intents.fold(whole());
    String end = Intents.fold("." + extension);
    return name.length() >= start.length() + end.length()
        && name.startsWith(start)
        && name.endsWith(end)
        && CHOICE.matcher(name.substring(start.length(), name.length() - end.length())).matches();
  }
}
