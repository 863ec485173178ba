package nz.co.medimage.api.spi;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Masks a patient's name and date of birth for {@link PatientMatch#withEcho}: enough to see that it
 * is the right patient for whoever knows the patient, and little for anybody else.
 */
public final class Echo {
  private static final String REST = "…";

  private static final String LEFT_TO_RIGHT_MARK = "\u200E";
  private static final int MOST_MARKS = 4;
  private static final int FIRST_YEAR = 1000;
  private static final int LAST_YEAR = 9999;

  private Echo() {}

  /**
   * The first letter of each name and the year of birth, such as {@code P… T…, b. 1980}.
   *
   * <p>Of a name, everything before its first letter is passed over, and a name without a letter is
   * left out; so the length of a name and how many names there are stay hidden. A letter keeps its
   * combining marks, at most four, and its case. Letters that are written from right to left stand
   * between left-to-right marks, so that the parts keep their order on every display. In scripts
   * whose characters are words, such as Chinese, the first character can be a whole name.
   *
   * @param family the family name; may be empty
   * @param given the given names, of which the first counts; may be empty
   * @param born the date of birth, of which the year is shown; null if it is not known. Years
   *     outside 1000 to 9999 count as not known
   * @return 1 to {@link PatientMatch#MAX_ECHO_LENGTH} UTF-16 units; empty if nothing is known
   */
  public static Optional<String> of(String family, String given, @Nullable LocalDate born) {
    Objects.requireNonNull(family, "family");
    Objects.requireNonNull(given, "given");
    String name =
        Stream.of(initial(given), initial(family))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "));
    String year =
        born == null || born.getYear() < FIRST_YEAR || born.getYear() > LAST_YEAR
            ? ""
            : "b. " + born.getYear();
    String echo = name.isEmpty() || year.isEmpty() ? name + year : name + ", " + year;
    return echo.isEmpty() ? Optional.empty() : Optional.of(echo);
  }

  /** Reads no more of a name than it shows: a letter and its marks are composed afterwards. */
  private static String initial(String name) {
    int start = 0;
    while (start < name.length() && !Character.isLetter(name.codePointAt(start))) {
      start += Character.charCount(name.codePointAt(start));
    }
    if (start == name.length()) {
      return "";
    }
    int letter = name.codePointAt(start);
    int end = start + Character.charCount(letter);
    for (int marks = 0; marks < MOST_MARKS && end < name.length(); marks++) {
      int next = name.codePointAt(end);
      if (!isMark(next)) {
        break;
      }
      end += Character.charCount(next);
    }
    String shown = Normalizer.normalize(name.substring(start, end), Normalizer.Form.NFC) + REST;
    return isRightToLeft(letter) ? LEFT_TO_RIGHT_MARK + shown + LEFT_TO_RIGHT_MARK : shown;
  }

  private static boolean isMark(int codePoint) {
    int type = Character.getType(codePoint);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }

  private static boolean isRightToLeft(int codePoint) {
    byte direction = Character.getDirectionality(codePoint);
    return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
        || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC;
  }
}
