package nz.co.medimage.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import nz.co.medimage.receiver.config.SettingValue;

/** Finds the setting that a sentence is about, by its key or its value, to show it beside that. */
final class Blame {
  /** Shorter values occur in any sentence. */
  private static final int SHORTEST_VALUE = 4;

  private Blame() {}

  /**
   * Sorts sentences.
   *
   * @return by the keys of settings; under an empty key what is about none
   */
  static Map<String, String> of(List<String> sentences, List<SettingValue> values, Draft draft) {
    Map<String, String> blamed = new LinkedHashMap<>();
    for (String sentence : sentences) {
      String key =
          values.stream()
              .filter(each -> isAbout(sentence, each, draft))
              .map(each -> each.setting().key())
              .findFirst()
              .orElse("");
      blamed.putIfAbsent(key, sentence);
    }
    return blamed;
  }

  private static boolean isAbout(String sentence, SettingValue value, Draft draft) {
    String key = value.setting().key();
    if (hasWord(sentence, "setting " + key)) {
      return true;
    }
    String text = draft.text(Draft.SETTING + key).orElse(Draft.shown(value)).strip();
    return !value.setting().isSecret()
        && text.length() >= SHORTEST_VALUE
        && sentence.contains(text);
  }

  /** Whether it names a step. */
  static boolean hasWord(String sentence, String word) {
    return Pattern.compile("(?<![\\w-])" + Pattern.quote(word) + "(?![\\w-])")
        .matcher(sentence)
        .find();
  }
}
