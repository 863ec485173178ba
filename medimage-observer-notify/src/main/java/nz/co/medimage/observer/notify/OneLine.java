package nz.co.medimage.observer.notify;

import java.util.regex.Pattern;
import nz.co.medimage.api.TextCut;

/** Makes texts of others, such as the name of a device, fit into one line of a message. */
final class OneLine {
  /** Controls, line separators, and marks that turn the direction of what follows. */
  private static final Pattern BREAKING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

  private static final int LONGEST = 500;

  private OneLine() {}

  /** The text on one line, and not too long. */
  static String of(String text) {
    String line = BREAKING.matcher(text).replaceAll(" ").strip();
    return line.length() <= LONGEST ? line : TextCut.head(line, LONGEST - 1) + "…";
  }
}
