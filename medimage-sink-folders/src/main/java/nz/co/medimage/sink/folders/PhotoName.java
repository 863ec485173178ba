package nz.co.medimage.sink.folders;

import java.text.Normalizer;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;

/**
 * The path of a photo below its root, and those it takes if that one is taken.
 *
 * @param folders single names, outermost first, possibly none
 * @param stem the file name without its extension
 * @param extension without the dot
 */
record PhotoName(List<String> folders, String stem, String extension) {
  private static final Pattern CHOICE = Pattern.compile("(-[1-9][0-9]*)?");
  private static final int LONGEST_PLAIN = 80;

  /** The time and a number are at the end. */
  private static final int END_KEPT = 30;

  private static final DateTimeFormatter WHEN =
      DateTimeFormatter.ofPattern("dd-MMM-uuuu-HH-mm-ss", Locale.ENGLISH);

  static PhotoName of(Manifest manifest) {
    PatientTag tag = manifest.tag();
    String when =
        WHEN.format(manifest.capturedAt())
            + manifest.sequence().map(sequence -> "-" + sequence).orElse("");
    String stem = when;
    if (!tag.words().isEmpty()) {
      stem = String.join("-", tag.words()) + "-" + when;
    } else if (tag.folders().isEmpty()) {
      stem = "image-" + when;
    }
    return new PhotoName(tag.folders(), stem, manifest.extension());
  }

  /** The name that another root gave: the first choice for a copy. */
  static PhotoName ofRelative(String relative) {
    List<String> names = List.of(relative.split("/", -1));
    String file = names.get(names.size() - 1);
    int dot = file.lastIndexOf('.');
    return new PhotoName(
        names.subList(0, names.size() - 1), file.substring(0, dot), file.substring(dot + 1));
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
    return stem + (choice > 1 ? "-" + choice : "") + "." + extension;
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
    return new PhotoName(
        folders, cut <= 0 ? ascii : ascii.substring(0, LONGEST_PLAIN - END_KEPT) + end, extension);
  }

  /** Whether a file in the folder of this photo has a name that it takes, by whatever choice. */
  boolean mayBe(String file) {
    String name = Intents.fold(file);
    String start = Intents.fold(stem);
    String end = Intents.fold("." + extension);
    return name.length() >= start.length() + end.length()
        && name.startsWith(start)
        && name.endsWith(end)
        && CHOICE.matcher(name.substring(start.length(), name.length() - end.length())).matches();
  }
}
