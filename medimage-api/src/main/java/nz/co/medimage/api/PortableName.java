package nz.co.medimage.api;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/**
 * Makes file names that Windows, macOS, Linux and common network shares all accept, and that people
 * can tell apart by sight: letters of all scripts, digits and a few signs, in Unicode normal form
 * C. Tags consist of such names; sinks make them from any other text that they name files after.
 */
public final class PortableName {
  private static final String SIGNS = "-_.,'’‘()[]+&@=!~;^$#";

  private PortableName() {}

  /**
   * Makes a portable name from any text, the same one each time. Characters that are not portable
   * become {@code -}, dots at either end are dropped, and a name that Windows reserves gets a
   * leading {@code _}.
   *
   * @param text any text, such as the name of a device
   * @param bytes the maximum length of the name in bytes of UTF-8, at least 8
   * @return a single name, never a path and never hidden; an empty text if no character is portable
   */
  public static String of(String text, int bytes) {
    StringBuilder name = new StringBuilder();
    boolean isGap = false;
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    for (int at = 0; at < composed.length(); at += Character.charCount(composed.codePointAt(at))) {
      int c = composed.codePointAt(at);
      if (!isAllowed(c)) {
        isGap = name.length() > 0;
      } else if (c != '.' || name.length() > 0) {
        if (isGap && c != '-' && name.charAt(name.length() - 1) != '-') {
          name.append('-');
        }
        isGap = false;
        name.appendCodePoint(c);
      }
    }
    String cut = withoutDots(cut(name.toString(), bytes));
    return isReserved(cut) ? withoutDots(cut("_" + cut, bytes)) : cut;
  }

  private static String withoutDots(String name) {
    int end = name.length();
    while (end > 0 && name.charAt(end - 1) == '.') {
      end--;
    }
    return name.substring(0, end);
  }

  /**
   * Cuts a text to at most {@code bytes} bytes of UTF-8, without separating a letter from its
   * marks.
   */
  public static String cut(String text, int bytes) {
    String cut = TextCut.head(text, bytes);
    while (bytes(cut) > bytes) {
      cut = TextCut.head(cut, cut.length() - 1);
    }
    return cut;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Whether a portable name may contain a code point. */
  public static boolean isAllowed(int c) {
    return switch (Character.getType(c)) {
      case Character.UPPERCASE_LETTER,
          Character.LOWERCASE_LETTER,
          Character.TITLECASE_LETTER,
          Character.MODIFIER_LETTER,
          Character.OTHER_LETTER,
          Character.NON_SPACING_MARK,
          Character.COMBINING_SPACING_MARK,
          Character.DECIMAL_DIGIT_NUMBER,
          Character.LETTER_NUMBER,
          Character.OTHER_NUMBER,
          Character.DASH_PUNCTUATION ->
          !isInvisible(c);
      default -> SIGNS.indexOf(c) >= 0;
    };
  }

  /**
   * Marks and letters without a shape of their own: two folders that look the same would differ.
   */
  private static boolean isInvisible(int c) {
    return (c >= 0xFE00 && c <= 0xFE0F)
        || (c >= 0xE0100 && c <= 0xE01EF)
        || (c >= 0x180B && c <= 0x180F)
        || c == 0x034F
        || c == 0x115F
        || c == 0x1160
        || c == 0x17B4
        || c == 0x17B5
        || c == 0x3164
        || c == 0xFFA0;
  }

  /**
   * Whether Windows reserves a name. The extension does not matter: {@code con.txt} is the console
   * too.
   */
  public static boolean isReserved(String name) {
    int dot = name.indexOf('.');
    String stem = (dot < 0 ? name : name.substring(0, dot)).toUpperCase(Locale.ROOT);
    return stem.matches("CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9¹²³]");
  }
}
