package nz.co.medimage.api.spi;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks what configuration says against what an add-on describes. */
final class SettingsCheck {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");

  private SettingsCheck() {}

  static Map<String, Object> check(List<Setting> described, Map<String, ?> values, Path folder) {
    Map<String, Setting> byKey = new LinkedHashMap<>();
    described.forEach(setting -> byKey.put(setting.key(), setting));
    for (String key : values.keySet()) {
      if (!byKey.containsKey(key)) {
        throw new IllegalArgumentException(unknown(key, byKey.keySet()));
      }
    }
    Map<String, Object> checked = new LinkedHashMap<>();
    for (Setting setting : described) {
      Object value = values.get(setting.key());
      if (value == null && setting.isRequired()) {
        throw wrong(setting, "is required: " + setting.help());
      }
      Optional<?> given = value == null ? setting.defaultValue() : Optional.of(value);
      given.ifPresent(v -> checked.put(setting.key(), typed(setting, v, folder)));
    }
    return checked;
  }

  /** Names the known key that is nearest, if one is near. */
  private static String unknown(String key, Iterable<String> known) {
    String nearest = "";
    int least = Math.max(2, key.length() / 3) + 1;
    List<String> all = new ArrayList<>();
    for (String candidate : known) {
      all.add(candidate);
      int distance = EditDistance.between(key, candidate);
      if (distance < least) {
        least = distance;
        nearest = candidate;
      }
    }
    if (all.isEmpty()) {
      return "There is no setting " + key + ", nor any other.";
    }
    return nearest.isEmpty()
        ? "There is no setting " + key + "; there are " + String.join(", ", all) + "."
        : "There is no setting " + key + "; did you mean " + nearest + "?";
  }

  private static Object typed(Setting setting, Object value, Path folder) {
    if (setting.type() == Setting.Type.LIST) {
      return list(setting, value);
    }
    if (setting.type() == Setting.Type.PATHS) {
      List<Path> paths = new ArrayList<>();
      list(setting, value).forEach(text -> paths.add(path(setting, text, folder)));
      return List.copyOf(paths);
    }
    if (value instanceof List || value instanceof Map) {
      throw wrong(setting, "is one value, not several");
    }
    String text = text(value);
    if (text.isEmpty()) {
      throw wrong(setting, "is empty");
    }
    if (!setting.choices().isEmpty() && !setting.choices().contains(text)) {
      throw wrong(
          setting, "is one of " + String.join(", ", setting.choices()) + not(setting, text));
    }
    return switch (setting.type()) {
      case INTEGER -> integer(setting, text);
      case BOOLEAN -> flag(setting, text);
      case DURATION -> duration(setting, text);
      case PATH -> path(setting, text, folder);
      default -> text;
    };
  }

  private static Boolean flag(Setting setting, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(setting, "is true or false" + not(setting, text));
    }
    return text.equals("true");
  }

  /** JSON knows one kind of number: 3 may come as 3.0. */
  private static String text(Object value) {
    if (value instanceof Double number && number == Math.rint(number)) {
      return Long.toString(number.longValue());
    }
    return value.toString();
  }

  private static List<String> list(Setting setting, Object value) {
    if (!(value instanceof List)) {
      return List.of(text(value));
    }
    List<String> texts = new ArrayList<>();
    for (Object each : (List<?>) value) {
      if (each == null || each instanceof List || each instanceof Map) {
        throw wrong(setting, "is a list of texts");
      }
      texts.add(text(each));
    }
    return List.copyOf(texts);
  }

  private static Long integer(Setting setting, String text) {
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw wrong(setting, "is a whole number" + not(setting, text));
    }
    if (number < setting.least() || number > setting.most()) {
      throw wrong(setting, "is " + range(setting) + not(setting, text));
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
      throw wrong(
          setting, "is a time such as 500ms, 30s, 15m, 2h or 7d, more than 0" + not(setting, text));
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

  private static Path path(Setting setting, String text, Path folder) {
    try {
      return folder.resolve(text).toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      throw wrong(setting, "is no path on this computer" + not(setting, text));
    }
  }

  private static String not(Setting setting, String text) {
    return setting.isSecret() ? "" : ", not " + text;
  }

  private static IllegalArgumentException wrong(Setting setting, String what) {
    return new IllegalArgumentException("The setting " + setting.key() + " " + what);
  }
}
