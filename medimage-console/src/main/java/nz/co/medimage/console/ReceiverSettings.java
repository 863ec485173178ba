package nz.co.medimage.console;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.receiver.config.SettingValue;
import nz.co.medimage.receiver.filter.TypeFilter;

/** The settings of the receiver itself, at the top of its file, in words of the page. */
final class ReceiverSettings {
  private static final String NAME = "name";
  private static final String TYPES = "types";
  private static final String MAX_SIZE = "max-size";

  private ReceiverSettings() {}

  static Map<String, String> titles(Model model) {
    return Map.of(
        NAME,
        model.text("settings.own.name"),
        TYPES,
        model.text("settings.own.types"),
        MAX_SIZE,
        model.text("settings.own.size"));
  }

  /** With what the file has. */
  static List<SettingValue> of(Model model, ConfigurationEditor editor) {
    return editor.settings(
        List.of(
            Setting.text(NAME).help(model.text("settings.own.name.help", model.receiver().name())),
            Setting.list(TYPES)
                .help(
                    model.text(
                        "settings.own.types.help",
                        String.join(", ", new TreeSet<>(TypeFilter.DEFAULT_TYPES)))),
            Setting.size(MAX_SIZE)
                .range(1, Long.MAX_VALUE)
                .help(model.text("settings.own.size.help"))));
  }

  /** What is wrong with what was typed, by keys; a receiver is asked, and none is made. */
  static Map<String, String> faults(Draft draft, List<SettingValue> values, Path home) {
    Receiver.Builder receiver = Receiver.builder(home);
    Map<String, String> faults = new LinkedHashMap<>();
    for (SettingValue each : values) {
      List<String> texts = draft.texts(each);
      if (!texts.isEmpty()) {
        try {
          set(receiver, each.setting(), texts, home);
        } catch (IllegalArgumentException e) {
          faults.put(each.setting().key(), String.valueOf(e.getMessage()));
        }
      }
    }
    return faults;
  }

  private static void set(
      Receiver.Builder receiver, Setting setting, List<String> texts, Path home) {
    String key = setting.key();
    Object value = key.equals(TYPES) ? texts : texts.get(0);
    Settings settings = Settings.of(List.of(setting), Map.of(key, value), home);
    switch (key) {
      case NAME -> receiver.name(settings.text(key));
      case TYPES -> receiver.allowedTypes(TypeFilter.extensions(settings.list(key)));
      default -> receiver.maxPhotoSize(settings.size(key));
    }
  }
}
