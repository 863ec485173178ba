package nz.co.medimage.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The calls of {@code medimage} in the lines of a shell, each as its arguments. */
final class ShellCalls {
  private static final Pattern CALL =
      Pattern.compile("(?:\\./medimage|medimage-cli\\.jar) ([^\n]*)");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|([^\\s\"']+)");

  private ShellCalls() {}

  static List<List<String>> in(String script) {
    List<List<String>> calls = new ArrayList<>();
    for (Matcher call = CALL.matcher(script.replace("\\\n", " ")); call.find(); ) {
      calls.add(words(call.group(1)));
    }
    return calls;
  }

  /** Until a comment, a redirection, or the end of what another shell is given. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(line); word.find(); ) {
      boolean ends = word.start() > 0 && line.charAt(word.start() - 1) == '\'';
      if (ends || word.group().matches("#.*|[>|].*")) {
        break;
      }
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }
}
