package nz.co.medimage.api.spi;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.NearestWord;
import nz.co.medimage.api.TextCut;
import org.jspecify.annotations.Nullable;

/** Checks the values in configuration against the settings that an add-on describes. */
final class SettingsCheck {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(?i)([0-9]{1,9}) ?(?:([KMG])(i?))?B");
  private static final Pattern BYTES = Pattern.compile("[0-9]{1,18}");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int LONGEST_ECHO = 60;

  private final Path folder;

  private SettingsCheck(Path folder) {
    this.folder = folder;
  }

  static Map<String, Object> check(
      List<Setting> described, Map<String, ? extends @Nullable Object> values, Path folder) {
    Map<String, Setting> byKey = new LinkedHashMap<>();
    for (Setting setting : described) {
      if (byKey.put(setting.key(), setting) != null) {
        throw new IllegalArgumentException(
            "The setting " + setting.key() + " is described twice: a fault of the add-on.");
      }
    }
    for (String key : values.keySet()) {
      if (!byKey.containsKey(key)) {
        throw new IllegalArgumentException(unknown(key, byKey.keySet()));
      }
    }
    SettingsCheck check = new SettingsCheck(folder);
    Map<String, Object> checked = new LinkedHashMap<>();
    for (Setting setting : described) {
      @Nullable Object value = values.get(setting.key());
      if (value == null && setting.isRequired()) {
        throw new IllegalArgumentException(
            ("The setting " + setting.key() + " is missing. " + setting.help()).trim());
      }
      if (value == null) {
        value = setting.defaultValue().orElse(null);
      }
      if (value != null) {
        checked.put(setting.key(), check.typed(setting, value));
      }
    }
    return checked;
  }

  /** Names the known key that is nearest, if one is near. */
  private static String unknown(String key, Set<String> known) {
    String missing = "There is no setting " + shown(key);
    if (known.isEmpty()) {
      return missing + ", nor any other.";
    }
    return NearestWord.of(key, known)
        .map(nearest -> missing + "; did you mean " + nearest + "?")
        .orElseGet(() -> missing + "; there are " + String.join(", ", known) + ".");
  }

  private Object typed(Setting setting, Object value) {
    if (!setting.isList()) {
      return typed(setting, text(setting, value));
    }
    List<Object> several = new ArrayList<>();
    for (Object each : value instanceof List<?> list ? list : List.of(value)) {
      several.add(typed(setting, text(setting, each)));
    }
    return List.copyOf(several);
  }

  /** JSON knows one kind of number: 3 may come as 3.0. */
  private static String text(Setting setting, @Nullable Object value) {
    if (value instanceof Double || value instanceof Float) {
      double number = ((Number) value).doubleValue();
      return Double.isFinite(number) && number == Math.rint(number)
          ? new BigDecimal(number).toPlainString()
          : value.toString();
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (!(value instanceof String text)) {
      throw wrong(setting, setting.isList() ? "must be a list of texts" : "must be a single value");
    }
    if (text.isEmpty()) {
      throw wrong(setting, "is empty");
    }
    return text;
  }

  private Object typed(Setting setting, String text) {
    if (!setting.choices().isEmpty() && !setting.choices().contains(text)) {
      throw wrong(setting, "must be one of " + String.join(", ", setting.choices()), text);
    }
    return switch (setting.type()) {
      case INTEGER -> integer(setting, text);
      case BOOLEAN -> flag(setting, text);
      case DURATION -> duration(setting, text);
      case SIZE -> size(setting, text);
      case PATH, PATHS -> path(setting, text);
      case TEXT, LIST -> text;
    };
  }

  private static Boolean flag(Setting setting, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(setting, "must be true or false", text);
    }
    return text.equals("true");
  }

  private static Long integer(Setting setting, String text) {
    try {
      return inRange(setting, Long.parseLong(text), text);
    } catch (NumberFormatException e) {
      throw wrong(setting, "must be a whole number", text);
    }
  }

  private static Long size(Setting setting, String text) {
    if (BYTES.matcher(text).matches() && Long.parseLong(text) > 0) {
      return inRange(setting, Long.parseLong(text), text);
    }
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw wrong(setting, "must be a size such as 500kB, 16MiB or 2GB", text);
    }
    String unit = matcher.group(2) == null ? "" : matcher.group(2).toUpperCase(Locale.ROOT);
    int power = unit.isEmpty() ? 0 : 1 + "KMG".indexOf(unit);
    long step = "i".equalsIgnoreCase(matcher.group(3)) ? 1024 : 1000;
    long bytes = Long.parseLong(matcher.group(1));
    for (int i = 0; i < power; i++) {
      bytes *= step; // 10^9 times 2^30 is less than 2^63
    }
    return inRange(setting, bytes, text);
  }

  private static Long inRange(Setting setting, long number, String text) {
    if (number < setting.least() || number > setting.most()) {
      throw wrong(setting, "must be " + range(setting), text);
    }
    return number;
  }

  private static String range(Setting setting) {
    if (setting.most() == Long.MAX_VALUE) {
      return "at least " + setting.least();
    }
    return setting.least() == Long.MIN_VALUE
        ? "at most " + setting.most()
        : "from " + setting.least() + " to " + setting.most();
  }

  private static Duration duration(Setting setting, String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw wrong(setting, "must be a time such as 500ms, 30s, 15m, 2h or 7d", text);
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private Path path(Setting setting, String text) {
    if (CONTROL.matcher(text).find()) {
      // In JSON the path C:\new holds a line break.
      throw wrong(setting, "holds a control character; in JSON a backslash is written \\\\");
    }
    try {
      return folder.resolve(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw wrong(setting, "cannot be a path on this computer", text);
    }
  }

  private static IllegalArgumentException wrong(Setting setting, String what, String text) {
    return wrong(setting, setting.isSecret() ? what : what + ", not " + shown(text));
  }

  private static IllegalArgumentException wrong(Setting setting, String what) {
    return new IllegalArgumentException("The setting " + setting.key() + " " + what + ".");
  }

  /** On one line, and no longer than a person reads. */
  private static String shown(String text) {
    return TextCut.line(text, LONGEST_ECHO);
  }
}
