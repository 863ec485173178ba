package nz.co.medimage.cli;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.addon.AddOn;

/** The settings of an add-on, as a person writes them into the configuration of a receiver. */
final class AddOnExample {
  private static final JsonAdapter<Object> JSON =
      new Moshi.Builder().build().adapter(Object.class).indent("  ");

  private final AddOn addOn;

  AddOnExample(AddOn addOn) {
    this.addOn = addOn;
  }

  /** An entry with all settings. It is valid as it is, apart from secrets. */
  Map<String, Object> entry() {
    Map<String, Object> settings = new LinkedHashMap<>();
    addOn.settings().forEach(setting -> settings.put(setting.key(), value(setting)));
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("add-on", addOn.id());
    if (!settings.isEmpty()) {
      entry.put("settings", settings);
    }
    return entry;
  }

  private Object value(Setting setting) {
    if (setting.isSecret()) {
      String variable = addOn.id() + "_" + setting.key();
      return Map.of("env", variable.replace('-', '_').toUpperCase(Locale.ROOT));
    }
    String text =
        setting
            .defaultValue()
            .orElseGet(
                () -> setting.choices().isEmpty() ? sample(setting) : setting.choices().get(0));
    return switch (setting.type()) {
      case INTEGER -> Long.parseLong(text);
      case BOOLEAN -> Boolean.valueOf(text);
      case LIST, PATHS -> List.of(text);
      default -> text;
    };
  }

  private static String sample(Setting setting) {
    return switch (setting.type()) {
      case INTEGER -> Long.toString(Math.min(Math.max(1, setting.least()), setting.most()));
      case BOOLEAN -> "true";
      case DURATION -> "30s";
      case SIZE -> setting.least() > 1 ? Long.toString(setting.least()) : "16MiB";
      case PATH, PATHS -> "folder-or-file";
      case TEXT, LIST -> "<" + meaning(setting) + ">";
    };
  }

  /** What to write there: the help as a phrase, or the key if there is none. */
  private static String meaning(Setting setting) {
    String help = setting.help();
    return help.isEmpty() ? setting.key() : help.replaceFirst("[.]$", "");
  }

  private static String range(Setting setting) {
    boolean hasLeast = setting.least() != Long.MIN_VALUE;
    boolean hasMost = setting.most() != Long.MAX_VALUE;
    if (hasLeast && hasMost) {
      return ", from " + setting.least() + " to " + setting.most();
    }
    return hasLeast
        ? ", at least " + setting.least()
        : hasMost ? ", at most " + setting.most() : "";
  }

  /** A text for people: each setting with its help, and the entry. */
  String text() {
    StringBuilder text = new StringBuilder();
    text.append(addOn.displayName()).append(": ").append(addOn.kind()).append(" add-on ");
    text.append(addOn.id()).append(' ').append(addOn.version()).append('\n');
    for (Setting setting : addOn.settings()) {
      text.append("  ").append(setting.key()).append(" (").append(AddonsCommand.type(setting));
      text.append(setting.isRequired() ? ", required" : "");
      text.append(setting.isSecret() ? ", secret" : "");
      if (!setting.choices().isEmpty()) {
        text.append(", one of ").append(String.join(", ", setting.choices()));
      }
      text.append(range(setting));
      setting.defaultValue().ifPresent(value -> text.append(", default ").append(value));
      text.append(") ").append(setting.help()).append('\n');
    }
    text.append("In receiver.json, in ").append(addOn.kind().part()).append(":\n");
    return text.append(JSON.toJson(entry())).toString();
  }
}
