package nz.co.medimage.api;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a clinician types to say whose photo it is: words separated by blanks. Words that begin with
 * {@code #} name folders, and the others name the file. Immutable.
 *
 * <pre>{@code
 * PatientTag tag = PatientTag.parse("#ZAC5361 left arm"); // folder ZAC5361, file left-arm
 * }</pre>
 *
 * <table>
 * <caption>What becomes of what is typed</caption>
 * <tr><th>typed</th><th>{@link #folders()}</th><th>{@link #words()}</th></tr>
 * <tr><td>{@code file}</td><td></td><td>file</td></tr>
 * <tr><td>{@code #folder}</td><td>folder</td><td></td></tr>
 * <tr><td>{@code #folder file}</td><td>folder</td><td>file</td></tr>
 * <tr><td>{@code #folder #subfolder file}</td><td>folder, subfolder</td><td>file</td></tr>
 * <tr><td>{@code file fileagain}</td><td></td><td>file, fileagain</td></tr>
 * <tr><td>(nothing)</td><td></td><td></td></tr>
 * </table>
 *
 * <p>A tag is safe by construction. Each folder is a single, portable file name, and so are the
 * words, joined by {@code -}, once something such as a time is appended to them. Both are in
 * Unicode normal form C and consist of letters of all scripts, digits and a few signs; they are
 * never a path, hidden, reserved by Windows or ended by a dot, and contain no control or
 * bidirectional characters. So a sink may use a tag as it is, no matter who sent it.
 *
 * <p>Which characters are letters or digits depends on the platform's version of Unicode: 13 in
 * Java 17, another one in a later Java or on a phone. A platform refuses characters that are newer
 * than its version. So an older receiver may refuse a tag that a device accepted. It then rejects
 * the photo for good, as {@link RejectionCode#BAD_MANIFEST}, and keeps it sealed in quarantine. In
 * practice this concerns only letters that Unicode added recently; no tag is ever read as a
 * different one.
 *
 * @param folders the folders, outermost first; at most 8
 * @param words the words of the file name, in order
 */
public record PatientTag(List<String> folders, List<String> words) {

  /** The maximum length of a tag, in code points. */
  public static final int MAX_LENGTH = 128;

  /**
   * The maximum length of a folder, and of the file name that the words make, in bytes of UTF-8.
   */
  public static final int MAX_NAME_BYTES = 180;

  /** The maximum number of folders in a tag. */
  public static final int MAX_FOLDERS = 8;

  /**
   * Checks each folder and each word.
   *
   * @throws InvalidTagException as {@link #parse} does
   */
  public PatientTag {
    Objects.requireNonNull(folders, "folders");
    Objects.requireNonNull(words, "words");
    folders =
        List.copyOf(folders.stream().map(PatientTag::checkFolder).collect(Collectors.toList()));
    words = List.copyOf(words.stream().map(PatientTag::checkWord).collect(Collectors.toList()));
    if (folders.size() > MAX_FOLDERS) {
      throw new InvalidTagException("A tag can name at most " + MAX_FOLDERS + " folders.");
    }
    int length = text(folders, words).codePoints().map(c -> 1).sum();
    if (length > MAX_LENGTH) {
      throw new InvalidTagException(
          "A tag can have at most " + MAX_LENGTH + " characters; this one has " + length + ".");
    }
    folders.forEach(PatientTag::checkBytes);
    checkFileName(String.join("-", words));
  }

  /**
   * Reads a tag in which only words with {@code #} are folders. It reads what {@link #toString()}
   * returns as an equal tag.
   *
   * @param typed what was typed, possibly empty
   * @throws InvalidTagException with a sentence for the clinician, if it cannot be a tag
   */
  public static PatientTag parse(String typed) {
    return parse(typed, false);
  }

  /**
   * Reads a tag whose first word is a folder even without {@code #}, so that typing a bare patient
   * id files the photo in the patient's folder.
   *
   * @param typed what was typed, possibly empty
   * @throws InvalidTagException with a sentence for the clinician, if it cannot be a tag
   */
  public static PatientTag parseIdFirst(String typed) {
    return parse(typed, true);
  }

  private static PatientTag parse(String typed, boolean firstIsFolder) {
    Objects.requireNonNull(typed, "typed");
    List<String> folders = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (String word : typed.split("[\\s\\p{Zs}]+")) {
      if (word.isEmpty()) {
        continue;
      }
      if (word.startsWith("#")) {
        folders.add(word.substring(1));
      } else if (firstIsFolder && folders.isEmpty() && words.isEmpty()) {
        folders.add(word);
      } else {
        words.add(word);
      }
    }
    return new PatientTag(folders, words);
  }

  /**
   * The tag as typed The folders, each with {@code #} before it, then the words; empty for an empty
   * tag.
   */
  @Override
  public String toString() {
    return text(folders, words);
  }

  private static String text(List<String> folders, List<String> words) {
    List<String> all = new ArrayList<>();
    folders.forEach(folder -> all.add("#" + folder));
    all.addAll(words);
    return String.join(" ", all);
  }

  private static String checkFolder(String folder) {
    String name = checkCharacters(folder);
    if (name.isEmpty()) {
      throw new InvalidTagException("A # in a tag must be followed by the name of a folder.");
    }
    if (name.endsWith(".")) {
      throw new InvalidTagException("A folder in a tag cannot be '..' or end in a dot.");
    }
    if (name.startsWith(".")) {
      throw new InvalidTagException(
          "A folder in a tag cannot begin with a dot: it would be hidden.");
    }
    if (PortableName.isReserved(name)) {
      throw new InvalidTagException(
          "A folder in a tag cannot be CON, PRN, AUX, NUL, COM1 or the like: Windows reserves them.");
    }
    return name;
  }

  private static String checkWord(String word) {
    String name = checkCharacters(word);
    if (name.isEmpty() || name.startsWith("#")) {
      throw new IllegalArgumentException("a word of a tag is not empty and begins with no #");
    }
    if (name.chars().allMatch(c -> c == '.')) {
      throw new InvalidTagException("A word in a tag cannot be made of dots alone.");
    }
    return name;
  }

  /** What is appended makes a bare CON harmless, but not CON.x: Windows looks before the dot. */
  private static void checkFileName(String words) {
    if (words.startsWith(".")) {
      throw new InvalidTagException(
          "The first word of a file name in a tag cannot begin with a dot: it would be hidden.");
    }
    if (words.indexOf('.') >= 0 && PortableName.isReserved(words)) {
      throw new InvalidTagException(
          "The first word of a file name in a tag cannot begin with CON. or the like: Windows"
              + " reserves them.");
    }
    checkBytes(words);
  }

  private static String checkCharacters(String part) {
    String name = Normalizer.normalize(part, Normalizer.Form.NFC);
    name.codePoints()
        .filter(c -> !PortableName.isAllowed(c))
        .findFirst()
        .ifPresent(
            c -> {
              throw new InvalidTagException(
                  String.format(
                      Locale.ROOT,
                      "A tag can hold letters, digits and signs such as - _ . , ' ( ) + &, but not"
                          + " %s.",
                      describe(c)));
            });
    return name;
  }

  private static String describe(int c) {
    if (c > ' ' && c < 0x7F) {
      return "'" + (char) c + "'";
    }
    String name = Character.getName(c);
    return String.format(Locale.ROOT, "U+%04X%s", c, name == null ? "" : " (" + name + ")");
  }

  private static void checkBytes(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
      throw new InvalidTagException(
          "A folder or a file name in a tag is too long: at most "
              + MAX_NAME_BYTES
              + " bytes, which is 60 to 180 letters.");
    }
  }
}
