package nz.co.medimage.sink.practice.internal.profile;

import java.util.Collection;
import java.util.regex.Pattern;
import nz.co.medimage.api.NearestWord;
import nz.co.medimage.api.TextCut;

/** Parts of the sentences about a profile that is wrong. */
final class Sentences {
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int LONGEST_ECHO = 60;

  private Sentences() {}

  /** On one line, and no longer than a person reads. */
  static String shown(String text) {
    String line = CONTROL.matcher(text).replaceAll(" ");
    return line.length() <= LONGEST_ECHO ? line : TextCut.head(line, LONGEST_ECHO - 1) + "…";
  }

  /** Such as {@code there is no key inser; did you mean insert?} */
  static String unknown(String kind, String word, Collection<String> known) {
    String missing = "there is no " + kind + " " + shown(word);
    if (known.isEmpty()) {
      return missing + ", nor any other";
    }
    return NearestWord.of(word, known)
        .map(nearest -> missing + "; did you mean " + nearest + "?")
        .orElseGet(() -> missing + "; there are " + String.join(", ", known));
  }
}
