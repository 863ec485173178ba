package nz.co.medimage.sink.practice.internal.profile;

import java.util.Collection;
import nz.co.medimage.api.NearestWord;
import nz.co.medimage.api.TextCut;

/** Says of a word in a profile that it is unknown, and what may have been meant. */
final class UnknownWord {
  private static final int LONGEST_ECHO = 60;

  private UnknownWord() {}

  /** On one line, and no longer than a person reads. */
  static String shown(String text) {
    return TextCut.line(text, LONGEST_ECHO);
  }

  /** Such as {@code there is no key inser; did you mean insert?} */
  static String sentence(String kind, String word, Collection<String> known) {
    String missing = "there is no " + kind + " " + shown(word);
    if (known.isEmpty()) {
      return missing + ", nor any other";
    }
    return NearestWord.of(word, known)
        .map(nearest -> missing + "; did you mean " + nearest + "?")
        .orElseGet(() -> missing + "; there are " + String.join(", ", known));
  }
}
