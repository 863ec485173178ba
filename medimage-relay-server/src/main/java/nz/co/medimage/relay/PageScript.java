package nz.co.medimage.relay;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/**
 * Scripts of the page for phones as they are served: without the comments and types that make up a
 * third of them, and without indents, for phones with a slow network.
 */
final class PageScript {
  private static final String END = "*/";

  /** A type within a line. No text has one. */
  private static final Pattern TYPE =
      Pattern.compile("/\\*\\* @(type|param|template) [^*`]*\\*/ ?");

  private PageScript() {}

  /**
   * Leaves out comments that have lines of their own, types within lines, and the white space
   * before each line that does not begin within a template. All else stays, as only a parser could
   * tell it from texts.
   */
  static byte[] compact(byte[] script) {
    StringBuilder kept = new StringBuilder();
    boolean isWithin = false;
    boolean isTemplate = false;
    for (String line : new String(script, UTF_8).split("(?<=\n)")) {
      String text = line.strip();
      if (isWithin) {
        isWithin = !text.endsWith(END);
      } else if (!isTemplate && text.startsWith("/**") && !text.contains(END)) {
        isWithin = true;
      } else if (isTemplate || !isComment(text)) {
        boolean isPlain = !isTemplate && line.indexOf('`') < 0;
        String code = isTemplate ? line : line.stripLeading();
        kept.append(isPlain ? TYPE.matcher(code).replaceAll("") : code);
        isTemplate ^= line.chars().filter(c -> c == '`').count() % 2 == 1;
      }
    }
    return kept.toString().getBytes(UTF_8);
  }

  /** Leaves out the white space before each line of a page or a style sheet. */
  static byte[] withoutIndents(byte[] text) {
    return new String(text, UTF_8).replaceAll("(?m)^[ \\t]+", "").getBytes(UTF_8);
  }

  private static boolean isComment(String text) {
    return text.startsWith("//")
        || (text.startsWith("/**") && text.indexOf(END) == text.length() - END.length());
  }
}
