package nz.co.medimage.api;

import java.util.regex.Pattern;

/**
 * Shortens text without splitting what people read as one character: a surrogate pair, a letter
 * with its combining marks, or an emoji with its variation selector, skin tone or zero width
 * joiners.
 */
public final class TextCut {
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int FIRST_SKIN_TONE = 0x1F3FB;
  private static final int LAST_SKIN_TONE = 0x1F3FF;

  /** Controls, line separators, marks that turn the direction of what follows, half characters. */
  private static final Pattern BREAKING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

  private TextCut() {}

  /**
   * A text of others, such as the name of a device, as a part of a line: whatever would break the
   * line, or turn the direction of what follows, becomes a blank, and a text that is too long ends
   * in an ellipsis.
   *
   * @param units the most UTF-16 units; at least 1
   */
  public static String line(String text, int units) {
    String line = BREAKING.matcher(text).replaceAll(" ").trim();
    return line.length() <= units ? line : head(line, units - 1) + "…";
  }

  /**
   * The longest beginning of a text that has at most {@code units} UTF-16 units. If a single
   * character with its marks is longer than that, the marks are cut off.
   *
   * @param units at least 0
   */
  public static String head(String text, int units) {
    if (text.length() <= units) {
      return text;
    }
    int end = units;
    while (end > 0 && !isBetween(text, end)) {
      end--;
    }
    return text.substring(0, end > 0 ? end : units - (isInPair(text, units) ? 1 : 0));
  }

  /**
   * The longest end of a text that has at most {@code units} UTF-16 units. If a single character
   * with its marks is longer than that, only marks are left.
   *
   * @param units at least 0
   */
  public static String tail(String text, int units) {
    if (text.length() <= units) {
      return text;
    }
    int shortest = text.length() - units;
    int begin = shortest;
    while (begin < text.length() && !isBetween(text, begin)) {
      begin++;
    }
    return text.substring(
        begin < text.length() ? begin : shortest + (isInPair(text, shortest) ? 1 : 0));
  }

  private static boolean isInPair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isSurrogatePair(text.charAt(at - 1), text.charAt(at));
  }

  /** Whether a character, as people read it, ends at this position. */
  private static boolean isBetween(String text, int at) {
    if (isInPair(text, at)) {
      return false;
    }
    int next = text.codePointAt(at);
    return at == 0 || !(isExtension(next) || text.charAt(at - 1) == ZERO_WIDTH_JOINER);
  }

  private static boolean isExtension(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || codePoint == ZERO_WIDTH_JOINER
        || (codePoint >= FIRST_SKIN_TONE && codePoint <= LAST_SKIN_TONE);
  }
}
